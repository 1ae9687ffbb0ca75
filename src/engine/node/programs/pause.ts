import type { Program } from '../../../sh/program.js';

/** Waits for the signal that ends it: pause, and the control plane's own programs, whose work the engine does elsewhere. */
export const pause: Program = {
  handles: ['TERM', 'INT'],
  start: () => ({}),
  step(_, sys) {
    const signal = sys.takeSignal();
    if (signal === undefined) return undefined;
    sys.write(2, `Shutting down, got signal: ${signal === 'INT' ? 'Interrupt' : 'Terminated'}\n`);
    return 0;
  },
};

/** Like `pause`, silent at its end. */
export const daemon: Program = {
  handles: ['TERM', 'INT'],
  start: () => ({}),
  step: (_, sys) => (sys.takeSignal() === undefined ? undefined : 0),
};
