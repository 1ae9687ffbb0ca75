import { rfc3339 } from '../../kube/rfc3339.js';
import type { Pod } from '../../kube/shapes/pod.js';
import { startCheck } from './checks.js';
import { noteExit, tellComponent } from './container-start.js';
import { teller, type Wait } from './image-pull.js';
import { findImage } from './images/catalogue.js';
import { controllerOf, type Kubelet, wallTime } from './kubelet-parts.js';
import { type ContainerWork, type PodWork, specOf } from './pod-work.js';

/** Begins to end a container: its preStop hook first, when it has one. */
export function beginStop(
  kubelet: Kubelet,
  pod: Pod,
  { work, container, killAt }: { work: PodWork; container: ContainerWork; killAt: number },
): void {
  teller(kubelet, pod, container)('Normal', 'Killing', `Stopping container ${container.name}`);
  const hook = specOf(pod, container.name)?.lifecycle?.preStop;
  container.stop = { killAt };
  const left = killAt - kubelet.sim.now();
  if (hook === undefined || left <= 0) return;
  if (hook.sleep) {
    container.stop.hook = { until: kubelet.sim.now() + Math.min(hook.sleep.seconds * 1000, left) };
    return;
  }
  container.stop.hook = { until: killAt };
  const { httpGet, exec, tcpSocket } = hook;
  const handler = { ...(exec ? { exec } : {}), ...(httpGet ? { httpGet } : {}), ...(tcpSocket ? { tcpSocket } : {}) };
  startCheck(kubelet, pod, {
    key: work.key,
    uid: work.uid,
    container,
    purpose: 'preStop',
    handler,
    timeoutMs: left,
    ip: work.ip,
  });
}

/** Hook over: the stop signal; time over: KILL. */
export function advanceStop(kubelet: Kubelet, pod: Pod, container: ContainerWork): Wait {
  const { sim, runtime } = kubelet;
  const { stop, machine = '' } = container;
  if (stop === undefined) return { afterMs: 1000 };
  const now = sim.now();
  if (stop.hook && stop.hook !== 'done' && now < stop.hook.until) return { afterMs: stop.hook.until - now };
  if (now >= stop.killAt) {
    runtime.signal(machine, 1, 'KILL');
    return { afterMs: 100 };
  }
  if (!stop.signalled) {
    stop.signalled = true;
    runtime.signal(machine, 1, findImage(specOf(pod, container.name)?.image ?? '')?.stopSignal ?? 'TERM');
  }
  return { afterMs: stop.killAt - now };
}

/** Process 1 of a container is gone. */
export function containerExited(kubelet: Kubelet, { key, name, machine, code }: ExitReport): void {
  const { runtime, logs, memory, control, sim } = kubelet;
  runtime.remove(machine);
  logs.finish(machine);
  const work = memory.pods.get(key);
  const container = work?.containers.find((candidate) => candidate.name === name);
  if (work === undefined || container?.machine !== machine) return;
  const now = rfc3339(wallTime(sim));
  container.state = 'terminated';
  container.ready = container.role === 'init' && code === 0;
  container.started = false;
  container.terminated = {
    containerID: `containerd://${machine}`,
    exitCode: code,
    finishedAt: now,
    reason: code === 0 ? 'Completed' : 'Error',
    startedAt: rfc3339(container.startedAt),
  };
  delete container.stop;
  tellComponent(kubelet, work, container);
  noteExit(kubelet, container);
  control.enqueue(controllerOf(kubelet), key, { afterMs: 10 });
}

export interface ExitReport {
  readonly key: string;
  readonly name: string;
  readonly machine: string;
  readonly code: number;
}
