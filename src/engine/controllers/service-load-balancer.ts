import type { Node } from '../../kube/shapes/core.js';
import type { Service } from '../../kube/shapes/service.js';
import type { Sim } from '../../sim/index.js';
import type { Change, ClusterApi } from '../control/cluster-api.js';
import type { Controller, Requeue } from '../control/controller.js';
import type { EventRecorder } from '../control/events.js';
import { keyOf, parseKey } from '../control/keys.js';
import { unless } from './ignore.js';

/** What the loop asks of the cloud. */
export interface LoadBalancers {
  ensure(wish: LoadBalancerWish): readonly ({ readonly ip: string } | { readonly hostname: string })[];
  delete(service: string): void;
}

interface LoadBalancerWish {
  readonly service: string;
  readonly uid: string;
  readonly ports: readonly {
    readonly protocol: 'tcp' | 'udp' | 'sctp';
    readonly port: number;
    readonly nodePort: number;
  }[];
  readonly sourceRanges: readonly string[];
  readonly check: { readonly port: number; readonly path: string };
  readonly nodes: readonly { readonly name: string; readonly ip: string }[];
  readonly families: readonly ('IPv4' | 'IPv6')[];
  readonly wantedIP?: string | undefined;
}

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
  readonly cloud: LoadBalancers;
  /** What making a balancer takes, in ms of virtual time. */
  readonly provisionMs: number;
}

/** What was asked of the cloud for a Service. */
interface Known {
  readonly uid: string;
  readonly sourceRanges: readonly string[];
  readonly externalTrafficPolicy: string;
  /** All that the balancer is made from, as text. */
  readonly wish: string;
  /** When it will be there, virtual ms. */
  readonly readyAt: number;
  readonly isDone: boolean;
}

const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
const EXCLUDED = 'node.kubernetes.io/exclude-from-external-load-balancers';
const HEALTHZ = { port: 10_256, path: '/healthz' };

/** The service controller of a cloud-controller-manager (upstream: k8s.io/cloud-provider/controllers/service). */
export function createLoadBalancerController(parts: Parts): Controller {
  const known = new Map<string, Known>();
  parts.sim.registry.register('controllers/service', {
    save: () => [...known],
    load(data) {
      known.clear();
      for (const [key, entry] of data as readonly [string, Known][]) known.set(key, entry);
    },
  });
  return {
    name: 'service-lb',
    watches: {
      services: (change) => (isOfBalancer(change) ? [keyWithType(change)] : []),
      nodes: (change) => (isHostChange(change) ? [...known.keys()] : []),
    },
    reconcile(text) {
      const [key = '', was] = text.split(' ');
      const service = parts.api.get<Service>('services', key);
      const before = known.get(key);
      if (service && was !== undefined) {
        parts.recorder.event(service, 'Normal', 'Type', `${was} -> ${service.spec.type ?? 'ClusterIP'}`);
      }
      if (service === undefined || !wantsBalancer(service)) return cleanUp(parts, key, { service, before, known });
      return ensure(parts, key, { service, before, known });
    },
  };
}

function isOfBalancer({ object, previous }: Change): boolean {
  return [object, previous].some((service) => (service as Service | undefined)?.spec.type === 'LoadBalancer');
}

/** The key, and the type that the Service had until now. */
function keyWithType({ object, previous }: Change): string {
  const [is, was] = [object, previous].map((service) => (service as Service | undefined)?.spec.type);
  return was === undefined || was === is ? keyOf(object) : `${keyOf(object)} ${was}`;
}

/** A class hands the Service to another controller. */
function wantsBalancer({ metadata, spec }: Service): boolean {
  return (
    spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined
  );
}

function isHostChange({ object, previous }: Change): boolean {
  const text = (node: Change['object'] | undefined) => node && JSON.stringify(hostsOf([node as Node]));
  return text(object) !== text(previous);
}

function hostsOf(nodes: readonly Node[]) {
  return nodes
    .filter(({ metadata }) => metadata.labels?.[EXCLUDED] === undefined && metadata.deletionTimestamp === undefined)
    .flatMap(({ metadata, status }) => {
      const ip = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
      return ip === undefined ? [] : [{ name: metadata.name ?? '', ip }];
    });
}

interface Round {
  readonly service: Service;
  readonly before: Known | undefined;
  readonly known: Map<string, Known>;
}

