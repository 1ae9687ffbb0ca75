import type { Status, StreamSink, WatchEvent } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import type { ResourcePath } from '../../kube/resource-path.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Sim } from '../../sim/index.js';
import type { Change, ResourceName } from '../control/cluster-api.js';
import type { Store } from '../store/store.js';
import type { Call } from './call.js';
import type { Served } from './kind-registry.js';
import { type Presentation, presentationOf, presentObject } from './presentation.js';
import { isSelected, type Selection, select, selectionOf } from './selection.js';

/** All open watches. Chunks leave synchronously when a change is committed. */
interface WatchHub {
  /** Opens a watch, sends what it has to begin with, and returns what closes it. Throws `ApiError` before anything is sent. */
  open(call: Call, where: { readonly served: Served; readonly path: ResourcePath }, sink: StreamSink): () => void;
  /** Ends every watch with 410 Gone. */
  endAll(): void;
}

interface Watch {
  readonly served: Served;
  readonly selection: Selection;
  readonly presentation: Presentation;
  readonly sink: StreamSink;
  /** Changes up to this revision are none of its business. */
  readonly after: number;
}

interface Parts {
  readonly sim: Pick<Sim, 'on' | 'schedule' | 'now' | 'epoch'>;
  readonly store: Store;
}

export function createWatchHub({ sim, store }: Parts): WatchHub {
  const watches = new Map<ResourceName, Map<number, Watch>>();
  let numbers = 0;
  const now = () => sim.epoch + sim.now();

  const end = (resource: ResourceName, number: number) => {
    const open = watches.get(resource);
    const watch = open?.get(number);
    open?.delete(number);
    watch?.sink.end();
  };
  store.subscribe((change) => {
    for (const watch of watches.get(change.resource)?.values() ?? []) deliver(watch, change, now());
  });
  sim.on('api/watch-timeout', ({ resource, number }: { resource: ResourceName; number: number }) =>
    end(resource, number),
  );

  return {
    open(call, { served, path }, sink) {
      const watch = begin(store, { call, served, path, sink });
      numbers += 1;
      const number = numbers;
      const open = watches.get(served.resource) ?? new Map<number, Watch>();
      watches.set(served.resource, open);
      const past = pastOf(store, call, watch);
      if (!Array.isArray(past)) {
        sink.chunk({ type: 'ERROR', object: past });
        sink.end();
        return () => undefined;
      }
      open.set(number, watch);
      if (past.length === 0) sendInitial(store, { call, watch, now: now() });
      for (const change of past) if (change.resource === served.resource) deliver(watch, change, now());
      const timeout = Number(call.query('timeoutSeconds') ?? 0);
      if (timeout > 0) {
        sim.schedule(
          'api/watch-timeout',
          { resource: served.resource, number },
          { delay: timeout * 1000, background: true },
        );
      }
      return () => open.delete(number);
    },
    endAll() {
      const gone = apiError('Expired', 'The resourceVersion for the provided watch is too old.').status;
      for (const [resource, open] of watches) {
        for (const [number, watch] of [...open]) {
          watch.sink.chunk({ type: 'ERROR', object: gone });
          end(resource, number);
        }
      }
    },
  };
}

function begin(
  store: Store,
  {
    call,
    served,
    path,
    sink,
  }: { readonly call: Call; readonly served: Served; readonly path: ResourcePath; readonly sink: StreamSink },
): Watch {
  const version = call.query('resourceVersion') ?? '';
  const selection = selectionOf(call, served, path.namespace);
  const named: Selection =
    path.name === undefined
      ? selection
      : { ...selection, fields: [...selection.fields, { field: 'metadata.name', operator: '=', value: path.name }] };
  const after = isFromNow(call) ? store.revision : Number(version);
  return { served, selection: named, presentation: presentationOf(call), sink, after };
}

/** Without a revision, or with 0, a watch begins with what is there. */
function isFromNow(call: Call): boolean {
  const version = call.query('resourceVersion') ?? '';
  return version === '' || version === '0' || call.query('sendInitialEvents') === 'true';
}

function pastOf(store: Store, call: Call, { after }: Watch): readonly Change[] | Status {
  if (isFromNow(call)) return [];
  const past = store.since(after);
  if ('oldest' in past) return apiError('Expired', `too old resource version: ${after} (${past.oldest})`).status;
  return past;
}

function sendInitial(
  store: Store,
  { call, watch, now }: { readonly call: Call; readonly watch: Watch; readonly now: number },
): void {
  if (!isFromNow(call) || call.query('sendInitialEvents') === 'false') return;
  for (const object of select(store, watch.served, watch.selection)) send(watch, 'ADDED', object, now);
  if (call.query('sendInitialEvents') !== 'true' || call.query('allowWatchBookmarks') !== 'true') return;
  const { apiVersion, kind } = watch.served;
  const bookmark: KubeObject = {
    kind: kind.kind,
    apiVersion,
    metadata: { resourceVersion: String(store.revision), annotations: { 'k8s.io/initial-events-end': 'true' } },
  };
  watch.sink.chunk({ type: 'BOOKMARK', object: bookmark });
}

/** An object that begins or ceases to match the selectors is ADDED or DELETED for this watch. */
function deliver(watch: Watch, { type, object, previous }: Change, now: number): void {
  if (Number(object.metadata.resourceVersion) <= watch.after) return;
  const is = type !== 'DELETED' && isSelected(watch.served, object, watch.selection);
  const was = previous !== undefined && isSelected(watch.served, previous, watch.selection);
  if (is) send(watch, was ? 'MODIFIED' : 'ADDED', object, now);
  else if (was) send(watch, 'DELETED', object, now);
}

function send(watch: Watch, type: WatchEvent['type'], object: KubeObject, now: number): void {
  watch.sink.chunk({ type, object: presentObject(watch.served, object, watch.presentation, now) });
}
