import type { Process } from './kernel-state.js';
import type { Machine } from './machine.js';
import type { FileError, Net, ProcessEntry, Signal, SpawnOptions, Sys } from './program.js';
import { findPath } from './program-path.js';

const emptyProcess: Process = {
  pid: 0,
  ppid: 0,
  group: 0,
  program: '',
  argv: [],
  env: {},
  cwd: '/',
  fds: {},
  waits: [],
  signals: [],
};

/** System calls of the process that is at work. */
export class MachineSys implements Sys {
  private process = emptyProcess;

  constructor(private readonly machine: Machine) {}

  enter(process: Process): void {
    this.process = process;
  }

  get pid() {
    return this.process.pid;
  }
  get ppid() {
    return this.process.ppid;
  }
  get argv() {
    return this.process.argv;
  }
  get env() {
    return this.process.env;
  }
  get cwd() {
    return this.process.cwd;
  }
  get files() {
    return this.machine.files;
  }
  get hostname() {
    return this.machine.options.hostname;
  }
  get net(): Net {
    if (!this.process.waits.includes('n')) this.process.waits.push('n');
    return this.machine.net(this.process.pid);
  }

  now(): number {
    return this.machine.options.now();
  }

  random(): number {
    return this.machine.options.random();
  }

  read(fd: number): string | null | undefined {
    return this.machine.io.read(this.process, fd, 'all');
  }

  readLine(fd: number): string | null | undefined {
    return this.machine.io.read(this.process, fd, 'line');
  }

  write(fd: number, text: string): true | undefined {
    return this.machine.io.write(this.process, fd, text);
  }

  open(path: string, mode: 'read' | 'write' | 'append'): number | FileError {
    return this.machine.io.open(this.process, path, mode);
  }

  close(fd: number): void {
    this.machine.io.close(this.process, fd);
  }

  isTerminal(fd: number): boolean {
    return this.machine.streamOf(this.process, fd)?.stream.terminal !== undefined;
  }

  terminalSize() {
    for (const fd of [0, 1, 2]) {
      const terminal = this.machine.streamOf(this.process, fd)?.stream.terminal;
      if (terminal) return { columns: terminal.columns, rows: terminal.rows };
    }
    return { columns: 80, rows: 24 };
  }

  spawn(options: SpawnOptions): number | undefined {
    return this.machine.fork(this.process, options);
  }

  exec(options: SpawnOptions): boolean {
    return this.machine.replace(this.process, options);
  }

  find(name: string, path?: string): string | undefined {
    return findPath(this.machine.options, name, { cwd: this.process.cwd, path: path ?? this.process.env['PATH'] });
  }

  changeDirectory(path: string): void {
    this.process.cwd = path;
  }

  pipe(): readonly [number, number] {
    return this.machine.io.pipe(this.process);
  }

  wait(pid: number): number | undefined {
    const child = this.machine.state.processes.get(pid);
    if (child === undefined || child.ppid !== this.process.pid) return 127;
    if (child.code === undefined) {
      this.process.waits.push(`c${this.process.pid}`);
      return undefined;
    }
    this.machine.state.processes.delete(pid);
    return child.code;
  }

  kill(pid: number, signal: Signal): boolean {
    return this.machine.kill(pid, signal);
  }

  processes(): readonly ProcessEntry[] {
    return this.machine.living();
  }

  sleepUntil(time: number): boolean {
    if (this.now() >= time) return true;
    const { wakeAt } = this.process;
    if (wakeAt === undefined || time < wakeAt) this.process.wakeAt = time;
    return false;
  }

  takeSignal(): Signal | undefined {
    const signal = this.process.signals.shift();
    if (signal === undefined && !this.process.waits.includes('g')) this.process.waits.push('g');
    return signal;
  }

  handle(signals: readonly Signal[]): void {
    this.process.handles = [...signals];
  }

  giveWay(): void {
    this.machine.state.queue.add(this.process.pid);
  }

  prompt(text: string | undefined): void {
    const terminal = this.machine.streamOf(this.process, 0);
    if (terminal === undefined) return;
    const { hooks } = this.machine.options;
    if (text === undefined) delete terminal.stream.prompt;
    else terminal.stream.prompt = text;
    if (hooks.prompt) hooks.prompt(terminal.id, text);
    else if (text !== undefined) hooks.output(terminal.id, text);
  }
}
