import type { Signal } from '../../sh/program.js';
import type { Sim } from '../../sim/index.js';
import type { AddressPlan } from '../net/address-plan.js';
import type { Network } from '../net/network.js';
import { findImage } from './images/catalogue.js';
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

/** A machine outside the cluster, with the one program that it runs. */
export interface OutsideMachine {
  readonly name: string;
  readonly ip: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface HostParts {
  readonly sim: Sim;
  readonly network: Network;
  readonly runtime: Runtime;
  readonly sessions: Sessions;
  readonly sinks: StreamSinks;
  readonly kubeletOf: (node: string) => Kubelet | undefined;
  readonly nodes: readonly string[];
  readonly plan: AddressPlan;
}

export const WORKSTATION = 'outside/workstation';
/** As after a boot: the first numbers belong to init and the services of the machine. */
const FIRST_PID = 1001;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Programs outside of containers; their machines come into being when they are first used. */
export function createHosts({ network, runtime, sessions, sinks, kubeletOf, nodes, plan }: HostParts) {
  const machineOf = (machine: HostMachine): string | undefined => {
    if ('pod' in machine) return undefined;
    const node = 'node' in machine ? kubeletOf(machine.node)?.spec.name : undefined;
    if ('node' in machine && node === undefined) return undefined;
    const id = node === undefined ? WORKSTATION : `node/${node}`;
    if (!runtime.has(id)) {
      createMachine(id, HOST_IMAGE, node ?? 'workstation');
    }
    return id;
  };
  const createMachine = (id: string, image: string, hostname: string) => {
    runtime.create({ id, image, hostname, place: id, uid: 0, mounts: [], firstPid: FIRST_PID });
    const files = runtime.files(id);
    files?.write('/etc/resolv.conf', `nameserver ${plan.upstreamDns}\n`);
    files?.write('/etc/hosts', '127.0.0.1\tlocalhost\n');
  };
  return {
    addWorkstation: () => network.addPlace(WORKSTATION, { kind: 'outside', name: 'workstation', ips: plan.gateways }),
    addOutside({ name, ip, image: reference, command, env }: OutsideMachine): void {
      const id = `outside/${name}`;
      network.addPlace(id, { kind: 'outside', name, ips: [ip] });
      if (reference === undefined) return;
      const image = findImage(reference);
      if (image === undefined)
        throw new Error(`the outside host "${name}" runs "${reference}", which is no known image`);
      createMachine(id, reference, name);
      const argv = command ?? [...image.entrypoint, ...image.cmd];
      const session = sessions.open({ kind: 'stream' });
      runtime.spawn(id, { argv, env: { ...image.env, ...env }, cwd: image.workdir, session, stdin: false });
    },
    hangUp(): void {
      for (const id of [WORKSTATION, ...nodes.map((node) => `node/${node}`)])
        for (const pid of runtime.pids(id)) runtime.signal(id, pid, 'KILL');
    },
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
