import { cloneData } from '../data.js';
import type { Signal, Sys } from '../program.js';
import { signalNamed } from '../signals.js';
import type { Node, Script } from './ast.js';
import { beginCompound } from './begin-compound.js';
import type { Builtin } from './builtin.js';
import { compoundFrames } from './compound-frames.js';
import { Expander } from './expander.js';
import { NeedsOutput, ShellFailure } from './failures.js';
import { problemText } from './parser.js';
import { runReader, runScript } from './reader-frames.js';
import { runRedirect } from './redirect-frame.js';
import { undoRedirects } from './redirects.js';
import { runSimple } from './simple-frame.js';
import type { Frame, Job, ShellState, SourceText } from './state.js';
import { beginExitTrap, handleSignals, receiveSignal } from './traps.js';
import { Variables } from './variables.js';
import { runSubstitution, runWait } from './wait-frames.js';

/** `true`: go on; `false`: something would block. */
export type Progress = boolean;

export interface ShellTools {
  parse(source: SourceText): Script;
  builtin(name: string): Builtin | undefined;
}

const operationsInStep = 200;
const longestStack = 4000;

/** Runs a shell for one step. All memory is in `state`; this object lives as long as the step. */
export class Evaluator {
  readonly variables: Variables;
  private readonly parsed = new Map<number, Script>();

  constructor(
    readonly state: ShellState,
    readonly sys: Sys,
    readonly tools: ShellTools,
  ) {
    this.variables = new Variables(state, sys);
  }

  step(): number | undefined {
    const { state } = this;
    this.takeSignals();
    for (let operations = 0; operations < operationsInStep; operations += 1) {
      if (state.output.length > 0 && !this.flush()) return undefined;
      handleSignals(this);
      const frame = state.stack.at(-1);
      if (frame === undefined) {
        this.takeSignals();
        if (state.pending.length > 0 || beginExitTrap(this)) continue;
        return state.status;
      }
      if (!this.guarded(frame)) return undefined;
    }
    this.sys.giveWay();
    return undefined;
  }

  takeSignals(): void {
    for (let signal = this.sys.takeSignal(); signal; signal = this.sys.takeSignal()) receiveSignal(this, signal);
  }

  script(source: number): Script {
    const known = this.parsed.get(source);
    if (known) return known;
    const script = this.tools.parse(this.state.sources[source] ?? { text: '' });
    this.parsed.set(source, script);
    return script;
  }

  node(source: number, node: number): Node {
    return this.script(source).nodes[node] as Node;
  }

  /** Remembers a text; texts that nothing refers to any more are forgotten. */
  addSource(text: SourceText): number {
    const { state } = this;
    if (Object.keys(state.sources).length >= 32) this.forgetSources();
    state.nextSource += 1;
    state.sources[state.nextSource] = text;
    return state.nextSource;
  }

  expander(log: string[], runs: boolean): Expander {
    return new Expander(this.state, this.sys, log, runs);
  }

  /** Begins a command. */
  push(source: number, id: number, tested: boolean): void {
    const { state } = this;
    if (state.stack.length > longestStack) throw new ShellFailure('maximum function nesting level exceeded', 2);
    const node = this.node(source, id);
    const at = { source, node: id, tested };
    if (node.kind === 'simple') state.stack.push({ kind: 'simple', ...at, log: [], phase: 'expand' });
    else if (node.kind === 'list') state.stack.push({ kind: 'list', ...at, index: 0 });
    else if ('redirects' in node && node.redirects.length > 0) state.stack.push({ kind: 'redirect', ...at, log: [] });
    else beginCompound(this, source, id, tested);
  }

  /** Starts a subshell that runs a node. */
  fork(start: {
    readonly source: number;
    readonly node: number;
    readonly tested: boolean;
    readonly fds?: Readonly<Record<number, number>>;
    readonly group?: boolean;
  }): number {
    const { source, node, tested, fds = this.state.fds, group = false } = start;
    const identity: Record<number, number> = {};
    for (const fd of Object.keys(fds)) identity[Number(fd)] = Number(fd);
    const { stack: _, output: __, ...rest } = this.state;
    const frame: ShellState = {
      ...cloneData(rest),
      interactive: false,
      tail: true,
      traps: {},
      pending: [],
      interrupted: false,
      jobs: [],
      fds: identity,
      stack: [{ kind: 'start', source, node, tested }],
      output: [],
    };
    const { program } = this.state;
    const options = { argv: this.sys.argv, env: this.variables.exported(), fds, group, fork: { program, frame } };
    return this.sys.spawn(options) ?? 0;
  }

  waitFor(pids: readonly number[], tested: boolean, negate = false): void {
    this.state.stack.push({ kind: 'wait', pids, codes: pids.map(() => -1), negate, tested });
  }

  /** Runs a command for its output; the frame below gets it into its log. */
  substitute(source: number, body: number): void {
    const [fd, end] = this.sys.pipe();
    const pid = this.fork({ source, node: body, tested: false, fds: { ...this.state.fds, 1: end } });
    this.sys.close(end);
    this.state.stack.push({ kind: 'substitution', pid, fd, text: '', ended: false });
  }

  /** A command has ended with this code: `set -e` may end the shell. */
  finish(code: number, tested: boolean): void {
    this.state.status = code;
    if (code !== 0 && !tested && this.state.options['e']) this.exit(code);
  }

