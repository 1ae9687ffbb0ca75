import type { Condition } from '../../kube/shapes/meta.js';
import type { ContainerStatus, Pod, PodStatus } from '../../kube/shapes/pod.js';
import { findImage } from './images/catalogue.js';
import { withLab } from './lab.js';
import type { NodeSpec } from './node-object.js';
import { allAddresses } from './pod-addresses.js';
import { type ContainerWork, type PodWork, specOf, type Terminated } from './pod-work.js';

/** The status that a kubelet reports for its work (pkg/kubelet/status generate.go). */
export function podStatus(
  pod: Pod,
  real: PodWork,
  { spec, now }: { readonly spec: NodeSpec; readonly now: string },
): PodStatus {
  const hostIP = spec.ip;
  const work = withLab(pod, real, Date.parse(now));
  const old = pod.status ?? {};
  const phase = phaseOf(pod, work);
  const mains = work.containers.filter(({ role }) => role === 'main');
  const inits = work.containers.filter(({ role }) => role !== 'main');
  const conditions = mergeConditions(old.conditions ?? [], conditionsOf(pod, work, phase), {
    now,
    generation: pod.metadata.generation,
  });
  const ended = phase === 'Succeeded' || phase === 'Failed';
  const own = isStarting(work) ? (pod.spec.hostNetwork === true ? hostIP : '') : work.ip;
  const ip = own === '' && ended ? (old.podIP ?? '') : own;
  return {
    ...(old.observedGeneration === undefined && pod.metadata.generation === undefined
      ? {}
      : { observedGeneration: pod.metadata.generation ?? 1 }),
    phase,
    conditions,
    ...(work.deadline
      ? { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }
      : {}),
    hostIP,
    hostIPs: allAddresses(spec, hostIP).map((address) => ({ ip: address })),
    ...(ip === '' ? {} : { podIP: ip, podIPs: allAddresses(spec, ip).map((address) => ({ ip: address })) }),
    startTime: work.startTime,
    ...(inits.length > 0 ? { initContainerStatuses: inits.map((container) => containerStatus(pod, container)) } : {}),
    containerStatuses: mains.map((container) => containerStatus(pod, container)),
    qosClass: old.qosClass ?? qosOf(pod),
  };
}

/** A kubelet that makes the first containers of a Pod is busy until the first pull ends; the address of the sandbox is told after that. */
function isStarting({ containers }: PodWork): boolean {
  return containers.every(
    ({ state, last, waiting }) => state === 'waiting' && last === undefined && FIRST_WAITS.has(waiting.reason),
  );
}

const FIRST_WAITS: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

function phaseOf(pod: Pod, work: PodWork): NonNullable<PodStatus['phase']> {
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (work.deadline) return 'Failed';
  const mains = work.containers.filter(({ role }) => role === 'main');
  const inits = work.containers.filter(({ role }) => role === 'init');
  const final = (container: ContainerWork) =>
    container.state === 'terminated' && (work.stopping !== undefined || !willRestart(policy, container.terminated));
  if (inits.some((container) => final(container) && container.terminated?.exitCode !== 0)) return 'Failed';
  if (work.stopping === undefined && inits.some((container) => container.terminated?.exitCode !== 0)) return 'Pending';
  if (mains.every(final))
    return mains.every((container) => container.terminated?.exitCode === 0) ? 'Succeeded' : 'Failed';
  const begun = (container: ContainerWork) =>
    container.startedAt > 0 || container.last !== undefined || container.state !== 'waiting';
  return mains.some(begun) ? (mains.every(begun) ? 'Running' : 'Pending') : 'Pending';
}

export function willRestart(policy: string, terminated: Terminated | undefined): boolean {
  if (policy === 'Always') return true;
  return policy === 'OnFailure' && terminated !== undefined && terminated.exitCode !== 0;
}

