import { signalNamed } from '../signals.js';
import type { Builtin } from './builtin.js';
import type { Evaluator } from './evaluator.js';

/** Builtins that change where the shell goes on. */
export const controlBuiltins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  break: (shell, argv) => leaveLoops(shell, argv, false),
  continue: (shell, argv) => leaveLoops(shell, argv, true),
  return: (shell, [, code]) => {
    const status = code === undefined ? shell.state.status : Number(code) & 255;
    const kind = shell.state.stack.findLast((frame) => frame.kind === 'call' || frame.kind === 'sourced')?.kind;
    if (kind === undefined && shell.state.flavour === 'bash') {
      shell.error("return: can only `return' from a function or sourced script");
      return 2;
    }
    if (kind === undefined) shell.exit(status);
    else {
      shell.unwind(kind);
      shell.state.status = status;
    }
    return 'moved';
  },
  exit: (shell, [, code]) => {
    if (code !== undefined && !/^\d+$/.test(code)) {
      shell.error(
        shell.state.flavour === 'bash' ? `exit: ${code}: numeric argument required` : `exit: Illegal number: ${code}`,
      );
      shell.exit(2);
    } else shell.exit(code === undefined ? shell.state.status : Number(code));
    return 'moved';
  },
  eval: (shell, argv, frame) => {
    frame.phase = 'after';
    if (argv.length === 1) shell.state.status = 0;
    shell.state.stack.push({ kind: 'script', source: shell.addSource({ text: argv.slice(1).join(' ') }), index: 0 });
    return 'moved';
  },
  '.': source,
  source,
  exec: (shell, argv, frame) => {
    if (argv.length > 1) {
      const options = { argv: argv.slice(1), env: shell.variables.exported(), fds: shell.state.fds };
      if (shell.sys.exec(options)) return undefined;
      shell.error(`${shell.state.flavour === 'bash' ? 'exec: ' : ''}${argv[1]}: not found`);
      shell.exit(127);
      return 'moved';
    }
    delete frame.restore;
    return 0;
  },
  command: (shell, argv, frame) => {
    if (argv[1] === '-v' || argv[1] === '-V') return shell.tools.builtin('type')?.(shell, argv, frame);
    const inner = argv[1] === '-p' ? argv.slice(2) : argv.slice(1);
    if (inner[0] === undefined) return 0;
    const builtin = shell.tools.builtin(inner[0]);
    if (builtin) return builtin(shell, inner, frame);
    if (frame.memory !== undefined) return shell.sys.wait(Number(frame.memory));
    const pid = shell.sys.spawn({ argv: inner, env: shell.variables.exported(), fds: shell.state.fds });
    if (pid === undefined) {
      shell.error(`${inner[0]}: ${shell.state.flavour === 'bash' ? 'command not found' : 'not found'}`);
      return 127;
    }
    frame.memory = String(pid);
    return shell.sys.wait(pid);
  },
  trap,
};

function leaveLoops(shell: Evaluator, [name, count = '1']: readonly string[], again: boolean): number | 'moved' {
  const { stack } = shell.state;
  const limit = stack.findLastIndex(({ kind }) => kind === 'call');
  const loops = stack.flatMap(({ kind }, at) => ((kind === 'while' || kind === 'for') && at > limit ? [at] : []));
  const target = loops.at(-Math.min(Number(count) || 1, loops.length));
  if (loops.length === 0 || target === undefined) {
    if (shell.state.flavour === 'bash') shell.error(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  }
  while (stack.length > target + 1) shell.pop();
  shell.state.status = 0;
  if (!again) shell.pop();
  return 'moved';
}

function source(shell: Evaluator, argv: readonly string[], frame: Parameters<Builtin>[2]): number | 'moved' {
  const [name, path, ...parameters] = argv;
  if (path === undefined) {
    shell.error(`${name}: filename argument required`);
    return 2;
  }
  const text = shell.sys.files.read(shell.expander([], false).path(path));
  if (!shell.sys.files.stat(shell.expander([], false).path(path))) {
    const bash = shell.state.flavour === 'bash';
    shell.error(
      bash ? `${path}: No such file or directory` : `${name}: can't open '${path}': No such file or directory`,
    );
    if (!bash && !shell.state.interactive) {
      shell.exit(2);
      return 'moved';
    }
    return 1;
  }
  frame.phase = 'after';
  shell.state.status = 0;
  shell.state.stack.push({ kind: 'sourced', parameters: shell.state.parameters });
  if (parameters.length > 0) shell.state.parameters = parameters;
  shell.state.stack.push({ kind: 'script', source: shell.addSource({ text }), index: 0 });
  return 'moved';
}

function trap(shell: Evaluator, argv: readonly string[]): number {
  const { traps } = shell.state;
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (args.length === 0) {
    for (const [name, text] of Object.entries(traps)) {
      shell.write(
        1,
        `trap -- '${text.replaceAll("'", "'\\''")}' ${shell.state.flavour === 'bash' && name !== 'EXIT' ? 'SIG' : ''}${name}\n`,
      );
    }
    return 0;
  }
  const [action = '-', ...names] = args.length === 1 ? ['-', ...args] : args;
  let code = 0;
  for (const word of names) {
    const name = word === '0' || word.toUpperCase() === 'EXIT' ? 'EXIT' : signalNamed(word);
    if (name === undefined) {
      shell.error(`trap: ${word}: invalid signal specification`);
      code = 1;
    } else if (action === '-') delete traps[name];
    else traps[name] = action;
  }
  shell.updateHandlers();
  return code;
}
