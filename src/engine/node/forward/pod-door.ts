import { sha256 } from '../../../kube/sha256.js';
import type { Net, Sys } from '../../../sh/program.js';
import type { Network } from '../../net/network.js';
import type { Kubelet } from '../kubelet-parts.js';

/** Which port of which Pod a client far away is to be tied to. */
export interface PodPort {
  readonly node: string;
  /** `NAMESPACE/NAME`. */
  readonly pod: string;
  readonly uid: string;
  readonly port: number;
}

/** The kubelet's end of a forwarded port: it connects from inside the Pod's own network, so 127.0.0.1 is the Pod's. */
export interface PodDoor {
  /** A socket of the process; `'silent'` when the kubelet does not answer; `'gone'` when its Pod is no more. */
  open(sys: Sys, target: PodPort): number | 'silent' | 'gone';
}

interface DoorParts {
  readonly network: Network;
  readonly kubeletOf: (node: string) => Kubelet | undefined;
}

/** `machine` is the one whose programs pass the door. */
export function createPodDoor({ network, kubeletOf }: DoorParts, machine: (sys: Sys) => string): PodDoor {
  return {
    open(sys, { node, pod, uid, port }) {
      const kubelet = kubeletOf(node);
      if (kubelet === undefined || network.faults.offReason(node) !== undefined) return 'silent';
      const work = kubelet.memory.pods.get(pod);
      if (work?.uid !== uid || work.ip === '') return 'gone';
      const inside: Net = network.attach({
        machine: machine(sys),
        place: `pod/${uid}`,
        pid: sys.pid,
        cause: 'probe',
        files: sys.files,
        privileged: true,
      });
      return inside.connect({ ip: '127.0.0.1', port, host: 'localhost' });
    },
  };
}

type DoorFailure = 'refused' | 'reset' | 'gone';

/** What the kubelet says of a connection that failed (containerd's words). */
export function doorError({ uid, port }: PodPort, failure: DoorFailure, localPort = 0): string {
  const id = hexOf(`sandbox/${uid}`);
  const head = `error forwarding port ${port} to pod ${id}, uid : `;
  if (failure === 'gone') return `${head}failed to find sandbox "${id}" in store: not found`;
  const name = hexOf(`netns/${uid}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  const inside = `${head}failed to execute portforward in network namespace "/var/run/netns/cni-${name}": `;
  if (failure === 'reset') {
    return `${inside}read tcp4 127.0.0.1:${localPort}->127.0.0.1:${port}: read: connection reset by peer`;
  }
  const refused = 'connect: connection refused';
  return `${inside}failed to connect to localhost:${port} inside namespace "${id}", IPv4: dial tcp4 127.0.0.1:${port}: ${refused} IPv6 dial tcp6 [::1]:${port}: ${refused} `;
}

function hexOf(text: string): string {
  return sha256(text)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
