import type { Sys } from '../program.js';

/** Writes a line to the error output and returns the exit code. */
export function errorText(sys: Sys, message: string, code = 1): number {
  sys.write(2, `${message}\n`);
  return code;
}
