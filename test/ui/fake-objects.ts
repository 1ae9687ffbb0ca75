// Objects as the API would send them, as small as the screen needs.
import type { Trace } from '../../src/kube/hop.js';
import type { Event, Node } from '../../src/kube/shapes/core.js';
import type { Pod } from '../../src/kube/shapes/pod.js';
import type { EndpointSlice, Service } from '../../src/kube/shapes/service.js';

export function node(name: string, ready = true): Node {
  const status = ready ? 'True' : 'False';
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { conditions: [{ type: 'Ready', status }] } };
}

export function service(name: string): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.14.7',
      selector: { app: name },
      ports: [{ port: 80, targetPort: 8080 }],
    },
  };
}

export function endpointSlice(of: string, pods: readonly string[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${of}-x7k2p`, namespace: 'default', labels: { 'kubernetes.io/service-name': of } },
    addressType: 'IPv4',
    ports: [{ port: 8080, protocol: 'TCP' }],
    endpoints: pods.map((name, index) => ({
      addresses: [`10.244.${index + 1}.5`],
      conditions: { ready: index === 0 },
      targetRef: { kind: 'Pod', namespace: 'default', name },
    })),
  };
}

interface PodFacts {
  readonly ip: string;
  readonly node: string;
  readonly ready: boolean;
}

export function pod(name: string, facts: PodFacts): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [], nodeName: facts.node },
    status: {
      phase: 'Running',
      podIP: facts.ip,
      conditions: [{ type: 'Ready', status: facts.ready ? 'True' : 'False' }],
    },
  };
}

interface EventFacts {
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly at: number;
}

export function event(name: string, facts: EventFacts): Event {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'default' },
    involvedObject: { kind: facts.kind, namespace: 'default', name: facts.name },
    reason: facts.reason,
    message: 'Started container app',
    type: 'Normal',
    lastTimestamp: new Date(facts.at).toISOString(),
  };
}

export const trace: Trace = {
  id: 1,
  at: 42_000,
  from: 'pod/default/client',
  host: 'shop',
  port: 80,
  protocol: 'TCP',
  outcome: 'refused',
  tookMs: 2,
  cause: 'program',
  hops: [
    {
      hop: 'resolve',
      verdict: 'ok',
      reason: 'resolved',
      args: { name: 'shop.default.svc.cluster.local', addresses: ['10.96.14.7'], queries: [], server: '10.96.0.10' },
    },
    {
      hop: 'proxy',
      verdict: 'ok',
      reason: 'backend-chosen',
      args: { service: 'default/shop', backend: '10.244.1.5:8080', count: 2, node: 'svc-learn-worker' },
    },
    { hop: 'connect', verdict: 'refused', reason: 'nobody-listens', args: { ip: '10.244.1.5', port: 8080 } },
  ],
};
