import type { Container, Pod, Probe } from '../../kube/shapes/pod.js';
import type { Net } from '../../sh/program.js';
import { endText } from '../net/address.js';
import { startGrpcProbe, stepGrpcProbe } from './grpc-probe.js';
import { httpFailure, probeRequest } from './http-probe.js';
import { teller } from './image-pull.js';
import { type Check, controllerOf, type Kubelet, wallTime } from './kubelet-parts.js';
import { type ContainerWork, type ProbeKind, specOf } from './pod-work.js';
import { type Fetch, startFetch, stepFetch } from './programs/http-client.js';

export interface ProbeTick {
  readonly node: string;
  readonly key: string;
  readonly machine: string;
  readonly container: string;
  readonly kind: ProbeKind;
}

/** Checks that never succeed may not keep the world from being quiet. */
const PATIENCE = 60;

/** Puts the first checks of a container that has just started into the queue. */
export function scheduleProbes(
  kubelet: Kubelet,
  { key, container, spec }: { key: string; container: ContainerWork; spec: Container },
): void {
  const kinds: ProbeKind[] = spec.startupProbe && !container.started ? ['startup'] : ['liveness', 'readiness'];
  for (const kind of kinds) {
    const probe = probeOf(spec, kind);
    if (probe === undefined) continue;
    container.probes[kind] = { successes: 0, failures: 0 };
    const elapsed = wallTime(kubelet.sim) - container.startedAt;
    tick(kubelet, { key, container, kind }, Math.max(50, (probe.initialDelaySeconds ?? 0) * 1000 - elapsed));
  }
}

/** One check begins: called from the queue. */
export function beginProbe(kubelet: Kubelet, { key, machine, container: name, kind }: ProbeTick): void {
  const work = kubelet.memory.pods.get(key);
  const container = work?.containers.find((candidate) => candidate.name === name);
  if (work === undefined || container?.machine !== machine || container.state !== 'running') return;
  const pod = podOf(kubelet, key);
  const spec = pod && specOf(pod, name);
  const probe = spec && probeOf(spec, kind);
  if (pod === undefined || spec === undefined || probe === undefined || (work.stopping && kind !== 'readiness')) return;
  tick(kubelet, { key, container, kind }, (probe.periodSeconds ?? 10) * 1000);
  const state = container.probes[kind];
  if (state === undefined || state.check !== undefined) return;
  state.check = startCheck(kubelet, pod, {
    key,
    uid: work.uid,
    container,
    purpose: kind,
    handler: probe,
    timeoutMs: (probe.timeoutSeconds ?? 1) * 1000,
    ip: work.ip,
  });
}

interface CheckRequest {
  readonly key: string;
  readonly uid: string;
  readonly container: ContainerWork;
  readonly purpose: Check['purpose'];
  readonly handler: Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;
  readonly timeoutMs: number;
  readonly ip: string;
}

