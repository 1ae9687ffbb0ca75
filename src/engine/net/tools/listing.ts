import type { Program, Sys } from '../../../sh/program.js';

interface Output {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

/** A program that prints what it knows and ends. */
export function listing(print: (sys: Sys) => Output): Program {
  return {
    start: () => ({}),
    step(_, sys) {
      const { stdout = '', stderr = '', code = 0 } = print(sys);
      if (stdout !== '') sys.write(1, stdout);
      if (stderr !== '') sys.write(2, stderr);
      return code;
    },
  };
}

/** What follows the first of these options. */
export function optionValue(argv: readonly string[], ...names: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => names.includes(word));
  return at < 0 ? undefined : argv[at + 1];
}
