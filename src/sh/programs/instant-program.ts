import { baseNameOf } from '../paths.js';
import type { Program, Sys } from '../program.js';
import type { Output } from './stream-program.js';

export interface InstantFrame {
  output: { readonly fd: number; readonly text: string }[];
  code?: number;
}

/** What a program that needs no input does, at once: writes and returns its exit code. */
export type Instant = (sys: Sys, args: readonly string[], io: InstantIo) => number;

export interface InstantIo {
  readonly out: Output;
  /** Writes `name: message` to the error output and returns the code 1. */
  fail(message: string, code?: number): number;
}

/** A program whose work is done in one go; only its output may have to wait. */
export function instantProgram(run: Instant): Program<InstantFrame> {
  return {
    start: () => ({ output: [] }),
    step: (frame, sys) => {
      if (frame.code === undefined) {
        const out: Output = (text, fd = 1) => {
          if (text !== '') frame.output.push({ fd, text });
        };
        const fail = (message: string, code = 1) => {
          out(`${baseNameOf(sys.argv[0] ?? '')}: ${message}\n`, 2);
          return code;
        };
        frame.code = run(sys, sys.argv.slice(1), { out, fail });
      }
      for (let first = frame.output[0]; first; first = frame.output[0]) {
        if (sys.write(first.fd, first.text) === undefined) return undefined;
        frame.output.shift();
      }
      return frame.code;
    },
  };
}
