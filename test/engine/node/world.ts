import { createApiServer } from '../../../src/engine/api/create-api-server.js';
import type { ClusterApi } from '../../../src/engine/control/cluster-api.js';
import { createControlPlane } from '../../../src/engine/control/control-plane.js';
import { createEventRecorders } from '../../../src/engine/control/event-recorders.js';
import { createControllers } from '../../../src/engine/controllers/create-controllers.js';
import { createAllocators, kinds } from '../../../src/engine/kinds/index.js';
import { createNetwork } from '../../../src/engine/net/create-network.js';
import { nodeSpecs } from '../../../src/engine/node/node-object.js';
import { createNodes, type Nodes } from '../../../src/engine/node/nodes.js';
import { systemManifests } from '../../../src/engine/node/system.js';
import { createStore } from '../../../src/engine/store/store.js';
import type { ChannelSink } from '../../../src/kube/api.js';
import type { Event } from '../../../src/kube/shapes/core.js';
import type { Pod, PodSpec } from '../../../src/kube/shapes/pod.js';
import type { Service } from '../../../src/kube/shapes/service.js';
import type { Deployment } from '../../../src/kube/shapes/workload.js';
import { createSim } from '../../../src/sim/index.js';

const DNS_PORTS = [
  { name: 'dns', port: 53, protocol: 'UDP' as const },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' as const },
];

/** The real API server, network and loops around the nodes. */
export function createWorld(seed = 1) {
  const sim = createSim({ seed, epoch: Date.UTC(2026, 0, 1) });
  const store = createStore(sim);
  const control = createControlPlane(sim);
  const specs = nodeSpecs(3);
  let nodes: Nodes | undefined;
  const server = createApiServer({
    sim,
    store,
    kinds,
    allocators: createAllocators(sim, { serviceCIDR: '10.96.0.0/12' }),
    nodeApi: () => nodes as Nodes,
    onChange: (change) => control.notify(change),
  });
  const api = server.as('kubernetes-admin');
  const as = (user: string): ClusterApi => server.as(user);
  const network = createNetwork({
    sim,
    reader: as('system:kube-proxy'),
    control,
    nodes: specs,
  });
  const recorder = createEventRecorders({ sim, api });
  nodes = createNodes({
    sim,
    control,
    api: as,
    network,
    recorder: (node) => recorder({ component: 'kubelet', host: node }),
    nodes: specs,
  });
  for (const controller of createControllers({ sim, api: as, recorder, rootCertificate: 'PEM' }))
    control.add(controller);
  for (const name of ['default', 'kube-system', 'kube-node-lease']) {
    api.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  nodes.register();
  sim.run({});
  const pod = (
    name: string,
    spec: Partial<PodSpec> & { image?: string; args?: string[]; command?: string[] },
    more: object = {},
  ) => {
    const { image = 'nginx:1.27', args, command, ...rest } = spec;
    const container = { name, image, ...(args ? { args } : {}), ...(command ? { command } : {}), ...more };
    return api.create<Pod>('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', labels: { app: name } },
      spec: { containers: [container], ...rest },
    });
  };
  const get = (name: string) => api.get<Pod>('pods', { namespace: 'default', name });
  const events = (name: string) =>
    api
      .list<Event>('events', 'default')
      .filter(({ involvedObject }) => involvedObject.name === name)
      .filter(({ reason }) => reason !== 'Scheduled')
      .map(({ reason, message, count = 1 }) => `${reason}: ${message}${count > 1 ? ` (x${count})` : ''}`);
  const logs = (name: string, options: object = {}) => {
    let text = '';
    const sink = {
      chunk: (chunk: unknown) => {
        text += String(chunk);
      },
      end: () => undefined,
    };
    nodes?.logs(
      get(name) as Pod,
      { container: name, follow: false, previous: false, timestamps: false, ...options },
      sink,
    );
    return text;
  };
  const exec = (name: string, command: readonly string[]) => {
    const result = { stdout: '', stderr: '', status: undefined as unknown };
    const sink: ChannelSink = {
      stdout: (text) => {
        result.stdout += text;
      },
      stderr: (text) => {
        result.stderr += text;
      },
      end: (status) => {
        result.status = status;
      },
    };
    nodes?.exec(
      get(name) as Pod,
      { container: name, command, stdin: false, stdout: true, stderr: true, tty: false },
      sink,
    );
    for (let tries = 0; tries < 200 && result.status === undefined; tries += 1) sim.run({ until: sim.now() + 500 });
    return result;
  };
  const startSystem = () => {
    for (const { resource, object } of systemManifests(specs)) api.create(resource, object);
    service(
      'kube-dns',
      { clusterIP: '10.96.0.10', selector: { 'k8s-app': 'kube-dns' }, ports: DNS_PORTS },
      'kube-system',
    );
    for (const name of ['coredns-a', 'coredns-b']) {
      const template = api.list<Deployment>('deployments.apps', 'kube-system')[0]?.spec.template;
      api.create('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
        spec: { ...template?.spec, nodeName: 'svc-learn-control-plane' },
      } as Pod);
    }
    nodes?.startBoundPods();
    sim.run({});
  };
  const service = (name: string, spec: Service['spec'], namespace = 'default') =>
    api.create<Service>('services', { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec });
  return { startSystem, service, sim, api, nodes, network, pod, get, events, logs, exec, settle: () => sim.run({}) };
}
