import { createFiles, createLayer, type FileStore } from '../../sh/files.js';
import type { Program, Signal } from '../../sh/program.js';
import type { Sim } from '../../sim/index.js';
import type { Network } from '../net/network.js';
import { createMachine, type Machine, type MachineSpec, type RuntimeEvents, type SpawnInMachine } from './machine.js';

/** Runs machines (containers, nodes, the workstation): each is a kernel, driven from the world's queue. */
export interface Runtime {
  /** A machine that does nothing yet. */
  create(spec: MachineSpec): void;
  has(id: string): boolean;
  /** Starts a process; `undefined` when the machine has no such program. Process 1 is a container's own. */
  spawn(id: string, options: SpawnInMachine): number | undefined;
  signal(id: string, pid: number, signal: Signal): void;
  /** Its living processes. */
  pids(id: string): readonly number[];
  /** Input for the streams that process 1 or a session was started with. */
  feed(id: string, session: number, text: string): void;
  closeInput(id: string, session: number): void;
  resize(id: string, session: number, size: { readonly columns: number; readonly rows: number }): void;
  files(id: string): FileStore | undefined;
  /** Environment and directory of process 1, which an exec inherits. */
  inherited(id: string): { readonly env: Readonly<Record<string, string>>; readonly cwd: string } | undefined;
  remove(id: string): void;
  /** A volume that is there already is brought to hold these files and no others. */
  makeVolume(id: string, files: Readonly<Record<string, { readonly text: string; readonly mode: number }>>): void;
  removeVolume(id: string): void;
}

const NO_FILES = createLayer({});
/** Steps of one slice, and virtual ms between the slices of a busy machine. */
const SLICE_STEPS = 2000;
/** After so many busy slices in a row a machine's work is endless, and the world may be called quiet. */
const ENDLESS = 200;

export interface RuntimeParts {
  readonly sim: Sim;
  readonly network: Network;
  readonly events: RuntimeEvents;
  /** Programs that need more of the world than a system call gives, in place of those that images have by that name. */
  readonly programs: Readonly<Record<string, Program>>;
}

export function createRuntime({ sim, network, events, programs }: RuntimeParts): Runtime {
  const machines = new Map<string, Machine>();
  const volumes = new Map<string, FileStore>();
  const now = () => sim.epoch + sim.now();
  const build = (spec: MachineSpec) => createMachine(spec, { sim, network, volumes, now, events, programs });
  const emptyVolume = () => createFiles({ layer: NO_FILES, now });

  const schedule = (machine: Machine, delay: number, background: boolean) => {
    const at = sim.now() + Math.ceil(delay);
    const due = machine.due;
    if (due !== undefined && due.at <= at && (background || !due.background)) return;
    if (due !== undefined) sim.cancel(due.seq);
    const seq = sim.schedule('machine', { id: machine.spec.id }, { delay, background });
    machine.due = { seq, at, background };
  };
  const drive = (machine: Machine) => {
    const outcome = machine.run(SLICE_STEPS);
    if (!machines.has(machine.spec.id)) return;
    if (outcome === 'busy') {
      machine.busy += 1;
      return schedule(machine, 1, machine.busy > ENDLESS);
    }
    machine.busy = 0;
    const wake = machine.kernel.nextWake();
    if (wake !== undefined) schedule(machine, Math.max(0, wake - now()), true);
  };
  sim.on('machine', ({ id }: { id: string }) => {
    const machine = machines.get(id);
    if (machine === undefined) return;
    machine.due = undefined;
    drive(machine);
  });
  network.onWake((id, pid) => {
    const machine = machines.get(id);
    if (machine === undefined) return;
    machine.kernel.wake(pid);
    schedule(machine, 0, false);
  });
  sim.registry.register('node/volumes', {
    save: () => [...volumes].map(([id, files]) => [id, files.save()]),
    load: (data) => {
      volumes.clear();
      for (const [id, saved] of data as [string, unknown][]) {
        const files = emptyVolume();
        files.load(saved);
        volumes.set(id, files);
      }
    },
  });
  sim.registry.register('node/machines', {
    save: () => [...machines.values()].map((machine) => machine.save()),
    load: (data) => {
      const before = [...machines.values()];
      machines.clear();
      for (const saved of data as { spec: MachineSpec }[]) {
        const machine = build(saved.spec);
        machine.load(saved);
        machines.set(saved.spec.id, machine);
      }
      for (const machine of before) machine.abandon();
    },
  });

  const act = (id: string, change: (machine: Machine) => void) => {
    const machine = machines.get(id);
    if (machine === undefined) return;
    change(machine);
    schedule(machine, 0, false);
  };
  return {
    create: (spec) => machines.set(spec.id, build(spec)),
    has: (id) => machines.has(id),
    spawn(id, options) {
      const machine = machines.get(id);
      const pid = machine?.spawn(options);
      if (machine !== undefined && pid !== undefined) schedule(machine, 0, false);
      return pid;
    },
    signal: (id, pid, signal) => act(id, (machine) => machine.kernel.signal(pid, signal)),
    pids: (id) => machines.get(id)?.kernel.pids() ?? [],
    feed: (id, session, text) => act(id, (machine) => machine.feed(session, text)),
    closeInput: (id, session) => act(id, (machine) => machine.closeInput(session)),
    resize: (id, session, size) => act(id, (machine) => machine.resize(session, size)),
    files: (id) => machines.get(id)?.files,
    inherited: (id) => machines.get(id)?.kernel.process(1),
    remove(id) {
      const machine = machines.get(id);
      if (machine === undefined) return;
      machines.delete(id);
      if (machine.due !== undefined) sim.cancel(machine.due.seq);
      for (const pid of machine.kernel.pids()) network.detach(id, pid);
    },
    makeVolume(id, files) {
      const volume = volumes.get(id) ?? emptyVolume();
      for (const name of volumes.has(id) ? filesIn(volume, '/') : [])
        if (!Object.hasOwn(files, name)) volume.remove(name);
      for (const [path, { text, mode }] of Object.entries(files)) {
        if (volume.read(path) === text) continue;
        volume.write(path, text);
        volume.changeMode(path, mode);
      }
      volumes.set(id, volume);
    },
    removeVolume: (id) => volumes.delete(id),
  };
}

function filesIn(volume: FileStore, folder: string): readonly string[] {
  const names = volume.list(folder);
  if (typeof names === 'string') return [];
  return names.flatMap((name) => {
    const path = `${folder === '/' ? '' : folder}/${name}`;
    return volume.stat(path)?.type === 'directory' ? filesIn(volume, path) : [path];
  });
}