/** Starts a probe or a hook; its end is told to `finishCheck`. */
export function startCheck(kubelet: Kubelet, pod: Pod, request: CheckRequest): number {
  const { sim, memory, runtime, sessions, spec: node } = kubelet;
  const { key, uid, container, purpose, handler, timeoutMs, ip } = request;
  const id = memory.nextCheck;
  memory.nextCheck += 1;
  const base: Check = { id, key, uid, container: container.name, purpose, until: sim.now() + timeoutMs };
  sim.schedule('check-timeout', { node: node.name, check: id }, { delay: timeoutMs, background: true });
  const ports = specOf(pod, container.name)?.ports ?? [];
  const portOf = (port: number | string) =>
    typeof port === 'number' ? port : (ports.find(({ name }) => name === port)?.containerPort ?? Number(port));
  if (handler.exec) {
    const session = sessions.open({ kind: 'check', node: node.name, check: id });
    const argv = handler.exec.command ?? [];
    const late = `command timed out: "${argv.join(' ')}" timed out after ${timeoutMs / 1000}s`;
    memory.checks.set(id, { ...base, session, output: '', late });
    const { env = EXEC_ENV, cwd = '/' } = runtime.inherited(container.machine ?? '') ?? {};
    const pid = runtime.spawn(container.machine ?? '', { argv, env, cwd, session, stdin: false });
    if (pid === undefined) sim.schedule('check-exit', { node: node.name, check: id, code: 127 }, { delay: 1 });
    return id;
  }
  const net = netOf(kubelet, id);
  if (handler.httpGet) {
    const { host, port } = { host: handler.httpGet.host || ip, port: portOf(handler.httpGet.port) };
    const fetch = startFetch(
      { now: () => sim.now() },
      { host, port, request: probeRequest(handler.httpGet, host, port) },
    );
    memory.checks.set(id, { ...base, fetch });
  } else if (handler.grpc) {
    const { port, service = '' } = handler.grpc;
    memory.checks.set(id, { ...base, grpc: startGrpcProbe(net, { ip, port, service, timeoutMs }) });
  } else {
    const host = handler.tcpSocket?.host || ip;
    const port = portOf(handler.tcpSocket?.port ?? 0);
    memory.checks.set(id, { ...base, fetch: { host, port }, socket: net.connect({ ip: host, port, host }) });
  }
  stepCheck(kubelet, id);
  return id;
}

const EXEC_ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/** Goes on with a check over the network; `late` when its time is over. */
export function stepCheck(kubelet: Kubelet, id: number, late = false): void {
  const check = kubelet.memory.checks.get(id);
  if (check === undefined) return;
  if (check.session !== undefined) {
    if (late) finishCheck(kubelet, check, check.late);
    return;
  }
  const net = netOf(kubelet, id);
  if (check.grpc) {
    const said = stepGrpcProbe(check.grpc, net, late);
    if (said !== undefined) finishCheck(kubelet, check, said === 'passed' ? undefined : said);
    return;
  }
  if (check.socket !== undefined) {
    stepTcp(kubelet, check, { net, late });
    return;
  }
  const fetch = check.fetch as Fetch;
  const sys = { net, now: () => kubelet.sim.now() };
  while (fetch.phase !== 'done' && stepFetch(fetch, sys)) {
    // Each turn is one phase further.
  }
  if (fetch.phase !== 'done' && !late) return;
  finishCheck(kubelet, check, httpFailure(fetch));
}

/** The end of a check; `failure` is what went wrong. */
export function finishCheck(kubelet: Kubelet, check: Check, failure: string | undefined): void {
  const { memory, network, sessions, control } = kubelet;
  memory.checks.delete(check.id);
  if (check.session === undefined) network.detach(checkMachine(kubelet), check.id);
  else sessions.close(check.session);
  const container = memory.pods.get(check.key)?.containers.find(({ name }) => name === check.container);
  if (container === undefined) return;
  if (check.purpose === 'preStop' || check.purpose === 'postStart') {
    if (container.stop && check.purpose === 'preStop') container.stop.hook = 'done';
    control.enqueue(controllerOf(kubelet), check.key, { afterMs: 0 });
    return;
  }
  judge(kubelet, { key: check.key, container, kind: check.purpose, failure });
}

