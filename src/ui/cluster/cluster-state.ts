// The cluster as the screen draws it: a reducer over watch events and traces. Objects are kept by `NAMESPACE/NAME`.
import type { HiddenFact, HideableFact } from '../../course/hidden-fact.js';
import type { WatchEvent } from '../../kube/api.js';
import type { Trace } from '../../kube/hop.js';
import type { Event, Node } from '../../kube/shapes/core.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { EndpointSlice, Service } from '../../kube/shapes/service.js';

export interface ClusterState {
  readonly nodes: Objects<Node>;
  readonly services: Objects<Service>;
  readonly endpointSlices: Objects<EndpointSlice>;
  readonly pods: Objects<Pod>;
  /** Newest last, at most `maxEvents`. */
  readonly events: readonly Event[];
  /** The last request that a program of the learner's world made. */
  readonly lastTrace?: Trace | undefined;
  /** Requests that programs made, newest last, at most `maxRequests`. */
  readonly requests: readonly Trace[];
  /** Virtual time in ms since 1970 at which the clock of the screen shows zero. */
  readonly epoch: number;
  /** A step asks for the cause: reasons of failed hops are not told. */
  readonly hidesCauses: boolean;
  /** What the step asks for is not told either. */
  readonly hidden: readonly HiddenFact[];
  /** It is a copy in which something is tried. */
  readonly isCopy?: true;
}

export type Objects<T> = Readonly<Record<string, T>>;

export type WatchedKind = 'nodes' | 'services' | 'endpointSlices' | 'pods' | 'events';

export type ClusterAction =
  | { readonly type: 'watch'; readonly kind: WatchedKind; readonly event: WatchEvent }
  /** A list before its watch: what is not in it is gone. */
  | { readonly type: 'list'; readonly kind: WatchedKind; readonly items: readonly KubeObject[] }
  | { readonly type: 'trace'; readonly trace: Trace }
  /** The requests of a world that was put back: others than before. */
  | { readonly type: 'traces'; readonly traces: readonly Trace[] }
  | { readonly type: 'hide'; readonly causes: boolean; readonly facts: readonly HiddenFact[] };

const maxEvents = 50;
const maxRequests = 100;

export function emptyCluster(epoch: number): ClusterState {
  return {
    ...{ nodes: {}, services: {}, endpointSlices: {}, pods: {}, events: [], requests: [] },
    ...{ epoch, hidesCauses: false, hidden: [] },
  };
}

export function reduceCluster(state: ClusterState, action: ClusterAction): ClusterState {
  switch (action.type) {
    case 'watch':
      return watched(state, action.kind, action.event);
    case 'list':
      return listed(state, action.kind, action.items);
    case 'trace':
      return action.trace.cause === 'program' ? withRequests(state, [...state.requests, action.trace]) : state;
    case 'traces':
      return withRequests(
        state,
        action.traces.filter(({ cause }) => cause === 'program'),
      );
    case 'hide': {
      const isSame =
        state.hidesCauses === action.causes && JSON.stringify(state.hidden) === JSON.stringify(action.facts);
      return isSame ? state : { ...state, hidesCauses: action.causes, hidden: action.facts };
    }
  }
}

/** A step asks for this fact of the Service now. */
export function isHidden({ hidden }: ClusterState, service: KubeObject, fact: HideableFact): boolean {
  return hidden.some((entry) => entry.fact === fact && entry.service === keyOfObject(service));
}

function withRequests(state: ClusterState, requests: readonly Trace[]): ClusterState {
  return { ...state, requests: requests.slice(-maxRequests), lastTrace: requests.at(-1) };
}

export function keyOfObject(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

function watched(state: ClusterState, kind: WatchedKind, event: WatchEvent): ClusterState {
  if (event.type === 'BOOKMARK' || event.type === 'ERROR') {
    return state;
  }
  if (kind === 'events') {
    return event.type === 'DELETED' ? state : withEvents(state, [event.object as Event]);
  }
  const { [keyOfObject(event.object)]: _, ...others } = state[kind] as Objects<KubeObject>;
  const objects = event.type === 'DELETED' ? others : { ...state[kind], [keyOfObject(event.object)]: event.object };
  return { ...state, [kind]: objects };
}

function listed(state: ClusterState, kind: WatchedKind, items: readonly KubeObject[]): ClusterState {
  if (kind === 'events') {
    return withEvents({ ...state, events: [] }, items as readonly Event[]);
  }
  return { ...state, [kind]: Object.fromEntries(items.map((item) => [keyOfObject(item), item])) };
}

/** An Event that was counted up takes its new place at the end. */
function withEvents(state: ClusterState, news: readonly Event[]): ClusterState {
  const names = new Set(news.map(keyOfObject));
  const events = [...state.events.filter((event) => !names.has(keyOfObject(event))), ...news];
  return { ...state, events: events.slice(-maxEvents) };
}
