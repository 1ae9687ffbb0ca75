import { ApiError } from '../../kube/api-error.js';
import { deepEqual } from '../../kube/deep-equal.js';
import { rfc3339 } from '../../kube/rfc3339.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Change } from '../control/cluster-api.js';
import type { Controller, Requeue } from '../control/controller.js';
import { keyOf, parseKey } from '../control/keys.js';
import { containerEnv } from './container-env.js';
import { advanceStart, launch, tellComponent } from './container-start.js';
import { advanceStop, beginStop } from './container-stop.js';
import { teller, type Wait } from './image-pull.js';
import { imageOf } from './images/catalogue.js';
import { controllerOf, type Kubelet, placeOf, wallTime } from './kubelet-parts.js';
import { steersDifferently, stillBusy, untilTurn, writeManners } from './lab.js';
import { allAddresses } from './pod-addresses.js';
import { podStatus, willRestart } from './pod-status.js';
import { addEphemeral, type ContainerWork, newWork, type PodWork, specOf } from './pod-work.js';
import { releaseSandbox, setUpSandbox } from './sandbox.js';
import { takeTurn } from './turns.js';

const SANDBOX_MS = 300;
/** How long an exit is shown before the kubelet looks again. */
const RELIST_MS = 1000;

/** The loop of one kubelet: it brings the node's machines to what its Pods want. */
export function kubeletController(kubelet: Kubelet): Controller {
  return {
    name: controllerOf(kubelet),
    watches: { pods: (change) => (concerns(kubelet, change) ? [keyOf(change.object)] : []) },
    reconcile: (key) => syncPod(kubelet, key),
  };
}

/** Makes a Pod Running at this moment, without pulls and events; init containers count as done. */
export function startNow(kubelet: Kubelet, pod: Pod): void {
  const { sim, api, spec: node, memory } = kubelet;
  const key = keyOf(pod);
  const known = memory.pods.get(key);
  if (known?.containers.some(({ machine }) => machine !== undefined)) return;
  const work = known ?? newWork(pod, { key, now: rfc3339(wallTime(sim)), sandboxAt: sim.now() });
  work.sandboxAt = sim.now();
  memory.pods.set(key, work);
  setUpSandbox(kubelet, pod, work);
  for (const container of work.containers) {
    const spec = specOf(pod, container.name);
    if (spec === undefined || container.role === 'init') continue;
    memory.images.add(spec.image ?? '');
    const env = containerEnv({
      api,
      pod,
      container: spec,
      podIPs: allAddresses(node, work.ip),
      hostIPs: allAddresses(node, node.ip),
    });
    launch(kubelet, pod, { work, container, spec, image: imageOf(spec.image ?? ''), env, quiet: true });
    if (container.state === 'running') Object.assign(container, { ready: true, started: true });
  }
  report(kubelet, pod, work);
}

function concerns(kubelet: Kubelet, { type, object, previous }: Change): boolean {
  const pod = object as Pod;
  if (pod.spec.nodeName !== kubelet.spec.name) return false;
  const before = previous as Pod | undefined;
  if (type !== 'MODIFIED' || before === undefined || before.spec.nodeName !== pod.spec.nodeName) return true;
  const { metadata } = pod;
  return (
    metadata.deletionTimestamp !== before.metadata.deletionTimestamp ||
    metadata.deletionGracePeriodSeconds !== before.metadata.deletionGracePeriodSeconds ||
    steersDifferently(pod, before) ||
    (before.spec !== pod.spec && !deepEqual(before.spec, pod.spec))
  );
}

