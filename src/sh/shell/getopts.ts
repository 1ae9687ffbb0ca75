import type { Builtin } from './builtin.js';

/** `getopts OPTIONS NAME [ARGS...]`; the place inside a cluster of letters stands in OPTPOS. */
export const getopts: Builtin = (shell, [, options = '', name = '', ...given]) => {
  const { variables, state } = shell;
  const args = given.length > 0 ? given : state.parameters;
  const index = Number(variables.get('OPTIND') ?? 1);
  const position = Number(variables.get('OPTPOS') ?? 1);
  const word = args[index - 1] ?? '';
  const silent = options.startsWith(':');
  if (word === '--') variables.set('OPTIND', String(index + 1));
  if (word === '--' || !/^-./.test(word)) {
    variables.set(name, '?');
    return 1;
  }
  const letter = word[position] ?? '?';
  const at = options.indexOf(letter);
  const advance = (by: number, pos: number) => {
    variables.set('OPTIND', String(index + by));
    variables.set('OPTPOS', String(pos));
  };
  const isLast = position + 1 >= word.length;
  advance(isLast ? 1 : 0, isLast ? 1 : position + 1);
  if (at < 0 || letter === ':') {
    variables.set(name, '?');
    if (silent) variables.set('OPTARG', letter);
    else shell.write(2, `${state.name}: illegal option -${state.flavour === 'bash' ? '- ' : ''}${letter}\n`);
    return 0;
  }
  variables.set(name, letter);
  if (options[at + 1] !== ':') return 0;
  const value = isLast ? args[index] : word.slice(position + 1);
  advance(isLast ? 2 : 1, 1);
  if (value !== undefined) variables.set('OPTARG', value);
  else {
    variables.set(name, silent ? ':' : '?');
    if (silent) variables.set('OPTARG', letter);
    else shell.write(2, `${state.name}: option requires an argument -- ${letter}\n`);
  }
  return 0;
};
