import type { Signal } from '../../sh/program.js';
import type { Sim } from '../../sim/index.js';
import type { Network } from '../net/network.js';
import { HOST_IMAGE } from './images/recipes.js';
import type { Kubelet } from './kubelet-parts.js';
import type { Runtime } from './runtime.js';
import type { Sessions } from './sessions.js';
import type { StreamEnds, StreamSinks } from './streams.js';

/** A machine that is no container: the learner's workstation or a node; or a Pod's container by its name. */
export type HostMachine =
  | { readonly workstation: true }
  | { readonly node: string }
  | { readonly pod: string; readonly namespace: string; readonly container?: string };

export interface HostSpawn extends StreamEnds {
  readonly machine: HostMachine;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly terminal?: { readonly columns: number; readonly rows: number };
}

export interface HostProgram {
  stdin(text: string): void;
  closeStdin(): void;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  signal(name: Signal): void;
}

interface HostParts {
  readonly sim: Sim;
  readonly network: Network;
  readonly runtime: Runtime;
  readonly sessions: Sessions;
  readonly sinks: StreamSinks;
  readonly kubeletOf: (node: string) => Kubelet | undefined;
}

const WORKSTATION = 'outside/workstation';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Programs outside of containers; their machines come into being when they are first used. */
export function createHosts({ network, runtime, sessions, sinks, kubeletOf }: HostParts) {
  const machineOf = (machine: HostMachine): string | undefined => {
    if ('pod' in machine) return undefined;
    const node = 'node' in machine ? kubeletOf(machine.node)?.spec.name : undefined;
    if ('node' in machine && node === undefined) return undefined;
    const id = node === undefined ? WORKSTATION : `node/${node}`;
    if (!runtime.has(id)) {
      runtime.create({ id, image: HOST_IMAGE, hostname: node ?? 'workstation', place: id, uid: 0, mounts: [] });
      const files = runtime.files(id);
      files?.write('/etc/resolv.conf', 'nameserver 172.18.0.1\n');
      files?.write('/etc/hosts', '127.0.0.1\tlocalhost\n');
    }
    return id;
  };
  return {
    addWorkstation: () => network.addPlace(WORKSTATION, { kind: 'outside', name: 'workstation', ips: ['172.18.0.1'] }),
    spawn(request: HostSpawn): HostProgram | undefined {
      const id = machineOf(request.machine);
      if (id === undefined) return undefined;
      const session = sessions.open({ kind: 'stream' });
      const { argv, env, cwd, terminal } = request;
      const pid = runtime.spawn(id, {
        argv,
        env: env ?? { PATH, HOME: '/root' },
        cwd: cwd ?? '/',
        session,
        stdin: true,
        ...(terminal ? { terminal } : {}),
      });
      if (pid === undefined) {
        sessions.close(session);
        return undefined;
      }
      sinks.add(session, request);
      return {
        stdin: (text) => runtime.feed(id, session, text),
        closeStdin: () => runtime.closeInput(id, session),
        resize: (size) => runtime.resize(id, session, size),
        signal: (name) => runtime.signal(id, pid, name),
      };
    },
  };
}