/** Counts a probe's outcome and acts when a threshold is reached (pkg/kubelet/prober worker). */
function judge(
  kubelet: Kubelet,
  {
    key,
    container,
    kind,
    failure: answered,
  }: { key: string; container: ContainerWork; kind: ProbeKind; failure: string | undefined },
): void {
  const pod = podOf(kubelet, key);
  const spec = pod && specOf(pod, container.name);
  const probe = spec && probeOf(spec, kind);
  const state = container.probes[kind];
  if (
    pod === undefined ||
    spec === undefined ||
    probe === undefined ||
    state === undefined ||
    container.state !== 'running'
  )
    return;
  delete state.check;
  const failure = skewed(kubelet, { key, spec: probe, kind, failure: answered });
  const tell = teller(kubelet, pod, container);
  if (failure !== undefined) tell('Warning', 'Unhealthy', `${TITLES[kind]} probe failed: ${failure}`);
  state.successes = failure === undefined ? state.successes + 1 : 0;
  state.failures = failure === undefined ? 0 : state.failures + 1;
  const good = state.successes >= (probe.successThreshold ?? 1);
  const bad = state.failures >= (probe.failureThreshold ?? 3);
  const before = `${container.ready}${container.started}${container.stop !== undefined}`;
  if (kind === 'readiness' && good) container.ready = true;
  if (kind === 'readiness' && bad) container.ready = false;
  if (kind === 'startup' && good && !container.started) {
    container.started = true;
    container.ready = spec.readinessProbe === undefined;
    scheduleProbes(kubelet, { key, container, spec });
  }
  if (kind !== 'readiness' && bad && container.stop === undefined) {
    tell('Normal', 'Killing', `Container ${container.name} failed ${kind} probe, will be restarted`);
    const grace = probe.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    container.stop = { killAt: kubelet.sim.now() + grace * 1000 };
  }
  if (`${container.ready}${container.started}${container.stop !== undefined}` !== before) {
    kubelet.control.enqueue(controllerOf(kubelet), key, { afterMs: 0 });
  }
}

/** A fault may turn a probe's outcome into its contrary. */
function skewed(
  { network }: Kubelet,
  { key, spec, kind, failure }: { key: string; spec: Probe; kind: ProbeKind; failure: string | undefined },
): string | undefined {
  const outcome = network.faults.probe(key, kind);
  if (outcome === 'pass') return undefined;
  if (outcome === undefined || failure !== undefined) return failure;
  if (spec.exec) return 'command terminated with exit code 1';
  if (spec.grpc) return 'service unhealthy (responded with "NOT_SERVING")';
  return spec.tcpSocket ? 'dial tcp: i/o timeout' : 'HTTP probe failed with statuscode: 500';
}

const TITLES: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  liveness: 'Liveness',
  readiness: 'Readiness',
};

function tick(
  kubelet: Kubelet,
  { key, container, kind }: { key: string; container: ContainerWork; kind: ProbeKind },
  delay: number,
): void {
  const state = container.probes[kind];
  const waits = kind === 'readiness' ? !container.ready : kind === 'startup' && !container.started;
  const background = !waits || (state?.failures ?? 0) * delay >= PATIENCE * 1000;
  const args: ProbeTick = {
    node: kubelet.spec.name,
    key,
    machine: container.machine ?? '',
    container: container.name,
    kind,
  };
  if (kind === 'startup' && container.started) return;
  kubelet.sim.schedule('probe', args, { delay, background });
}

function stepTcp(kubelet: Kubelet, check: Check, { net, late }: { net: Net; late: boolean }): void {
  const { host, port } = check.fetch as { host: string; port: number };
  const state = net.state(check.socket ?? 0);
  if (state === 'connecting' && !late) return;
  net.close(check.socket ?? 0);
  const dial = `dial tcp ${endText({ ip: host, port })}: `;
  finishCheck(
    kubelet,
    check,
    state === 'open'
      ? undefined
      : state === 'refused'
        ? `${dial}connect: connection refused`
        : state === 'unreachable'
          ? `${dial}connect: no route to host`
          : `${dial}i/o timeout`,
  );
}

/** The kubelet's own sockets belong to a machine of this name, one process a check. */
export function checkMachine(kubelet: Kubelet): string {
  return `checks/${kubelet.spec.name}`;
}

function netOf(kubelet: Kubelet, pid: number): Net {
  return kubelet.network.attach({
    machine: checkMachine(kubelet),
    place: `node/${kubelet.spec.name}`,
    pid,
    cause: 'probe',
    files: { read: () => 'ENOENT' },
    privileged: true,
  });
}

function probeOf(spec: Container, kind: ProbeKind): Probe | undefined {
  return { startup: spec.startupProbe, liveness: spec.livenessProbe, readiness: spec.readinessProbe }[kind];
}

function podOf(kubelet: Kubelet, key: string): Pod | undefined {
  const slash = key.indexOf('/');
  return kubelet.api.get<Pod>('pods', { namespace: key.slice(0, slash), name: key.slice(slash + 1) });
}
