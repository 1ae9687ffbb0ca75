import { createFiles, type FileStore } from '../../sh/files.js';
import { createKernel, type Kernel } from '../../sh/kernel.js';
import type { Program } from '../../sh/program.js';
import type { Sim } from '../../sim/index.js';
import type { Network } from '../net/network.js';
import { imageOf } from './images/catalogue.js';
import { type Mount, makeParents, mountFiles } from './mounts.js';

/** What a machine is made from; plain data that never changes. */
export interface MachineSpec {
  readonly id: string;
  /** Where its programs and files come from. */
  readonly image: string;
  readonly hostname: string;
  /** Its place in the network. */
  readonly place: string;
  readonly uid: number;
  readonly mounts: readonly {
    readonly path: string;
    readonly volume: string;
    readonly root: string;
    readonly readOnly: boolean;
  }[];
  /** `goal` and `probe` machines say so in traces. */
  readonly cause?: 'program' | 'probe' | 'goal';
  /** Number of its first process: a machine that is no container has an init of its own already. */
  readonly firstPid?: number;
}

export interface Machine {
  readonly spec: MachineSpec;
  readonly kernel: Kernel;
  readonly files: FileStore;
  /** Its next event. */
  due: { readonly seq: number; readonly at: number; readonly background: boolean } | undefined;
  busy: number;
  spawn(options: SpawnInMachine): number | undefined;
  feed(session: number, text: string): void;
  closeInput(session: number): void;
  resize(session: number, size: { readonly columns: number; readonly rows: number }): void;
  run(maxSteps: number): 'idle' | 'busy';
  save(): unknown;
  load(data: unknown): void;
  /** The world was put back: whoever listens to this machine's sessions hears of their end. */
  abandon(): void;
}

/** A process to start from outside. */
export interface SpawnInMachine {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly session: number;
  readonly terminal?: { readonly columns: number; readonly rows: number };
  /** Without it the process finds the end of its input at once. */
  readonly stdin: boolean;
}

/** What a machine tells. */
export interface RuntimeEvents {
  output(machine: string, session: number, channel: 'stdout' | 'stderr', text: string): void;
  /** A process that `spawn` started is gone. */
  exited(machine: string, session: number, code: number): void;
}

/** A process that was started from outside, with its streams. */
interface Session {
  readonly id: number;
  readonly pid: number;
  readonly stdout: number;
  readonly stderr: number;
}

export interface MachineParts {
  readonly sim: Sim;
  readonly network: Network;
  readonly volumes: ReadonlyMap<string, FileStore>;
  now(): number;
  readonly events: RuntimeEvents;
  readonly programs: Readonly<Record<string, Program>>;
}

export function createMachine(spec: MachineSpec, parts: MachineParts): Machine {
  const { sim, network, volumes, now, events, programs } = parts;
  const image = imageOf(spec.image);
  const own = createFiles({ layer: image.layer, now });
  const files = mountFiles(own, mountsOf(spec, volumes));
  let sessions: Session[] = [];
  let gone: { pid: number; code: number }[] = [];

  const kernel = createKernel({
    programs: (name) => {
      const own = image.programs(name);
      return own && (programs[name] ?? programs[name.slice(name.lastIndexOf('/') + 1)] ?? own);
    },
    files,
    ...(spec.firstPid === undefined ? {} : { firstPid: spec.firstPid }),
    hostname: spec.hostname,
    now,
    random: () => sim.random.next(),
    net: (pid) =>
      network.attach({
        machine: spec.id,
        place: spec.place,
        pid,
        cause: spec.cause ?? 'program',
        files,
        privileged: spec.uid === 0,
      }),
    hooks: {
      output(stream, text) {
        const session = sessions.find(({ stdout, stderr }) => stdout === stream || stderr === stream);
        if (session) events.output(spec.id, session.id, session.stdout === stream ? 'stdout' : 'stderr', text);
      },
      exited(pid, code) {
        network.detach(spec.id, pid);
        gone.push({ pid, code });
      },
    },
  });
  const streamOf = (id: number) => sessions.find((session) => session.id === id)?.stdout;
  const reportGone = () => {
    const ended = gone;
    gone = [];
    for (const { pid, code } of ended) {
      const session = sessions.find((candidate) => candidate.pid === pid);
      if (session === undefined) continue;
      sessions = sessions.filter((candidate) => candidate !== session);
      kernel.closeStream(session.stdout);
      if (session.stderr !== session.stdout) kernel.closeStream(session.stderr);
      events.exited(spec.id, session.id, code);
    }
  };

  return {
    spec,
    kernel,
    files,
    due: undefined,
    busy: 0,
    spawn({ argv, env, cwd, session, terminal, stdin }) {
      const stdout = kernel.openStream(
        terminal ? { terminal: { ...terminal, echo: true, carriageReturns: true } } : {},
      );
      const stderr = terminal ? stdout : kernel.openStream();
      const pid = kernel.spawn({ argv, env, cwd, fds: { 0: stdout, 1: stdout, 2: stderr } });
      if (pid === undefined) {
        kernel.closeStream(stdout);
        if (stderr !== stdout) kernel.closeStream(stderr);
        return undefined;
      }
      if (!stdin) kernel.closeInput(stdout);
      sessions.push({ id: session, pid, stdout, stderr });
      return pid;
    },
    feed(session, text) {
      const stream = streamOf(session);
      if (stream !== undefined) kernel.feed(stream, text);
    },
    closeInput(session) {
      const stream = streamOf(session);
      if (stream !== undefined) kernel.closeInput(stream);
    },
    resize(session, size) {
      const stream = streamOf(session);
      if (stream !== undefined) kernel.resize(stream, { ...size, echo: true, carriageReturns: true });
    },
    run(maxSteps) {
      const outcome = kernel.run(maxSteps);
      reportGone();
      return outcome;
    },
    save() {
      return {
        spec,
        sessions: [...sessions],
        kernel: kernel.save(),
        files: own.save(),
        due: this.due,
        busy: this.busy,
      };
    },
    load(data) {
      const saved = data as SavedMachine;
      sessions = [...saved.sessions];
      own.load(saved.files);
      kernel.load(saved.kernel);
      this.due = saved.due ?? undefined;
      this.busy = saved.busy;
    },
    abandon() {
      for (const session of sessions) events.exited(`${spec.id}#abandoned`, session.id, 137);
    },
  };
}

interface SavedMachine {
  readonly sessions: readonly Session[];
  readonly kernel: unknown;
  readonly files: unknown;
  readonly due?: Machine['due'];
  readonly busy: number;
}

function mountsOf(spec: MachineSpec, volumes: ReadonlyMap<string, FileStore>): Mount[] {
  return spec.mounts.flatMap(({ path, volume, root, readOnly }) => {
    const files = volumes.get(volume);
    if (files === undefined) return [];
    if (root !== '/' && files.stat(root) === undefined) makeParents(files, `${root}/`);
    return [{ path: path.replace(/(.)\/$/, '$1'), files, root, readOnly }];
  });
}