function qosOf(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const names = ['cpu', 'memory'];
  const any = all.some(({ resources }) =>
    names.some((name) => resources?.limits?.[name] ?? resources?.requests?.[name]),
  );
  if (!any) return 'BestEffort';
  const guaranteed = all.every(({ resources }) =>
    names.every((name) => {
      const limit = resources?.limits?.[name];
      return limit !== undefined && (resources?.requests?.[name] ?? limit) === limit;
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

type Bare = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

function conditionsOf(pod: Pod, work: PodWork, phase: string): Bare[] {
  const mains = work.containers.filter(({ role }) => role === 'main');
  const inits = work.containers.filter(({ role }) => role !== 'main');
  const uninitialized = inits.filter((container) =>
    container.role === 'init' ? container.terminated?.exitCode !== 0 : !container.started,
  );
  const unready = [...mains, ...inits.filter(({ role }) => role === 'sidecar')].filter(({ ready }) => !ready);
  const names = (containers: readonly ContainerWork[]) => containers.map(({ name }) => name).join(' ');
  const yes = (type: string): Bare => ({ type, status: 'True' });
  const no = (type: string, reason: string, message?: string): Bare => ({
    type,
    status: 'False',
    reason,
    ...(message ? { message } : {}),
  });
  const ended = phase === 'Succeeded' ? 'PodCompleted' : phase === 'Failed' ? 'PodFailed' : undefined;
  const containersReady = ended
    ? no('ContainersReady', ended)
    : unready.length > 0
      ? no('ContainersReady', 'ContainersNotReady', `containers with unready status: [${names(unready)}]`)
      : yes('ContainersReady');
  const gates = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) =>
      !pod.status?.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  const ready =
    containersReady.status === 'True' && gates.length > 0
      ? no(
          'Ready',
          'ReadinessGatesNotReady',
          gates
            .map(
              ({ conditionType }) => `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
            )
            .join(', '),
        )
      : { ...containersReady, type: 'Ready' };
  return [
    work.ip === '' || isStarting(work)
      ? { type: 'PodReadyToStartContainers', status: 'False' }
      : yes('PodReadyToStartContainers'),
    ended === 'PodCompleted'
      ? { type: 'Initialized', status: 'True', reason: ended }
      : uninitialized.length > 0
        ? no('Initialized', 'ContainersNotInitialized', `containers with incomplete status: [${names(uninitialized)}]`)
        : yes('Initialized'),
    ready,
    containersReady,
    yes('PodScheduled'),
  ];
}

function mergeConditions(
  old: readonly Condition[],
  own: readonly Bare[],
  { now, generation }: { now: string; generation: number | undefined },
): Condition[] {
  const made = own.map((condition): Condition => {
    const before = old.find(({ type }) => type === condition.type);
    const same = before?.status === condition.status;
    return {
      type: condition.type,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status: condition.status,
      lastProbeTime: null,
      lastTransitionTime: same ? (before.lastTransitionTime ?? now) : now,
      ...(condition.reason ? { reason: condition.reason } : {}),
      ...(condition.message ? { message: condition.message } : {}),
    };
  });
  const foreign = old.filter(({ type }) => !own.some((condition) => condition.type === type));
  return [...foreign, ...made];
}

function containerStatus(pod: Pod, work: ContainerWork): ContainerStatus {
  const spec = specOf(pod, work.name);
  const image = spec?.image ?? '';
  const known = work.machine === undefined ? undefined : findImage(image);
  const { terminated } = work;
  const state =
    work.state === 'running'
      ? { running: { startedAt: iso(work.startedAt) } }
      : work.state === 'terminated' && terminated
        ? { terminated }
        : { waiting: work.waiting };
  const lastState = work.last === undefined ? {} : { terminated: work.last };
  const user = spec?.securityContext as { runAsUser?: number } | undefined;
  return {
    ...(work.machine === undefined ? {} : { containerID: `containerd://${work.machine}` }),
    image: known?.reference ?? image,
    imageID: known?.imageID ?? '',
    lastState,
    name: work.name,
    ready: work.ready,
    ...(spec?.resources && Object.keys(spec.resources).length > 0 ? { resources: spec.resources } : { resources: {} }),
    restartCount: work.restarts,
    started: work.started,
    state,
    ...(known ? { user: { linux: linuxUser(user?.runAsUser ?? known.uid) } } : {}),
    ...(spec?.volumeMounts && spec.volumeMounts.length > 0
      ? {
          volumeMounts: spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
            name,
            mountPath,
            ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
          })),
        }
      : {}),
  } as ContainerStatus;
}

function linuxUser(uid: number) {
  return { gid: uid, supplementalGroups: [uid], uid };
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
