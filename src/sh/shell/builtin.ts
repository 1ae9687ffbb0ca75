import type { Evaluator } from './evaluator.js';
import type { SimpleFrame } from './state.js';

/**
 * A command that the shell runs itself: its exit code, `undefined` when it would block (it is called again), or `moved` when
 * it has put frames in place or taken some away.
 */
export type Builtin = (shell: Evaluator, argv: readonly string[], frame: SimpleFrame) => number | 'moved' | undefined;
