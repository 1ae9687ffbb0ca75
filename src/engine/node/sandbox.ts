import type { Pod, Volume } from '../../kube/shapes/pod.js';
import type { HostPort } from '../net/host-ports.js';
import { ipProtocol } from '../net/ip-protocol.js';
import type { Wait } from './image-pull.js';
import { type Kubelet, wallTime } from './kubelet-parts.js';
import { allAddresses, podAddress, podNumber } from './pod-addresses.js';
import type { PodWork } from './pod-work.js';
import { sourcesOf } from './volume-sources.js';
import { volumeFiles } from './volumes.js';

/** Gives a Pod its address, place and volumes; says when to try again while a volume is missing. */
export function setUpSandbox(kubelet: Kubelet, pod: Pod, work: PodWork): Wait | undefined {
  const { memory, network, spec } = kubelet;
  if (work.ip !== '') return undefined;
  const failure = mountVolumes(kubelet, pod, work);
  if (failure !== undefined) {
    kubelet.recorder.event(pod, 'Warning', 'FailedMount', failure);
    const afterMs = Math.min(500 * 2 ** work.mountFailures, 122_000);
    work.mountFailures += 1;
    return { afterMs, background: work.mountFailures > 3 };
  }
  if (pod.spec.hostNetwork) {
    work.ip = spec.ip;
    return undefined;
  }
  work.ip = nextAddress(memory, spec.podCIDR);
  const hostPorts = hostPortsOf(pod);
  network.addPlace(`pod/${work.uid}`, {
    kind: 'pod',
    namespace: pod.metadata.namespace ?? 'default',
    name: pod.metadata.name ?? '',
    uid: work.uid,
    ips: allAddresses(spec, work.ip),
    node: spec.name,
    hostNetwork: false,
    ...(hostPorts.length > 0 && { hostPorts }),
  });
  return undefined;
}

function hostPortsOf({ spec }: Pod): readonly HostPort[] {
  const found: HostPort[] = [];
  for (const { ports = [] } of [...spec.containers, ...(spec.initContainers ?? [])]) {
    for (const { hostPort, hostIP = '', containerPort, protocol } of ports) {
      if (hostPort) found.push({ hostIP, hostPort, containerPort, protocol: ipProtocol(protocol) });
    }
  }
  return found;
}

export function releaseSandbox({ memory, network, runtime, spec }: Kubelet, work: PodWork, place: string): void {
  for (const name of memory.volumes.get(work.uid) ?? []) runtime.removeVolume(`${work.uid}/${name}`);
  memory.volumes.delete(work.uid);
  for (const [source, keys] of memory.mounted) {
    const left = keys.filter((key) => key !== work.key);
    if (left.length > 0) memory.mounted.set(source, left);
    else memory.mounted.delete(source);
  }
  if (work.ip === '' || place.startsWith('node/')) return;
  network.removePlace(`pod/${work.uid}`);
  memory.addresses.delete(podNumber(spec.podCIDR, work.ip));
}

/** Like the host-local allocator: the next address after the last one given, around the range. */
function nextAddress(memory: Kubelet['memory'], cidr: string): string {
  for (let tries = 0; tries < 253; tries += 1) {
    memory.lastAddress = memory.lastAddress >= 254 ? 2 : Math.max(2, memory.lastAddress + 1);
    if (!memory.addresses.has(memory.lastAddress)) break;
  }
  memory.addresses.add(memory.lastAddress);
  return podAddress(cidr, memory.lastAddress);
}

function mountVolumes(kubelet: Kubelet, pod: Pod, work: PodWork): string | undefined {
  const { memory } = kubelet;
  const volumes = pod.spec.volumes ?? [];
  for (const volume of volumes) {
    const failure = mountVolume(kubelet, { pod, work, volume });
    if (failure !== undefined) return failure;
  }
  if (volumes.length > 0) {
    memory.volumes.set(
      work.uid,
      volumes.map(({ name }) => name),
    );
  }
  const sources = new Set<string>();
  for (const volume of volumes)
    for (const source of sourcesOf(volume, pod.metadata.namespace ?? 'default')) sources.add(source);
  for (const source of sources) {
    const known = memory.mounted.get(source) ?? [];
    const others = known.includes(work.key) ? known.filter((key) => key !== work.key) : known;
    memory.mounted.set(source, [...others, work.key]);
  }
  return undefined;
}

/** Makes a volume, or brings one that is there to what it should hold; says why it cannot. */
export function mountVolume(
  { api, runtime, spec, sim }: Kubelet,
  { pod, work, volume }: { readonly pod: Pod; readonly work: PodWork; readonly volume: Volume },
): string | undefined {
  const token = () =>
    `svc-learn.${pod.metadata.namespace}.${pod.spec.serviceAccountName ?? 'default'}.${wallTime(sim)}`;
  const made = volumeFiles(volume, {
    api,
    pod,
    podIPs: allAddresses(spec, work.ip),
    hostIPs: allAddresses(spec, spec.ip),
    token,
  });
  if ('error' in made) return made.error;
  runtime.makeVolume(`${work.uid}/${volume.name}`, made.files);
  return undefined;
}
