import type { Signal } from './program.js';

/** Numbers of the signals, as Linux counts them. */
export const signalNumbers: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  TERM: 15,
  CONT: 18,
  TSTP: 20,
};

/** Exit code of a process that a signal ended. */
export function codeOf(signal: Signal): number {
  return 128 + signalNumbers[signal];
}

/** Reads `TERM`, `SIGTERM`, `term` or `15`. */
export function signalNamed(word: string): Signal | undefined {
  const name = word.toUpperCase().replace(/^SIG/, '');
  for (const [signal, number] of Object.entries(signalNumbers)) {
    if (signal === name || String(number) === word) return signal as Signal;
  }
  return undefined;
}
