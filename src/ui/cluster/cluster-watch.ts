// Keeps a ClusterState up to date from watches on the port. A watch that ends (410 after a restore) is listed and begun anew.
import type { HiddenFact } from '../../course/hidden-fact.js';
import type { WatchEvent } from '../../kube/api.js';
import type { KubeList, KubeObject } from '../../kube/shapes/meta.js';
import type { ClusterPort } from '../../port/port.js';
import {
  type ClusterAction,
  type ClusterState,
  emptyCluster,
  reduceCluster,
  type WatchedKind,
} from './cluster-state.js';

export interface ClusterWatch {
  state(): ClusterState;
  /** Calls back after every change; returns the undo. */
  subscribe(listener: () => void): () => void;
  /** What the step asks for: the causes of failures, facts of Services. */
  hide(causes: boolean, facts: readonly HiddenFact[]): void;
  close(): void;
}

const paths: Readonly<Record<WatchedKind, string>> = {
  nodes: '/api/v1/nodes',
  services: '/api/v1/services',
  endpointSlices: '/apis/discovery.k8s.io/v1/endpointslices',
  pods: '/api/v1/pods',
  events: '/api/v1/events',
};

/** Starts watching; `epoch` is the virtual time at which the clock of the screen shows zero. */
export function watchCluster(
  port: ClusterPort,
  epoch: number,
  { isCopy = false }: { readonly isCopy?: boolean } = {},
): ClusterWatch {
  const listeners = new Set<() => void>();
  const closers = new Map<string, () => void>();
  let state: ClusterState = { ...emptyCluster(epoch), ...(isCopy ? { isCopy } : {}) };
  let isClosed = false;
  const dispatch = (action: ClusterAction) => {
    const next = reduceCluster(state, action);
    if (next !== state && !isClosed) {
      state = next;
      for (const listener of listeners) {
        listener();
      }
    }
  };
  const follow = async (kind: WatchedKind): Promise<void> => {
    while (!isClosed) {
      const ended = await followOnce(port, kind, dispatch, (close) => closers.set(kind, close));
      if (!ended) {
        return;
      }
      // Watches end when the world is put back.
      reload();
    }
  };
  for (const kind of Object.keys(paths) as WatchedKind[]) {
    void follow(kind);
  }
  let lastTrace = 0;
  // A lesson that is resumed shows what was asked before.
  const reload = () => {
    const traces = port.traces.since(0);
    lastTrace = traces.at(-1)?.id ?? 0;
    dispatch({ type: 'traces', traces });
  };
  reload();
  closers.set(
    'traces',
    port.traces.subscribe(() => {
      const newest = port.traces.since(0).at(-1)?.id ?? 0;
      // Undo takes requests back, and their numbers with them.
      if (newest <= lastTrace) reload();
      for (const trace of port.traces.since(lastTrace)) {
        lastTrace = trace.id;
        dispatch({ type: 'trace', trace });
      }
    }),
  );
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hide: (causes, facts) => dispatch({ type: 'hide', causes, facts }),
    close: () => {
      isClosed = true;
      for (const close of closers.values()) {
        close();
      }
    },
  };
}

/** One list and its watch; resolves when the watch ended, false when the server refused. */
async function followOnce(
  port: ClusterPort,
  kind: WatchedKind,
  dispatch: (action: ClusterAction) => void,
  opened: (close: () => void) => void,
): Promise<boolean> {
  const list = await port.api.request({ method: 'GET', path: paths[kind] });
  if (list.status !== 200) {
    return false;
  }
  const { items, metadata } = list.body as KubeList;
  dispatch({ type: 'list', kind, items });
  return new Promise((resolve) => {
    const query = { watch: 'true', resourceVersion: metadata.resourceVersion ?? '0' };
    const sink = {
      chunk: (chunk: WatchEvent<unknown> | string) => {
        if (typeof chunk !== 'string') {
          dispatch({ type: 'watch', kind, event: chunk as WatchEvent<KubeObject> });
        }
      },
      end: () => resolve(true),
    };
    port.api.stream({ method: 'GET', path: paths[kind], query }, sink).then(
      (stream) => {
        opened(() => stream.close());
        if (stream.response.status === 410) {
          resolve(true);
        } else if (stream.response.status !== 200) {
          resolve(false);
        }
      },
      () => resolve(false),
    );
  });
}
