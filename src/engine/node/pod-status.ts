import { kept } from '../../kube/deep-equal.js';
import { rfc3339 } from '../../kube/rfc3339.js';
import type { ContainerState, ContainerStatus, Pod, PodStatus, VolumeMount } from '../../kube/shapes/pod.js';
import { findImage } from './images/catalogue.js';
import { withLab } from './lab.js';
import type { NodeSpec } from './node-object.js';
import { allAddresses } from './pod-addresses.js';
import { podConditions } from './pod-conditions.js';
import { type ContainerWork, type PodWork, specOf, type Terminated } from './pod-work.js';

/** The status that a kubelet reports for its work (pkg/kubelet/status generate.go); `now` in ms since 1970. Parts that are as before are the same objects. */
export function podStatus(
  pod: Pod,
  real: PodWork,
  { spec, now }: { readonly spec: NodeSpec; readonly now: number },
): PodStatus {
  const hostIP = spec.ip;
  const work = withLab(pod, real, Math.floor(now / 1000) * 1000);
  const old = pod.status ?? {};
  const phase = phaseOf(pod, work);
  const starting = isStarting(work);
  const ended = phase === 'Succeeded' || phase === 'Failed';
  const own = starting ? (pod.spec.hostNetwork === true ? hostIP : '') : work.ip;
  const ip = own === '' && ended ? (old.podIP ?? '') : own;
  const inits = work.containers.filter(({ role }) => role === 'init' || role === 'sidecar');
  const status: Mutable<PodStatus> = {};
  if (old.observedGeneration !== undefined || pod.metadata.generation !== undefined)
    status.observedGeneration = pod.metadata.generation ?? 1;
  status.phase = phase;
  status.conditions = podConditions(pod, work, { phase, isStarting: starting, now: rfc3339(now) });
  if (work.deadline) {
    status.reason = 'DeadlineExceeded';
    status.message = 'Pod was active on the node longer than the specified deadline';
  }
  status.hostIP = hostIP;
  status.hostIPs = kept(old.hostIPs, listed(allAddresses(spec, hostIP)));
  if (ip !== '') {
    status.podIP = ip;
    status.podIPs = kept(old.podIPs, listed(allAddresses(spec, ip)));
  }
  status.startTime = work.startTime;
  if (inits.length > 0) status.initContainerStatuses = statusesOf(pod, inits, old.initContainerStatuses);
  const mains = work.containers.filter(({ role }) => role === 'main');
  status.containerStatuses = statusesOf(pod, mains, old.containerStatuses);
  const added = work.containers.filter(({ role }) => role === 'ephemeral');
  if (added.length > 0) status.ephemeralContainerStatuses = statusesOf(pod, added, old.ephemeralContainerStatuses);
  status.qosClass = old.qosClass ?? qosOf(pod);
  return status;
}

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

function listed(addresses: readonly string[]): readonly { readonly ip: string }[] {
  return addresses.map((ip) => ({ ip }));
}

function statusesOf(
  pod: Pod,
  works: readonly ContainerWork[],
  old: readonly ContainerStatus[] = [],
): readonly ContainerStatus[] {
  return kept(
    old,
    works.map((work, at) => kept(old[at], containerStatus(pod, work))),
  );
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

function containerStatus(pod: Pod, work: ContainerWork): ContainerStatus {
  const spec = specOf(pod, work.name);
  const image = spec?.image ?? '';
  const known = work.machine === undefined ? undefined : findImage(image);
  const status = {} as Mutable<ContainerStatus> & { user?: unknown };
  if (work.machine !== undefined) status.containerID = `containerd://${work.machine}`;
  status.image = known?.reference ?? image;
  status.imageID = known?.imageID ?? '';
  status.lastState = work.last === undefined ? {} : { terminated: work.last };
  status.name = work.name;
  status.ready = work.ready;
  status.resources = spec?.resources ?? {};
  status.restartCount = work.restarts;
  status.started = work.started;
  status.state = stateOf(work);
  if (known) {
    const { runAsUser } = (spec?.securityContext ?? {}) as { readonly runAsUser?: number };
    status.user = { linux: linuxUser(runAsUser ?? known.uid) };
  }
  if (spec?.volumeMounts && spec.volumeMounts.length > 0) status.volumeMounts = spec.volumeMounts.map(mountStatus);
  return status;
}

function stateOf({ state, startedAt, terminated, waiting }: ContainerWork): ContainerState {
  if (state === 'running') return { running: { startedAt: rfc3339(startedAt) } };
  return state === 'terminated' && terminated ? { terminated } : { waiting };
}

function mountStatus({ name, mountPath, readOnly }: VolumeMount): VolumeMount {
  return readOnly ? { name, mountPath, readOnly, recursiveReadOnly: 'Disabled' } : { name, mountPath };
}

function linuxUser(uid: number) {
  return { gid: uid, supplementalGroups: [uid], uid };
}
