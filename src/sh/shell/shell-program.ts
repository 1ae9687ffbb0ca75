import { baseNameOf, resolvePath } from '../paths.js';
import type { ProcessInfo, Program, Sys } from '../program.js';
import type { Script } from './ast.js';
import type { Builtin } from './builtin.js';
import { controlBuiltins } from './control-builtins.js';
import { Evaluator, type ShellTools } from './evaluator.js';
import { jobBuiltins } from './job-builtins.js';
import { parseScript } from './parser.js';
import { setOptions } from './set-options.js';
import type { Flavour, ShellState, Variable } from './state.js';
import { textBuiltins } from './text-builtins.js';
import { variableBuiltins } from './variable-builtins.js';

export interface ShellOptions {
  /** Whose words messages use: busybox's ash (containers) or bash (the learner's shell). */
  readonly flavour: Flavour;
  /** Name under which the kernel's table of programs holds this shell. */
  readonly program: string;
  /** Builtins of the caller, before the shell's own. */
  readonly builtins?: Readonly<Record<string, Builtin>>;
}

const parsedTexts = 500;

/** The shell as a program of a machine: `sh [-i] [-eux] [-c TEXT | FILE] [ARGS...]`. */
export function createShell({ flavour, program, builtins = {} }: ShellOptions): Program<ShellState> {
  const table = new Map(
    Object.entries({ ...textBuiltins, ...variableBuiltins, ...controlBuiltins, ...jobBuiltins, ...builtins }),
  );
  const tools: ShellTools = { parse: createCache(), builtin: (name) => table.get(name) };
  return {
    start: (process) => startState(process, { flavour, program }),
    step: (state, sys) => {
      const shell = new Evaluator(state, sys, tools);
      const { begin } = state;
      delete state.begin;
      if (begin) {
        const code = enter(shell, begin);
        if (code !== undefined) return code;
      }
      return shell.step();
    },
  };
}

/** Trees of texts: they can be made anew at any time, so they are no part of the state. */
function createCache(): ShellTools['parse'] {
  const scripts = new Map<string, Script>();
  return ({ text, aliases }) => {
    const key = aliases ? `${JSON.stringify(aliases)}\n${text}` : text;
    const known = scripts.get(key);
    if (known) return known;
    const script = parseScript(text, aliases);
    if (scripts.size >= parsedTexts)
      for (const old of scripts.keys()) if (scripts.size >= parsedTexts / 2) scripts.delete(old);
    scripts.set(key, script);
    return script;
  };
}

function startState(
  { pid, argv, env, cwd }: ProcessInfo,
  { flavour, program }: Omit<ShellOptions, 'builtins'>,
): ShellState {
  const { letters, named: long, rest } = flags(argv.slice(1));
  const isCommand = letters.includes('c');
  const [first, ...others] = rest;
  const named = isCommand ? others[0] : first;
  const variables: Record<string, Variable> = {};
  for (const [name, value] of Object.entries(env))
    if (/^[A-Za-z_]\w*$/.test(name)) variables[name] = { value, exported: true };
  variables['PWD'] = { value: cwd, exported: true };
  variables['OPTIND'] = { value: '1' };
  return {
    flavour,
    program,
    name: named ?? baseNameOf(argv[0] ?? program).replace(/^-/, ''),
    pid,
    interactive: false,
    script: !isCommand && first !== undefined,
    tail: isCommand,
    parameters: isCommand ? others.slice(1) : others,
    variables,
    functions: {},
    aliases: {},
    options: {},
    traps: {},
    pending: [],
    interrupted: false,
    status: 0,
    jobs: [],
    fds: { 0: 0, 1: 1, 2: 2 },
    sources: {},
    nextSource: 0,
    stack: [],
    output: [],
    line: 1,
    begin: { letters, named: long, ...(first === undefined ? {} : { text: first }) },
  };
}

function flags(args: readonly string[]): Flags {
  let letters = '';
  const named: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') return { letters, named, rest: args.slice(index + 1) };
    if (!/^[-+]./.test(word)) return { letters, named, rest: args.slice(index) };
    if (word.startsWith('--')) continue;
    letters += word.slice(1).replace('o', '');
    if (!word.includes('o')) continue;
    index += 1;
    named.push(args[index] ?? '');
  }
  return { letters, named, rest: [] };
}

interface Flags {
  readonly letters: string;
  /** Values of `-o`. */
  readonly named: readonly string[];
  readonly rest: readonly string[];
}

function enter(shell: Evaluator, { letters, named, text }: NonNullable<ShellState['begin']>): number | undefined {
  const { state, sys } = shell;
  const options = letters.replace(/[cils]/g, '');
  if (options !== '') setOptions(shell, [`-${options}`]);
  for (const name of named) setOptions(shell, ['-o', name]);
  if (letters.includes('c') && text === undefined) {
    shell.write(2, `${state.name}: -c requires an argument\n`);
    return 2;
  }
  if (letters.includes('c'))
    state.stack.push({ kind: 'script', source: shell.addSource({ text: text ?? '' }), index: 0 });
  else if (text !== undefined) return enterFile(shell, text);
  else {
    state.interactive = letters.includes('i') || (sys.isTerminal(0) && sys.isTerminal(2));
    state.stack.push({ kind: 'reader', text: '', prompted: false });
    if (state.interactive) {
      shell.updateHandlers();
      sourceFile(shell, `${shell.variables.get('HOME') ?? ''}/.${state.flavour === 'bash' ? 'bashrc' : 'ashrc'}`, sys);
    }
  }
  return undefined;
}

function sourceFile(shell: Evaluator, path: string, sys: Sys): void {
  if (sys.files.stat(path)?.type !== 'file') return;
  shell.state.stack.push({ kind: 'script', source: shell.addSource({ text: sys.files.read(path) }), index: 0 });
}

function enterFile(shell: Evaluator, path: string): number | undefined {
  const { state, sys } = shell;
  const file = resolvePath(sys.cwd, path);
  if (sys.files.stat(file)?.type === 'file') {
    sourceFile(shell, file, sys);
    return undefined;
  }
  const name = baseNameOf(sys.argv[0] ?? 'sh');
  const message =
    state.flavour === 'bash' ? `${path}: No such file or directory` : `can't open '${path}': No such file or directory`;
  shell.write(2, `${name}: ${message}\n`);
  return state.flavour === 'bash' ? 127 : 2;
}
