import { createHostCalls } from './host-calls.js';
import type { HostCalls, Kernel, KernelOptions, OutsideSpawn } from './kernel.js';
import { createIo, type KernelIo } from './kernel-io.js';
import { earliestWake, livingProcesses, type OpenStream, streamBehind } from './kernel-questions.js';
import { loadState, saveState } from './kernel-snapshot.js';
import { emptyState, type KernelState, type Process, processOf, type Terminal } from './kernel-state.js';
import type { HostProgram, Net, Program, Signal, SpawnOptions } from './program.js';
import { findProgram } from './program-path.js';
import { codeOf } from './signals.js';
import { MachineSys } from './sys.js';
import { typeInto } from './terminal.js';

/** The kernel itself: schedules processes and carries signals. */
export class Machine implements Kernel {
  readonly state: KernelState;
  readonly io: KernelIo;
  readonly host: HostCalls;
  private readonly sys = new MachineSys(this);
  private readonly nets = new Map<number, Net>();
  private known: { readonly name: string; readonly program: Program | HostProgram | undefined } | undefined;
  private current: Process | undefined;
  /** Exit code that a signal gave to the process at work. */
  private doom: number | undefined;

  constructor(readonly options: KernelOptions) {
    this.state = emptyState(options.firstPid);
    this.io = createIo({
      state: this.state,
      files: options.files,
      output: (stream, text) => options.hooks.output(stream, text),
      notify: (key) => this.notify(key),
      broken: (process) => this.deliver(process, 'PIPE'),
    });
    this.host = createHostCalls(this);
  }

  get files() {
    return this.options.files;
  }

  openStream({ terminal }: { readonly terminal?: Terminal } = {}): number {
    const stream = this.state.next;
    this.state.next += 1;
    this.state.streams.set(stream, { ...(terminal ? { terminal } : {}), input: '', line: '', ended: false, group: 0 });
    return stream;
  }

  feed(id: number, text: string): void {
    const stream = this.state.streams.get(id);
    if (stream === undefined) return;
    if (stream.terminal === undefined) stream.input += text;
    else {
      const { echo, signals } = typeInto(stream, text);
      const { terminal } = stream;
      if (terminal.echo && echo)
        this.options.hooks.output(id, terminal.carriageReturns ? echo.replace(/\n/g, '\r\n') : echo);
      for (const signal of signals) this.kill(-stream.group, signal);
    }
    this.notify(`s${id}`);
  }

  closeInput(id: number): void {
    const stream = this.state.streams.get(id);
    if (stream) stream.ended = true;
    this.notify(`s${id}`);
  }

  closeStream(id: number): void {
    this.state.streams.delete(id);
    this.notify(`s${id}`);
  }

  resize(id: number, terminal: Terminal): void {
    const stream = this.state.streams.get(id);
    if (stream) stream.terminal = terminal;
  }

  promptOf(stream: number): string | undefined {
    return this.state.streams.get(stream)?.prompt;
  }

  isAwaited(stream: number): boolean {
    return this.living().some(({ waits }) => waits.includes(`s${stream}`));
  }

  readonly isReady = (pid: number): boolean => this.state.queue.has(pid);

  spawn({ argv, env = {}, cwd = '/', fds: streams }: OutsideSpawn): number | undefined {
    const program = findProgram(this.options, argv, { cwd, path: env['PATH'] });
    if (program === undefined) return undefined;
    const fds: Record<number, number> = {};
    const opened = new Map<number, number>();
    for (const [fd, stream] of Object.entries(streams)) {
      const known = opened.get(stream) ?? this.io.addDescription({ kind: 'stream', stream });
      opened.set(stream, known);
      fds[Number(fd)] = this.io.share(known);
    }
    const process = this.add({ ppid: 0, group: this.state.nextPid, env, cwd, fds, ...program });
    for (const stream of opened.keys()) {
      const found = this.state.streams.get(stream);
      if (found) found.group = process.group;
    }
    return process.pid;
  }

  /** A child of a process. */
  fork(parent: Process, options: SpawnOptions): number | undefined {
    const { argv, env = parent.env, cwd = parent.cwd, fds: map = { 0: 0, 1: 1, 2: 2 }, fork, group } = options;
    const program = fork ? { program: fork.program, argv, frame: fork.frame } : this.find(parent, options);
    if (program === undefined) return undefined;
    const fds = this.sharedFds(parent, map);
    const pgid = group ? this.state.nextPid : parent.group;
    return this.add({ ppid: parent.pid, group: pgid, env, cwd, fds, ...program }).pid;
  }

  /** Puts another program in the place of the one at work. */
  replace(process: Process, options: SpawnOptions): boolean {
    const program = this.find(process, options);
    if (program === undefined) return false;
    const old = process.fds;
    process.fds = options.fds ? this.sharedFds(process, options.fds) : {};
    if (options.fds === undefined) process.fds = old;
    else for (const description of Object.values(old)) this.io.release(description);
    process.program = program.program;
    process.argv = program.argv;
    process.env = options.env ?? process.env;
    process.frame = undefined;
    process.handles = undefined;
    this.begin(process);
    return true;
  }

  signal(pid: number, signal: Signal): boolean {
    return this.kill(pid, signal);
  }

  kill(pid: number, signal: Signal): boolean {
    const targets = this.living().filter((process) => (pid < 0 ? process.group === -pid : process.pid === pid));
    for (const process of targets) this.deliver(process, signal);
    return targets.length > 0;
  }

