import type { Signal } from '../program.js';
import { codeOf } from '../signals.js';
import type { Evaluator } from './evaluator.js';

/** Takes a signal: its trap will run, or Ctrl-C interrupts who talks with somebody. */
export function receiveSignal(shell: Evaluator, signal: Signal): void {
  const { state } = shell;
  if (Object.hasOwn(state.traps, signal)) {
    if (state.traps[signal] !== '') state.pending.push(signal);
  } else if (signal === 'INT' && state.interactive) state.interrupted = true;
}

/** Runs what signals ask for, between two commands. */
export function handleSignals(shell: Evaluator): void {
  const { state } = shell;
  if (!state.interrupted && state.pending.length === 0) return;
  const top = state.stack.at(-1);
  const isWaiting = top?.kind === 'wait' || top?.kind === 'substitution';
  if (isWaiting) return;
  if (state.interrupted) {
    state.interrupted = false;
    interrupt(shell);
  }
  const signal = top?.kind === 'simple' && top.phase === 'expand' ? undefined : state.pending.shift();
  if (signal) runTrap(shell, signal, state.status);
}

function interrupt(shell: Evaluator): void {
  const top = shell.state.stack.at(-1);
  const job = top?.kind === 'simple' && top.argv?.[0] === 'fg' ? shell.job(top.argv[1]) : undefined;
  if (job) shell.sys.kill(-job.pid, 'INT');
  if (!shell.unwind('reader')) return;
  const reader = shell.state.stack.at(-1);
  if (reader?.kind === 'reader') {
    reader.text = '';
    reader.prompted = false;
  }
  shell.state.output = [];
  shell.state.status = codeOf('INT');
  shell.write(2, '\n');
}

function runTrap(shell: Evaluator, name: string, status: number): void {
  const { stack, traps } = shell.state;
  const top = stack.at(-1);
  if (top?.kind === 'simple' && top.phase === 'builtin' && top.argv?.[0] === 'wait') {
    shell.pop();
    stack.push({ kind: 'trap', status: codeOf(name as Signal) });
  } else stack.push({ kind: 'trap', status });
  stack.push({ kind: 'script', source: shell.addSource({ text: traps[name] ?? '' }), index: 0 });
}

/** Begins the trap of EXIT; `false` when there is none. */
export function beginExitTrap(shell: Evaluator): boolean {
  const { state } = shell;
  const text = Object.hasOwn(state.traps, 'EXIT') ? state.traps['EXIT'] : undefined;
  if (!text) return false;
  delete state.traps['EXIT'];
  state.stack.push({ kind: 'exit', code: state.status });
  state.stack.push({ kind: 'script', source: shell.addSource({ text }), index: 0 });
  return true;
}
