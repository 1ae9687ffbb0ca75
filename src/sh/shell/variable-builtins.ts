import { resolvePath } from '../paths.js';
import type { Builtin } from './builtin.js';
import type { Evaluator } from './evaluator.js';
import { readBuiltin } from './read.js';
import { setOptions } from './set-options.js';

const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
const doubleQuoted = (value: string) => `"${value.replace(/["\\$`]/g, '\\$&')}"`;

/** Builtins about variables, parameters and names. */
export const variableBuiltins: Readonly<Record<string, Builtin>> = {
  export: (shell, argv) => mark(shell, argv, 'exported'),
  readonly: (shell, argv) => mark(shell, argv, 'readonly'),
  local,
  declare: local,
  typeset: local,
  unset: (shell, argv) => {
    const functions = argv[1] === '-f';
    for (const name of argv.slice(1).filter((word) => !word.startsWith('-'))) {
      if (!functions && shell.variables.entry(name)) shell.variables.unset(name);
      else if (Object.hasOwn(shell.state.functions, name)) delete shell.state.functions[name];
    }
    return 0;
  },
  set: (shell, argv) => setOptions(shell, argv.slice(1)),
  shift: (shell, [, count = '1']) => {
    const by = Number(count);
    if (by > shell.state.parameters.length) return 1;
    shell.state.parameters = shell.state.parameters.slice(by);
    return 0;
  },
  read: readBuiltin,
  alias: (shell, argv) => {
    const { aliases, flavour } = shell.state;
    const show = (name: string) =>
      shell.write(1, `${flavour === 'bash' ? 'alias ' : ''}${name}=${quoted(aliases[name] ?? '')}\n`);
    if (argv.length === 1) for (const name of Object.keys(aliases).sort()) show(name);
    let code = 0;
    for (const word of argv.slice(1)) {
      const at = word.indexOf('=');
      if (at > 0) aliases[word.slice(0, at)] = word.slice(at + 1);
      else if (Object.hasOwn(aliases, word)) show(word);
      else {
        shell.error(`alias: ${word}: not found`);
        code = 1;
      }
    }
    return code;
  },
  unalias: (shell, argv) => {
    if (argv[1] === '-a') shell.state.aliases = {};
    for (const name of argv.slice(1)) delete shell.state.aliases[name];
    return 0;
  },
  cd,
  pwd: (shell) => {
    shell.write(1, `${shell.sys.cwd}\n`);
    return 0;
  },
  type,
  hash: () => 0,
  umask: (shell, argv) => {
    if (argv.length === 1) shell.write(1, '0022\n');
    return 0;
  },
};

function mark(shell: Evaluator, argv: readonly string[], what: 'exported' | 'readonly'): number {
  const words = argv.slice(1).filter((word) => !/^-[pnx]$/.test(word));
  const { state, variables } = shell;
  if (words.length === 0) {
    for (const [name, variable] of Object.entries(state.variables).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!variable[what]) continue;
      const value = variable.value ?? '';
      if (state.flavour === 'bash')
        shell.write(1, `declare -${what === 'exported' ? 'x' : 'r'} ${name}=${doubleQuoted(value)}\n`);
      else shell.write(1, `${what === 'exported' ? 'export' : 'readonly'} ${name}=${quoted(value)}\n`);
    }
    return 0;
  }
  for (const word of words) {
    const at = word.indexOf('=');
    const name = at < 0 ? word : word.slice(0, at);
    if (!isName(shell, argv[0] ?? '', name)) return 1;
    if (at >= 0) variables.set(name, word.slice(at + 1));
    const { exported, readonly, ...rest } = variables.entry(name) ?? {};
    const on = argv[1] !== '-n';
    variables.put(name, {
      ...rest,
      ...(exported || what === 'exported' ? { exported: what === 'exported' ? on : true } : {}),
      ...(readonly || what === 'readonly' ? { readonly: true } : {}),
    });
  }
  return 0;
}

function isName(shell: Evaluator, builtin: string, name: string): boolean {
  if (/^[A-Za-z_]\w*$/.test(name)) return true;
  shell.error(
    shell.state.flavour === 'bash'
      ? `${builtin}: \`${name}': not a valid identifier`
      : `${builtin}: ${name}: bad variable name`,
  );
  return false;
}

