import { rfc3339 } from '../../kube/rfc3339.js';
import type { Container, Pod } from '../../kube/shapes/pod.js';
import { scheduleProbes, startCheck } from './checks.js';
import { ConfigError, containerEnv } from './container-env.js';
import { hostsFile, podDns, resolvConf } from './etc-files.js';
import { expandVariables } from './expand.js';
import { pullImage, teller, type Wait } from './image-pull.js';
import { imageOf } from './images/catalogue.js';
import type { Image } from './images/image.js';
import { type Kubelet, placeOf, wallTime } from './kubelet-parts.js';
import { writeManners } from './lab.js';
import type { MachineSpec } from './machine.js';
import { makeParents } from './mounts.js';
import { allAddresses } from './pod-addresses.js';
import { type ContainerWork, type PodWork, specOf } from './pod-work.js';

const CONFIG_RETRY = 12_000;

/** Brings a container that should run nearer to running; says when to look again. */
export function advanceStart(kubelet: Kubelet, pod: Pod, work: PodWork, container: ContainerWork): Wait | undefined {
  const spec = specOf(pod, container.name);
  if (spec === undefined) return undefined;
  const pulling = pullImage(kubelet, pod, container, spec);
  if (pulling) return pulling;
  const image = imageOf(spec.image ?? '');
  let env: Map<string, string>;
  try {
    checkUser(pod, spec, image);
    env = containerEnv({
      api: kubelet.api,
      pod,
      container: spec,
      podIPs: allAddresses(kubelet.spec, work.ip),
      hostIPs: allAddresses(kubelet.spec, kubelet.spec.ip),
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    teller(kubelet, pod, container)('Warning', 'Failed', `Error: ${error.message}`);
    container.waiting = { reason: 'CreateContainerConfigError', message: error.message };
    delete container.pulled;
    return { afterMs: CONFIG_RETRY, background: true };
  }
  launch(kubelet, pod, { work, container, spec, image, env });
  const { exec, httpGet } = spec.lifecycle?.postStart ?? {};
  if (container.state === 'running' && (exec || httpGet)) {
    const handler = exec ? { exec } : httpGet ? { httpGet } : {};
    startCheck(kubelet, pod, {
      key: work.key,
      uid: work.uid,
      container,
      purpose: 'postStart',
      handler,
      timeoutMs: 30_000,
      ip: work.ip,
    });
  }
  return undefined;
}

/** Virtual wall time of a container that is made Running without being seen starting. */
export interface Launch {
  readonly work: PodWork;
  readonly container: ContainerWork;
  readonly spec: Container;
  readonly image: Image;
  readonly env: ReadonlyMap<string, string>;
  readonly quiet?: boolean;
}

export function launch(kubelet: Kubelet, pod: Pod, { work, container, spec, image, env, quiet }: Launch): void {
  const { sim, runtime, sessions, logs } = kubelet;
  const tell = teller(kubelet, pod, container);
  const id = sim.random.text(64, '0123456789abcdef');
  if (container.before !== undefined) logs.remove(container.before);
  if (container.machine !== undefined) {
    container.before = container.machine;
    container.restarts += 1;
  }
  if (container.terminated) container.last = container.terminated;
  delete container.terminated;
  delete container.stop;
  delete container.pulled;
  container.machine = id;
  container.probes = {};
  runtime.create(machineSpec(kubelet, pod, { id, spec, image }));
  writeEtc(kubelet, pod, { id, work });
  if (!quiet) tell('Normal', 'Created', 'Container created');
  const hostname = hostnameOf(pod, kubelet);
  const lookup = (name: string) => env.get(name);
  const command = (spec.command ?? []).map((word) => expandVariables(word, lookup));
  const args = (spec.args ?? []).map((word) => expandVariables(word, lookup));
  const argv =
    command.length > 0 ? [...command, ...args] : [...image.entrypoint, ...(args.length > 0 ? args : image.cmd)];
  const session = sessions.open({
    kind: 'main',
    node: kubelet.spec.name,
    key: work.key,
    container: container.name,
    machine: id,
  });
  container.session = session;
  const pid = runtime.spawn(id, {
    argv,
    env: variables(image, { hostname, tty: spec.tty === true, env }),
    cwd: spec.workingDir ?? image.workdir,
    session,
    stdin: spec.stdin === true,
    ...(spec.tty ? { terminal: { columns: 80, rows: 24 } } : {}),
  });
  if (pid === undefined) {
    startError(kubelet, pod, { container, program: argv[0] ?? '', session });
    return;
  }
  container.state = 'running';
  container.startedAt = wallTime(sim);
  container.started = spec.startupProbe === undefined;
  container.ready =
    container.started &&
    spec.readinessProbe === undefined &&
    (container.role === 'main' || container.role === 'sidecar');
  if (!quiet) tell('Normal', 'Started', 'Container started');
  tellComponent(kubelet, work, container);
  scheduleProbes(kubelet, { key: work.key, container, spec });
}

/** Later ones win, at the place of the first. */
function variables(
  image: Image,
  { hostname, tty, env }: { readonly hostname: string; readonly tty: boolean; readonly env: Launch['env'] },
): Readonly<Record<string, string>> {
  const all: Record<string, string> = { ...image.env };
  all['HOSTNAME'] = hostname;
  all['HOME'] = image.uid === 0 ? '/root' : '/';
  if (tty) all['TERM'] = 'xterm';
  for (const [name, value] of env) all[name] = value;
  return all;
}

function startError(
  kubelet: Kubelet,
  pod: Pod,
  { container, program, session }: { container: ContainerWork; program: string; session: number },
): void {
  const { runtime, sessions, sim } = kubelet;
  const cause = program.includes('/')
    ? `exec: "${program}": stat ${program}: no such file or directory`
    : `exec: "${program}": executable file not found in $PATH`;
  const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${cause}`;
  teller(kubelet, pod, container)('Warning', 'Failed', `Error: ${message}`);
  sessions.close(session);
  if (container.machine !== undefined) runtime.remove(container.machine);
  container.state = 'terminated';
  container.ready = false;
  container.started = false;
  container.startedAt = wallTime(sim);
  container.terminated = {
    containerID: `containerd://${container.machine}`,
    exitCode: 128,
    finishedAt: rfc3339(wallTime(sim)),
    message,
    reason: 'StartError',
    startedAt: '1970-01-01T00:00:00Z',
  };
  noteExit(kubelet, container);
}

/** Says that a program of the system runs here or does not. */
export function tellComponent(kubelet: Kubelet, work: PodWork, { name, state }: ContainerWork): void {
  if (work.key.startsWith('kube-system/')) kubelet.onComponent(name, state === 'running');
}

/** After an exit: when it may start again. The first time at once, then 10 s, doubling, at most 5 min, anew after 10 min of running. */
export function noteExit({ sim }: Kubelet, container: ContainerWork): void {
  const ran = wallTime(sim) - container.startedAt;
  const before = ran >= 600_000 ? undefined : container.backoff?.delay;
  const delay = before === undefined ? 0 : Math.min(Math.max(10_000, before * 2), 300_000);
  container.backoff = { until: sim.now() + delay, delay };
}

function hostnameOf(pod: Pod, kubelet: Kubelet): string {
  if (pod.spec.hostNetwork) return kubelet.spec.name;
  return (pod.spec.hostname ?? pod.metadata.name ?? '').slice(0, 63).replace(/[-.]+$/, '');
}

function checkUser(pod: Pod, spec: Container, image: Image): void {
  const nonRoot = security(pod, spec, 'runAsNonRoot') === true;
  if (!nonRoot || userOf(pod, spec, image) !== 0) return;
  const who = `(pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${spec.name})`;
  const given = security(pod, spec, 'runAsUser') === 0;
  throw new ConfigError(
    given
      ? `container's runAsUser breaks non-root policy ${who}`
      : `container has runAsNonRoot and image will run as root ${who}`,
  );
}

function userOf(pod: Pod, spec: Container, image: Image): number {
  const given = security(pod, spec, 'runAsUser');
  return typeof given === 'number' ? given : image.uid;
}

function security(pod: Pod, spec: Container, field: string): unknown {
  return spec.securityContext?.[field] ?? pod.spec.securityContext?.[field];
}

function machineSpec(
  kubelet: Kubelet,
  pod: Pod,
  { id, spec, image }: { id: string; spec: Container; image: Image },
): MachineSpec {
  const uid = pod.metadata.uid ?? '';
  return {
    id,
    image: spec.image ?? '',
    hostname: hostnameOf(pod, kubelet),
    place: placeOf(pod, kubelet),
    uid: userOf(pod, spec, image),
    mounts: (spec.volumeMounts ?? []).map(({ name, mountPath, subPath, readOnly }) => ({
      path: mountPath,
      volume: `${uid}/${name}`,
      root: subPath ? `/${subPath}` : '/',
      readOnly: readOnly === true,
    })),
  };
}

function writeEtc(kubelet: Kubelet, pod: Pod, { id, work }: { id: string; work: PodWork }): void {
  const files = kubelet.runtime.files(id);
  if (files === undefined) return;
  const domain = 'cluster.local';
  const host = { servers: [kubelet.upstreamDns], searches: [], options: [] };
  const hostname = hostnameOf(pod, kubelet);
  files.write('/etc/resolv.conf', resolvConf(podDns(pod, { server: kubelet.clusterDns, domain, host })));
  files.write('/etc/hosts', hostsFile(pod, { ips: allAddresses(kubelet.spec, work.ip), hostname, domain }));
  files.write('/etc/hostname', `${hostname}\n`);
  writeManners(pod, files);
  for (const { volumeMounts } of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
    for (const { mountPath } of volumeMounts ?? []) makeParents(files, mountPath);
  }
}