function syncPod(kubelet: Kubelet, key: string): Requeue | undefined {
  const { api, memory } = kubelet;
  const pod = api.get<Pod>('pods', key);
  const known = memory.pods.get(key);
  if (known && known.uid !== pod?.metadata.uid) tearDown(kubelet, known);
  if (pod === undefined || pod.spec.nodeName !== kubelet.spec.name) return undefined;
  const work = memory.pods.get(key) ?? admit(kubelet, pod, key);
  if (work === undefined) return undefined;
  const waits =
    pod.metadata.deletionTimestamp || work.stopping ? stopPod(kubelet, pod, work) : runPod(kubelet, pod, work);
  report(kubelet, pod, work);
  if (waits === 'gone') return undefined;
  const next = waits.sort((a, b) => a.afterMs - b.afterMs)[0];
  return next && { afterMs: Math.max(1, Math.ceil(next.afterMs)), ...(next.background ? { background: true } : {}) };
}

function admit(kubelet: Kubelet, pod: Pod, key: string): PodWork | undefined {
  const { sim, memory, api } = kubelet;
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') {
    if (pod.metadata.deletionTimestamp) api.delete('pods', parseKey(key), { gracePeriodSeconds: 0 });
    return undefined;
  }
  memory.sandbox = takeTurn(memory.sandbox, sim.now() + SANDBOX_MS);
  const work = newWork(pod, { key, now: rfc3339(wallTime(sim)), sandboxAt: memory.sandbox.at });
  memory.pods.set(key, work);
  return work;
}

function runPod(kubelet: Kubelet, pod: Pod, work: PodWork): Wait[] | 'gone' {
  const { sim } = kubelet;
  if (sim.now() < work.sandboxAt) return [{ afterMs: work.sandboxAt - sim.now() }];
  const setUp = setUpSandbox(kubelet, pod, work);
  if (setUp) return [setUp];
  addEphemeral(pod, work);
  const deadline = deadlineOf(kubelet, pod, work);
  if (deadline?.afterMs === 0) return stopPod(kubelet, pod, work);
  const waits: Wait[] = deadline ? [deadline] : [];
  const turn = untilTurn(pod, work, wallTime(sim));
  if (turn !== undefined) waits.push({ afterMs: turn, background: true });
  for (const container of work.containers) {
    const wait = runContainer(kubelet, pod, { work, container });
    if (wait) waits.push(wait);
    if (container.role === 'init' && container.terminated?.exitCode !== 0) return waits;
    if (container.role === 'init' && container.state !== 'terminated') return waits;
    if (container.role === 'sidecar' && !container.started) return waits;
  }
  return waits;
}

function deadlineOf(kubelet: Kubelet, pod: Pod, work: PodWork): Wait | undefined {
  const seconds = pod.spec.activeDeadlineSeconds;
  if (seconds === undefined) return undefined;
  const left = Date.parse(work.startTime) + seconds * 1000 - wallTime(kubelet.sim);
  if (left > 0) return { afterMs: left, background: true };
  if (!work.deadline)
    kubelet.recorder.event(
      pod,
      'Normal',
      'DeadlineExceeded',
      'Pod was active on the node longer than the specified deadline',
    );
  work.deadline = true;
  return { afterMs: 0 };
}

function runContainer(
  kubelet: Kubelet,
  pod: Pod,
  { work, container }: { work: PodWork; container: ContainerWork },
): Wait | undefined {
  const { sim } = kubelet;
  if (container.state === 'running') writeManners(pod, kubelet.runtime.files(container.machine ?? ''));
  if (container.state === 'running') return container.stop ? advanceStop(kubelet, pod, container) : undefined;
  const ended = container.terminated;
  if (ended === undefined && container.waiting.reason !== 'CrashLoopBackOff')
    return begin(kubelet, pod, { work, container });
  if (container.role === 'ephemeral' && ended !== undefined) return undefined;
  if (container.role === 'init' && ended?.exitCode === 0) return undefined;
  const policy = container.role === 'sidecar' ? 'Always' : (pod.spec.restartPolicy ?? 'Always');
  const effective = container.role === 'init' && policy === 'Always' ? 'OnFailure' : policy;
  if (container.state === 'terminated' && !willRestart(effective, ended)) return undefined;
  return restart(kubelet, pod, { work, container, seen: sim.now() });
}

