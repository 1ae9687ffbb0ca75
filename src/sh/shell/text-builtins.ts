import type { Builtin } from './builtin.js';
import { echoText } from './echo.js';
import { getopts } from './getopts.js';
import { formatPrintf } from './printf.js';
import { evaluateTest } from './test-expression.js';

const test: Builtin = (shell, argv) => {
  const args = argv.slice(1);
  if (argv[0] === '[' && args.pop() !== ']') {
    shell.error(`[: missing ${shell.state.flavour === 'bash' ? "`]'" : ']'}`);
    return 2;
  }
  const { code, error } = evaluateTest(args, shell.sys);
  const word =
    shell.state.flavour === 'bash'
      ? error
      : error?.replace(/^(.*): integer expression expected$/, 'Illegal number: $1');
  if (word !== undefined) shell.error(shell.state.flavour === 'bash' ? `${argv[0]}: ${word}` : word);
  return code;
};

/** Builtins that write or compare text. */
export const textBuiltins: Readonly<Record<string, Builtin>> = {
  echo: (shell, argv) => {
    shell.write(1, echoText(argv.slice(1)));
    return 0;
  },
  printf: (shell, argv) => {
    const [format, ...args] = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
    if (format === undefined) {
      shell.error('printf: usage: printf [-v var] format [arguments]');
      return 2;
    }
    const { text, errors } = formatPrintf(format, args);
    shell.write(1, text);
    for (const error of errors) shell.error(`printf: ${error}`);
    return errors.length > 0 ? 1 : 0;
  },
  test,
  '[': test,
  getopts,
};