function ensure(parts: Parts, key: string, { service, before, known }: Round): Requeue | undefined {
  const { sim, api, recorder } = parts;
  const wish = wishFor(key, service, hostsOf(api.list<Node>('nodes')));
  const isSame = before?.uid === wish.uid && before.wish === JSON.stringify(wish);
  if (isSame && before.isDone) return undefined;
  if (isSame && sim.now() < before.readyAt) return { afterMs: before.readyAt - sim.now() };
  if (isSame) return finish(parts, wish, { service, before, known });
  const isHostsOnly = before?.isDone && sameButHosts(before.wish, wish);
  const readyAt = before?.isDone ? sim.now() : sim.now() + parts.provisionMs;
  const entry = knownOf(service, wish, readyAt);
  if (isHostsOnly) {
    known.set(key, { ...entry, isDone: true });
    parts.cloud.ensure(wish);
    recorder.event(service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
    return undefined;
  }
  tellChanges(recorder, service, before, entry);
  recorder.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
  known.set(key, entry);
  const { finalizers = [] } = service.metadata;
  if (!finalizers.includes(FINALIZER)) {
    api.patch('services', parseKey(key), { metadata: { finalizers: [...finalizers, FINALIZER] } });
  }
  return { afterMs: readyAt - sim.now() };
}

function finish({ api, recorder, cloud }: Parts, wish: LoadBalancerWish, round: Round & { readonly before: Known }) {
  const { service, before, known } = round;
  known.set(wish.service, { ...before, isDone: true });
  const ingress = cloud.ensure(wish);
  api.patch('services', parseKey(wish.service), { status: { loadBalancer: { ingress } } }, 'status');
  recorder.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  return undefined;
}

function cleanUp(
  { api, recorder, cloud }: Parts,
  key: string,
  { service, before, known }: Omit<Round, 'service'> & { readonly service: Service | undefined },
): undefined {
  known.delete(key);
  const isHeld = service?.metadata.finalizers?.includes(FINALIZER) ?? false;
  if (service === undefined || !isHeld) return void cloud.delete(key);
  if (before) tellChanges(recorder, service, before, knownOf(service, wishFor(key, service, []), 0));
  recorder.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
  cloud.delete(key);
  if (service.metadata.deletionTimestamp === undefined) {
    api.patch('services', parseKey(key), { status: { loadBalancer: null } }, 'status');
  }
  const finalizers = (service.metadata.finalizers ?? []).filter((name) => name !== FINALIZER);
  recorder.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  unless(['NotFound'], () => api.patch('services', parseKey(key), { metadata: { finalizers } }));
}

function wishFor(key: string, { metadata, spec }: Service, nodes: LoadBalancerWish['nodes']): LoadBalancerWish {
  const isLocal = spec.externalTrafficPolicy === 'Local' && (spec.healthCheckNodePort ?? 0) !== 0;
  return {
    service: key,
    uid: metadata.uid ?? '',
    ports: (spec.ports ?? []).map(({ protocol = 'TCP', port, nodePort = 0 }) => ({
      protocol: protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp',
      port,
      nodePort,
    })),
    sourceRanges: (spec.loadBalancerSourceRanges ?? []).map((range) => range.trim()),
    check: isLocal ? { port: spec.healthCheckNodePort ?? 0, path: '/healthz' } : HEALTHZ,
    nodes,
    families: spec.ipFamilies ?? ['IPv4'],
    ...(spec.loadBalancerIP === undefined ? {} : { wantedIP: spec.loadBalancerIP }),
  };
}

function knownOf({ spec }: Service, wish: LoadBalancerWish, readyAt: number): Known {
  const { uid, sourceRanges } = wish;
  const { externalTrafficPolicy = '' } = spec;
  return { uid, sourceRanges, externalTrafficPolicy, wish: JSON.stringify(wish), readyAt, isDone: false };
}

function sameButHosts(before: string, wish: LoadBalancerWish): boolean {
  const { nodes } = wish;
  return JSON.stringify({ ...(JSON.parse(before) as LoadBalancerWish), nodes }) === JSON.stringify({ ...wish, nodes });
}

/** Upstream says what about a Service made it ask again. */
function tellChanges(recorder: EventRecorder, service: Service, before: Known | undefined, after: Known): void {
  if (before === undefined) return;
  const list = (ranges: readonly string[]) => `[${ranges.join(' ')}]`;
  const told: readonly (readonly [string, string, string])[] = [
    ['LoadBalancerSourceRanges', list(before.sourceRanges), list(after.sourceRanges)],
    ['ExternalTrafficPolicy', before.externalTrafficPolicy, after.externalTrafficPolicy],
  ];
  for (const [reason, was, is] of told) {
    if (was !== is) recorder.event(service, 'Normal', reason, `${was} -> ${is}`);
  }
}
