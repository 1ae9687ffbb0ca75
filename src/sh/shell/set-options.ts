import type { Evaluator } from './evaluator.js';

const letters: Readonly<Record<string, string>> = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  noglob: 'f',
  allexport: 'a',
  verbose: 'v',
  noclobber: 'C',
  monitor: 'm',
  noexec: 'n',
};

/** `set`: options and positional parameters. */
export function setOptions(shell: Evaluator, args: readonly string[]): number {
  const { state } = shell;
  if (args.length === 0) {
    for (const [name, { value }] of Object.entries(state.variables).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const isPlain = state.flavour === 'bash' && /^[\w./:=@%+,-]*$/.test(value ?? '');
      shell.write(1, `${name}=${isPlain ? value : `'${(value ?? '').replaceAll("'", "'\\''")}'`}\n`);
    }
    return 0;
  }
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--' || word === '-' || !/^[-+]/.test(word)) {
      state.parameters = args.slice(word === '--' || word === '-' ? index + 1 : index);
      return 0;
    }
    const on = word.startsWith('-');
    for (const letter of word.slice(1)) {
      if (letter !== 'o') {
        state.options[letter] = on;
        continue;
      }
      index += 1;
      const name = args[index] ?? '';
      if (name !== '' && name !== 'pipefail' && letters[name] === undefined) {
        shell.error(state.flavour === 'bash' ? `set: ${name}: invalid option name` : `set: illegal option -o ${name}`);
        return 2;
      }
      if (name !== '') state.options[letters[name] ?? name] = on;
    }
  }
  return 0;
}