  /** Takes the top frame away, undoing what it changed. */
  pop(): void {
    const frame = this.state.stack.pop();
    if (frame) this.undo(frame);
  }

  /** Takes frames away until one of the kind is the top; `false` when there is none. */
  unwind(kind: Frame['kind']): boolean {
    const { stack } = this.state;
    if (!stack.some((frame) => frame.kind === kind)) return false;
    while (stack.at(-1)?.kind !== kind) this.pop();
    return true;
  }

  exit(code: number): void {
    while (this.state.stack.length > 0) this.pop();
    this.state.status = code & 255;
  }

  write(fd: number, text: string): void {
    const real = this.state.fds[fd];
    if (real === undefined || text === '') return;
    this.state.output.push({ fd: real, text });
    this.flush();
  }

  error(message: string): void {
    const { flavour, name, script, interactive, line } = this.state;
    const where = script || (flavour === 'bash' && !interactive) ? `line ${line}: ` : '';
    this.write(2, `${name}: ${where}${message}\n`);
  }

  /** `text` is what was to be run. */
  syntaxError(problem: NonNullable<Script['error']>, text: string): void {
    const { state } = this;
    const { incomplete, unterminated, line } = problem;
    state.line = incomplete && !unterminated && !text.endsWith('\n') ? line + 1 : line;
    const message = problemText(problem, state.flavour);
    if (state.flavour === 'ash' || state.interactive) {
      this.error(message);
      return;
    }
    const where = `${state.name}: ${state.script ? '' : '-c: '}line ${state.line}: `;
    this.write(2, `${where}${message}\n`);
    if (!incomplete) this.write(2, `${where}\`${text.split('\n')[line - 1] ?? ''}'\n`);
  }

  /** Signals that this shell takes are those that it has traps for, and Ctrl-C when it talks with somebody. */
  updateHandlers(): void {
    const own: readonly Signal[] = this.state.interactive ? ['INT', 'TERM', 'QUIT'] : [];
    const trapped = Object.keys(this.state.traps).flatMap((name) => signalNamed(name) ?? []);
    this.sys.handle([...new Set([...own, ...trapped])]);
  }

  job(word: string | undefined): Job | undefined {
    const { jobs } = this.state;
    if (word === undefined || word === '%%' || word === '%+' || word === '%') return jobs.at(-1);
    if (word.startsWith('%'))
      return jobs.find(({ id, text }) => String(id) === word.slice(1) || text.startsWith(word.slice(1)));
    return jobs.find(({ pids }) => pids.includes(Number(word)));
  }

  private flush(): boolean {
    const { output } = this.state;
    for (let first = output[0]; first; first = output[0]) {
      if (this.sys.write(first.fd, first.text) === undefined) return false;
      output.shift();
    }
    return true;
  }

  private guarded(frame: Frame): Progress {
    try {
      return this.run(frame);
    } catch (problem) {
      if (problem instanceof NeedsOutput && 'source' in frame) {
        this.substitute(frame.source, problem.body);
        return true;
      }
      if (!(problem instanceof ShellFailure)) throw problem;
      this.error(problem.message);
      const code = problem.code ?? 1;
      if (!this.state.interactive || !this.unwind('reader')) this.exit(code);
      else this.state.status = code;
      return true;
    }
  }

  private run(frame: Frame): Progress {
    switch (frame.kind) {
      case 'simple':
        return runSimple(this, frame);
      case 'wait':
        return runWait(this, frame);
      case 'substitution':
        return runSubstitution(this, frame);
      case 'script':
        return runScript(this, frame);
      case 'reader':
        return runReader(this, frame);
      case 'start':
        this.state.stack.pop();
        return this.start(frame.source, frame.node, frame.tested);
      case 'redirect':
        return runRedirect(this, frame);
      case 'call':
      case 'sourced':
        this.pop();
        return true;
      case 'trap':
        this.state.status = frame.status;
        this.pop();
        return true;
      case 'exit':
        this.exit(frame.code);
        return true;
      default:
        return compoundFrames(this, frame);
    }
  }

  private start(source: number, id: number, tested: boolean): Progress {
    const node = this.node(source, id);
    if (node.kind === 'subshell' && node.redirects.length === 0) this.push(source, node.body, tested);
    else this.push(source, id, tested);
    return true;
  }

  private undo(frame: Frame): void {
    if ((frame.kind === 'simple' || frame.kind === 'redirect') && frame.restore) undoRedirects(this, frame.restore);
    if (frame.kind === 'simple' && frame.saved) this.putBack(frame.saved);
    if (frame.kind === 'call') this.putBack(frame.locals);
    if (frame.kind === 'call' || frame.kind === 'sourced') this.state.parameters = [...frame.parameters];
    if (frame.kind === 'substitution') this.sys.close(frame.fd);
  }

  private putBack(saved: NonNullable<Extract<Frame, { kind: 'simple' }>['saved']>): void {
    for (const [name, variable] of Object.entries(saved)) this.variables.put(name, variable);
  }

  private forgetSources(): void {
    const { stack, functions, sources } = this.state;
    const used = new Set(Object.values(functions).map(({ source }) => source));
    for (const frame of stack) if ('source' in frame) used.add(frame.source);
    for (const id of Object.keys(sources)) if (!used.has(Number(id))) delete sources[Number(id)];
  }
}