function begin(
  kubelet: Kubelet,
  pod: Pod,
  { work, container }: { work: PodWork; container: ContainerWork },
): Wait | undefined {
  const wait = advanceStart(kubelet, pod, work, container);
  return wait ?? (container.state === 'terminated' ? { afterMs: RELIST_MS } : undefined);
}

function restart(
  kubelet: Kubelet,
  pod: Pod,
  { work, container, seen }: { work: PodWork; container: ContainerWork; seen: number },
): Wait | undefined {
  const { backoff } = container;
  const endless = container.restarts >= 3 ? { background: true } : {};
  const since = seen - ((backoff?.until ?? seen) - (backoff?.delay ?? 0));
  if (container.state === 'terminated' && since < RELIST_MS) return { afterMs: RELIST_MS - since, ...endless };
  if (backoff && seen < backoff.until) {
    const who = `container=${container.name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    if (container.state === 'terminated') {
      const tell = teller(kubelet, pod, container);
      tell(
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${container.name} in pod ${who.slice(who.indexOf('pod=') + 4)}`,
      );
    }
    if (container.terminated) container.last = container.terminated;
    delete container.terminated;
    container.state = 'waiting';
    container.waiting = {
      reason: 'CrashLoopBackOff',
      message: `back-off ${minutes(backoff.delay)} restarting failed ${who}`,
    };
    return { afterMs: backoff.until - seen, ...endless };
  }
  return begin(kubelet, pod, { work, container });
}

/** `10s`, `2m40s`, `5m0s`, as Go prints a duration. */
function minutes(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function stopPod(kubelet: Kubelet, pod: Pod, work: PodWork): Wait[] | 'gone' {
  const { sim, api } = kubelet;
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  const killAt = sim.now() + grace;
  work.stopping = work.stopping && work.stopping.killAt <= killAt ? work.stopping : { killAt };
  const waits: Wait[] = [];
  const busy = Math.min(stillBusy(pod, wallTime(sim)), work.stopping.killAt - sim.now());
  if (busy > 0) return [{ afterMs: busy }];
  for (const container of work.containers) {
    if (container.state === 'running') {
      if (container.stop === undefined) beginStop(kubelet, pod, { work, container, killAt: work.stopping.killAt });
      if (container.stop && container.stop.killAt > work.stopping.killAt)
        container.stop = { ...container.stop, killAt: work.stopping.killAt };
      waits.push(advanceStop(kubelet, pod, container));
    } else if (container.state === 'waiting' && container.last && !container.terminated) settleLast(container);
  }
  if (waits.length > 0 || !pod.metadata.deletionTimestamp) return waits;
  report(kubelet, pod, work);
  tearDown(kubelet, work, placeOf(pod, kubelet));
  try {
    api.delete('pods', parseKey(work.key), { gracePeriodSeconds: 0, preconditions: { uid: work.uid } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
  }
  return 'gone';
}

/** A container that waited for its restart ends as it ended last. */
function settleLast(container: ContainerWork): void {
  container.state = 'terminated';
  if (container.last) container.terminated = container.last;
}

function report(kubelet: Kubelet, pod: Pod, work: PodWork): void {
  const { api, spec, sim, memory } = kubelet;
  if (!memory.pods.has(work.key)) return;
  const current = api.get<Pod>('pods', work.key) ?? pod;
  const status = podStatus(current, work, { spec, now: wallTime(sim) });
  if (deepEqual(current.status, status)) return;
  api.updateStatus('pods', { ...current, status });
}

/** Forgets a Pod and all that ran for it. */
function tearDown(kubelet: Kubelet, work: PodWork, place = `pod/${work.uid}`): void {
  const { memory, runtime, logs } = kubelet;
  memory.pods.delete(work.key);
  for (const container of work.containers) {
    const { machine, before, state } = container;
    if (state === 'running') tellComponent(kubelet, work, { ...container, state: 'terminated' });
    for (const id of [machine, before]) {
      if (id === undefined) continue;
      runtime.remove(id);
      logs.remove(id);
    }
  }
  releaseSandbox(kubelet, work, place);
}