  wake(pid: number): void {
    const process = this.state.processes.get(pid);
    if (process === undefined || process.code !== undefined) return;
    if (process.host) this.options.hooks.hostReady?.(pid);
    else this.state.queue.add(pid);
  }

  run(maxSteps: number): 'idle' | 'busy' {
    const now = this.options.now();
    for (const { pid, wakeAt } of this.state.processes.values()) {
      if (wakeAt !== undefined && wakeAt <= now) this.wake(pid);
    }
    let steps = 0;
    for (const pid of this.state.queue) {
      if (steps >= maxSteps) return 'busy';
      steps += 1;
      this.state.queue.delete(pid);
      const process = this.state.processes.get(pid);
      if (process) this.step(process);
    }
    return 'idle';
  }

  nextWake(): number | undefined {
    return earliestWake(this.state);
  }

  process(pid: number): Process | undefined {
    return this.state.processes.get(pid);
  }

  frame(pid: number): unknown {
    return this.state.processes.get(pid)?.frame;
  }

  pids(): readonly number[] {
    return this.living().map(({ pid }) => pid);
  }

  living(): Process[] {
    return livingProcesses(this.state);
  }

  streamOf(process: Process | undefined, fd: number): OpenStream | undefined {
    return streamBehind(this.state, process?.fds[fd]);
  }

  net(pid: number): Net {
    const known = this.nets.get(pid);
    if (known) return known;
    const net = this.options.net(pid);
    this.nets.set(pid, net);
    return net;
  }

  save(): unknown {
    return { ...saveState(this.state), files: this.files.save() };
  }

  load(data: unknown): void {
    loadState(this.state, data);
    this.nets.clear();
    this.files.load((data as { readonly files: unknown }).files);
  }

  private find(process: Process, { argv, env = process.env, cwd = process.cwd }: SpawnOptions) {
    return findProgram(this.options, argv, { cwd, path: env['PATH'] });
  }

  private sharedFds(process: Process, map: Readonly<Record<number, number>>): Record<number, number> {
    const fds: Record<number, number> = {};
    for (const [fd, own] of Object.entries(map)) {
      const description = process.fds[own];
      if (description !== undefined) fds[Number(fd)] = this.io.share(description);
    }
    return fds;
  }

  private add(start: Omit<Parameters<typeof processOf>[0], 'pid'>): Process {
    const process = processOf({ pid: this.state.nextPid, ...start });
    this.state.nextPid += 1;
    this.state.processes.set(process.pid, process);
    this.begin(process);
    return process;
  }

  private begin(process: Process): void {
    const program = this.program(process.program);
    if (program !== undefined && 'host' in program) {
      process.host = true;
      this.options.hooks.hostStarted?.(process.pid);
    } else this.state.queue.add(process.pid);
  }

  private step(process: Process): void {
    if (process.code !== undefined || process.host) return;
    const program = this.program(process.program) as Program;
    if (process.frame === undefined) process.frame = program.start(process);
    process.waits = [];
    process.wakeAt = undefined;
    this.current = process;
    this.doom = undefined;
    this.sys.enter(process);
    const code = program.step(process.frame, this.sys);
    this.current = undefined;
    if (this.doom !== undefined) this.end(process, this.doom);
    else if (code !== undefined) this.end(process, code);
    else if (process.waits.length === 0 && process.wakeAt === undefined) this.state.queue.add(process.pid);
  }

  /** Most steps are of the program that made the one before. */
  private program(name: string): Program | HostProgram | undefined {
    if (this.known?.name !== name) this.known = { name, program: this.options.programs(name) };
    return this.known.program;
  }

  private notify(key: string): void {
    for (const process of this.state.processes.values()) if (process.waits.includes(key)) this.wake(process.pid);
  }

  private deliver(process: Process, signal: Signal): void {
    if (process.code !== undefined) return;
    if (process.host) {
      this.options.hooks.hostSignal?.(process.pid, signal);
      return;
    }
    const handles = process.handles ?? (this.program(process.program) as Program).handles ?? [];
    if (signal !== 'KILL' && handles.includes(signal)) {
      if (!process.signals.includes(signal)) process.signals.push(signal);
      this.state.queue.add(process.pid);
    } else if (signal === 'KILL' || (process.pid !== 1 && signal !== 'CONT' && signal !== 'TSTP')) {
      if (process === this.current) this.doom = codeOf(signal);
      else this.end(process, codeOf(signal));
    }
  }

  /** Ends a process: its parent, readers and writers learn of it. */
  end(process: Process, code: number): void {
    process.code = code;
    process.frame = undefined;
    process.wakeAt = undefined;
    process.waits = [];
    this.state.queue.delete(process.pid);
    this.nets.delete(process.pid);
    for (const description of Object.values(process.fds)) this.io.release(description);
    process.fds = {};
    for (const child of this.state.processes.values()) if (child.ppid === process.pid) this.orphan(child);
    const parent = this.state.processes.get(process.ppid);
    if (parent === undefined || parent.code !== undefined) this.state.processes.delete(process.pid);
    this.notify(`c${process.ppid}`);
    this.options.hooks.exited?.(process.pid, code);
    if (process.pid === 1) for (const left of this.living()) this.deliver(left, 'KILL');
  }

  private orphan(child: Process): void {
    child.ppid = 0;
    if (child.code !== undefined) this.state.processes.delete(child.pid);
  }
}
