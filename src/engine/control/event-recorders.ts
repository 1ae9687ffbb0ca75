import { ApiError } from '../../kube/api-error.js';
import type { Event } from '../../kube/shapes/core.js';
import type { KubeObject, ObjectReference } from '../../kube/shapes/meta.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from './cluster-api.js';
import { createEventSpamFilter, forgetOldest } from './event-spam-filter.js';
import type { EventRecorder } from './events.js';
import { microTimestamp, timestamp } from './time.js';

/** Who speaks: `host` for a kubelet's node. With `actions` (by reason) the events.k8s.io form, as the scheduler writes it. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
  readonly actions?: Readonly<Record<string, string>>;
}

interface Said {
  readonly name: string;
  readonly count: number;
  readonly first: string;
}

interface Similar {
  /** Texts heard so far, at most `MAX_SIMILAR`. */
  readonly messages: readonly string[];
  readonly lastMs: number;
}

interface Occurrence {
  readonly source: EventSource;
  /** As events carry it: all of one recorder share it. */
  readonly signature: { readonly component: string; readonly host?: string };
  readonly regarding: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** client-go's correlator: that many different texts about one thing, then they are combined into one event. */
const MAX_SIMILAR = 10;
const SIMILAR_MS = 600_000;
const MEMORY = 4096;

/** The recorders of all components of one cluster; what they have said is part of the world. */
export function createEventRecorders({ sim, api }: { sim: Sim; api: Pick<ClusterApi, 'create' | 'patch'> }) {
  let said = new Map<string, Said>();
  let similar = new Map<string, Similar>();
  let issued = 0;
  const spam = createEventSpamFilter(sim);
  sim.registry.register('control/events', {
    save: () => ({ said: [...said], similar: [...similar], issued }),
    load: (data) => {
      const saved = data as { said: [string, Said][]; similar: [string, Similar][]; issued: number };
      said = new Map(saved.said);
      similar = new Map(saved.similar);
      issued = saved.issued;
    },
  });

  const record = (spoken: Occurrence) => {
    const about = subjectOf(spoken);
    const { key, message } = correlate(about, spoken);
    const before = said.get(key);
    const namespace = spoken.regarding.namespace ?? 'default';
    if (!spoken.source.actions && !spam.admits(about)) {
      if (before) remember(said, key, { ...before, count: before.count + 1 });
      return;
    }
    if (before && repeat(namespace, key, before, message, spoken)) return;
    issued = (issued + 1) % 1_000_000;
    const nanoseconds = BigInt(sim.epoch + sim.now()) * 1_000_000n + BigInt(issued);
    const name = `${spoken.regarding.name}.${nanoseconds.toString(16)}`;
    if (!silently(() => api.create('events', newEvent(sim, name, { ...spoken, message })))) return;
    remember(said, key, { name, count: 1, first: timestamp(sim) });
  };
  const repeat = (namespace: string, key: string, before: Said, message: string, { source }: Occurrence) => {
    const count = before.count + 1;
    const patch = source.actions
      ? { series: { count, lastObservedTime: microTimestamp(sim) } }
      : { count, message, lastTimestamp: timestamp(sim) };
    if (!silently(() => api.patch('events', { namespace, name: before.name }, patch))) return false;
    remember(said, key, { ...before, count });
    return true;
  };
  /** The key under which the same event is counted, and its text. */
  const correlate = (about: string, spoken: Occurrence) => {
    const group = `${about}\n${spoken.regarding.fieldPath ?? ''}\n${spoken.type}\n${spoken.reason}`;
    const key = `${group}\n${spoken.message}`;
    if (spoken.source.actions) return { key, message: spoken.message };
    const heard = similar.get(group);
    const messages = heard && sim.now() - heard.lastMs <= SIMILAR_MS ? heard.messages : [];
    const known = messages.includes(spoken.message);
    const combined = !known && messages.length + 1 >= MAX_SIMILAR;
    const next = known || combined ? messages : [...messages, spoken.message];
    remember(similar, group, { messages: next, lastMs: sim.now() });
    return combined
      ? { key: group, message: `(combined from similar events): ${spoken.message}` }
      : { key, message: spoken.message };
  };

  return (source: EventSource): EventRecorder => {
    const { component, host } = source;
    const signature = Object.freeze(host ? { component, host } : { component });
    return {
      event: (about, type, reason, message, fieldPath) =>
        record({ source, signature, regarding: referenceTo(about, fieldPath), type, reason, message }),
    };
  };
}

/** Who speaks about what: the key of the spam filter, with which the keys of all that he says of it begin. */
function subjectOf({ source, regarding: { kind = '', namespace = '', name = '', uid = '' } }: Occurrence): string {
  return `${source.component}\n${source.host ?? ''}\n${kind}\n${namespace}\n${name}\n${uid}`;
}

/** Runs one write of an event; a refusal (its namespace goes away) is nobody's business but the caller's. */
function silently(write: () => unknown): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  memory.delete(key);
  memory.set(key, value);
  forgetOldest(memory, MEMORY);
}

function referenceTo(about: KubeObject, fieldPath: string | undefined): ObjectReference {
  const { namespace, name, uid, resourceVersion } = about.metadata;
  const reference: { -readonly [Field in keyof ObjectReference]: ObjectReference[Field] } = {};
  if (about.kind) reference.kind = about.kind;
  if (namespace) reference.namespace = namespace;
  if (name) reference.name = name;
  if (uid) reference.uid = uid;
  reference.apiVersion = about.apiVersion;
  if (resourceVersion) reference.resourceVersion = resourceVersion;
  if (fieldPath) reference.fieldPath = fieldPath;
  return reference;
}

function newEvent(sim: Sim, name: string, { source, signature, regarding, type, reason, message }: Occurrence): Event {
  const { component, host, actions } = source;
  const metadata = { name, namespace: regarding.namespace ?? 'default' };
  if (actions) {
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata,
      involvedObject: regarding,
      reason,
      message,
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      type,
      eventTime: microTimestamp(sim),
      action: actions[reason] ?? reason,
      reportingComponent: component,
      reportingInstance: host ?? component,
    };
  }
  const now = timestamp(sim);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject: regarding,
    reason,
    message,
    source: signature,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}
