// Keeps a ClusterState up to date from watches on the port. A watch that ends (410 after a restore) is listed and begun anew.
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
  hideCauses(hidden: boolean): void;
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
export function watchCluster(port: ClusterPort, epoch: number): ClusterWatch {
  const listeners = new Set<() => void>();
  const closers = new Map<string, () => void>();
  let state = emptyCluster(epoch);
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
    }
  };
  for (const kind of Object.keys(paths) as WatchedKind[]) {
    void follow(kind);
  }
  // A lesson that is resumed shows the last request that was made before.
  const past = port.traces.since(0);
  let lastTrace = past.at(-1)?.id ?? 0;
  const lastRequest = past.findLast((trace) => trace.cause === 'program');
  if (lastRequest) {
    dispatch({ type: 'trace', trace: lastRequest });
  }
  closers.set(
    'traces',
    port.traces.subscribe(() => {
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
    hideCauses: (hidden) => dispatch({ type: 'hide-causes', hidden }),
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