function local(shell: Evaluator, argv: readonly string[]): number {
  const call = shell.state.stack.findLast(({ kind }) => kind === 'call');
  if (call?.kind !== 'call' && argv[0] === 'local') {
    shell.error(shell.state.flavour === 'bash' ? 'local: can only be used in a function' : 'local: not in a function');
    return 1;
  }
  const flags = argv.filter((word) => word.startsWith('-')).join('');
  for (const word of argv.slice(1).filter((each) => !each.startsWith('-'))) {
    const at = word.indexOf('=');
    const name = at < 0 ? word : word.slice(0, at);
    const old = shell.variables.entry(name);
    if (call?.kind === 'call' && !(name in call.locals)) call.locals[name] = old ?? null;
    if (at >= 0) shell.variables.set(name, word.slice(at + 1));
    else if (shell.state.flavour === 'bash') shell.variables.put(name, {});
    const entry = shell.variables.entry(name) ?? {};
    if (flags.includes('x')) shell.variables.put(name, { ...entry, exported: true });
    if (flags.includes('r')) shell.variables.put(name, { ...entry, readonly: true });
  }
  return 0;
}

function cd(shell: Evaluator, argv: readonly string[]): number {
  const { sys, variables, state } = shell;
  const bash = state.flavour === 'bash';
  const [word] = argv.slice(1).filter((each) => !/^-[LP]$/.test(each));
  const target = word === undefined ? variables.get('HOME') : word === '-' ? variables.get('OLDPWD') : word;
  if (!target) {
    if (word === undefined && !bash) return 0;
    shell.error(`cd: ${word === undefined ? 'HOME' : 'OLDPWD'} not set`);
    return 1;
  }
  const path = resolvePath(sys.cwd, target);
  const stat = sys.files.stat(path);
  if (stat?.type !== 'directory') {
    const reason = stat ? 'Not a directory' : 'No such file or directory';
    shell.error(bash ? `cd: ${target}: ${reason}` : `cd: can't cd to ${target}: ${reason}`);
    return bash ? 1 : 2;
  }
  variables.set('OLDPWD', sys.cwd);
  sys.changeDirectory(path);
  variables.set('PWD', path);
  if (word === '-') shell.write(1, `${path}\n`);
  return 0;
}

const keywords = new Set('if then else elif fi for while until do done case esac in function { } ! [['.split(' '));

function type(shell: Evaluator, argv: readonly string[]): number {
  const brief = argv[1] === '-v';
  let code = 0;
  for (const name of argv.slice(1).filter((word) => !/^-[vVpta]$/.test(word))) {
    const [short, long] = describe(shell, name);
    if (short === undefined) {
      code = shell.state.flavour === 'bash' || brief ? 1 : 127;
      if (!brief && shell.state.flavour === 'ash') shell.write(1, `${name}: not found\n`);
      else if (!brief) shell.error(`${argv[0]}: ${name}: not found`);
    } else if (argv[1] === '-t') shell.write(1, `${kindOf(shell, name)}\n`);
    else shell.write(1, brief || argv[1] === '-p' ? `${short}\n` : `${long}\n`);
  }
  return code;
}

function kindOf(shell: Evaluator, name: string): string {
  if (Object.hasOwn(shell.state.aliases, name)) return 'alias';
  if (keywords.has(name)) return 'keyword';
  if (Object.hasOwn(shell.state.functions, name)) return 'function';
  return shell.tools.builtin(name) ? 'builtin' : 'file';
}

function describe(shell: Evaluator, name: string): readonly [string?, string?] {
  const { aliases } = shell.state;
  if (Object.hasOwn(aliases, name))
    return [`alias ${name}=${quoted(aliases[name] ?? '')}`, `${name} is aliased to \`${aliases[name]}'`];
  const kind = kindOf(shell, name);
  if (kind === 'keyword') return [name, `${name} is a shell keyword`];
  if (kind === 'function') return [name, `${name} is a function`];
  if (kind === 'builtin') return [name, `${name} is a shell builtin`];
  const path = shell.sys.find(name, shell.variables.get('PATH'));
  return path === undefined ? [] : [path, `${name} is ${path}`];
}
