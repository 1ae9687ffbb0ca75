import type { Container, Pod } from '../../kube/shapes/pod.js';

/** What a kubelet remembers of one Pod: plain data. */
export interface PodWork {
  readonly key: string;
  readonly uid: string;
  readonly startTime: string;
  /** Virtual time at which the sandbox stands; nothing starts before. */
  sandboxAt: number;
  /** `''` until then. */
  ip: string;
  mountFailures: number;
  containers: ContainerWork[];
  stopping?: { readonly killAt: number };
  /** Ended by activeDeadlineSeconds. */
  deadline?: true;
}

export interface ContainerWork {
  readonly name: string;
  readonly role: 'init' | 'sidecar' | 'main' | 'ephemeral';
  state: 'waiting' | 'running' | 'terminated';
  waiting: { reason: string; message?: string };
  /** The machine that runs it, or ran it last. */
  machine?: string;
  /** Its process 1's streams. */
  session?: number;
  /** Machine of the run before. */
  before?: string;
  startedAt: number;
  terminated?: Terminated;
  last?: Terminated;
  restarts: number;
  ready: boolean;
  started: boolean;
  pull?: { readonly since: number; readonly until: number };
  pullBackoff?: { readonly until: number; readonly delay: number; readonly error: string };
  pulled?: true;
  backoff?: { readonly until: number; readonly delay: number };
  stop?: { readonly killAt: number; hook?: { until: number } | 'done'; signalled?: true };
  probes: Partial<Record<ProbeKind, ProbeWork>>;
}

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

export interface ProbeWork {
  successes: number;
  failures: number;
  /** Number of the check that runs now. */
  check?: number;
}

export interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly containerID: string;
}

export function newWork(pod: Pod, { key, now, sandboxAt }: { key: string; now: string; sandboxAt: number }): PodWork {
  const inits = (pod.spec.initContainers ?? []).map((container) =>
    newContainer(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init'),
  );
  const waiting = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const mains = pod.spec.containers.map((container) => newContainer(container, 'main', waiting));
  return {
    key,
    uid: pod.metadata.uid ?? '',
    startTime: now,
    sandboxAt,
    ip: '',
    mountFailures: 0,
    containers: [...inits, ...mains],
  };
}

/** Takes up what was added to a Pod that runs. */
export function addEphemeral(pod: Pod, work: PodWork): void {
  for (const container of pod.spec.ephemeralContainers ?? []) {
    if (work.containers.some(({ name }) => name === container.name)) continue;
    work.containers.push(newContainer(container, 'ephemeral', 'ContainerCreating'));
  }
}

export function specOf({ spec }: Pod, name: string): Container | undefined {
  for (const container of spec.initContainers ?? NO_CONTAINERS) if (container.name === name) return container;
  for (const container of spec.containers) if (container.name === name) return container;
  for (const container of spec.ephemeralContainers ?? NO_CONTAINERS) if (container.name === name) return container;
  return undefined;
}

const NO_CONTAINERS: readonly Container[] = [];

/** A deep copy, for snapshots. */
export function copyWork(work: PodWork): PodWork {
  return JSON.parse(JSON.stringify(work)) as PodWork;
}

function newContainer({ name }: Container, role: ContainerWork['role'], reason = 'PodInitializing'): ContainerWork {
  return {
    name,
    role,
    state: 'waiting',
    waiting: { reason },
    startedAt: 0,
    restarts: 0,
    ready: false,
    started: false,
    probes: {},
  };
}
