import type { SimpleNode } from './ast.js';
import { someRuns } from './compound-frames.js';
import type { Evaluator, Progress } from './evaluator.js';
import type { Expander } from './expander.js';
import { applyRedirects, type ExpandedRedirect, undoRedirects } from './redirects.js';
import type { SimpleFrame, Variable } from './state.js';

interface Command {
  readonly argv: readonly string[];
  readonly redirects: readonly ExpandedRedirect[];
  readonly assigns: readonly { readonly name: string; readonly value: string }[];
}

/** Goes on with a simple command: expands it, then runs a function, a builtin or a program. */
export function runSimple(shell: Evaluator, frame: SimpleFrame): Progress {
  if (frame.phase === 'after') return end(shell, frame, shell.state.status);
  if (frame.phase === 'builtin') return runBuiltin(shell, frame);
  const node = shell.node(frame.source, frame.node) as SimpleNode;
  shell.state.line = node.line;
  const runs =
    someRuns(node.words) ||
    node.assigns.some(({ value }) => value.runs) ||
    node.redirects.some(({ target }) => target.runs);
  const command = expand(shell.expander(frame.log, runs), node);
  if (shell.state.options['x']) trace(shell, command);
  const [name] = command.argv;
  if (name === undefined) return assignOnly(shell, frame, command, runs);
  const isFunction = Object.hasOwn(shell.state.functions, name);
  if (!isFunction && shell.tools.builtin(name) === undefined) return runProgram(shell, frame, command);
  const restore = command.redirects.length > 0 ? applyRedirects(shell, command.redirects) : null;
  if (restore === undefined) return end(shell, frame, 1);
  if (restore) frame.restore = restore;
  if (command.assigns.length > 0) frame.saved = assignFor(shell, command);
  if (isFunction) return call(shell, frame, command.argv);
  frame.phase = 'builtin';
  frame.argv = command.argv;
  return runBuiltin(shell, frame);
}

function expand(expander: Expander, node: SimpleNode): Command {
  const argv = expander.fields(node.words);
  return {
    argv,
    redirects: node.redirects.map((redirect) => ({ ...redirect, target: expander.text(redirect.target) })),
    assigns: node.assigns.map(({ name, append, value }) => {
      const text = expander.text(value);
      return { name, value: append ? (expander.variables.get(name) ?? '') + text : text };
    }),
  };
}

function trace(shell: Evaluator, { argv, assigns }: Command): void {
  const quote = (word: string) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  const words = [
    ...assigns.map(({ name, value }) => `${name}=${value === '' ? '' : quote(value)}`),
    ...argv.map(quote),
  ];
  shell.write(2, `+ ${words.join(' ')}\n`);
}

function assignOnly(shell: Evaluator, frame: SimpleFrame, command: Command, runs: boolean): Progress {
  const status = runs ? shell.state.status : 0;
  for (const { name, value } of command.assigns) shell.variables.set(name, value);
  if (command.redirects.length === 0) return end(shell, frame, status);
  const restore = applyRedirects(shell, command.redirects);
  if (restore) undoRedirects(shell, restore);
  return end(shell, frame, restore ? status : 1);
}

/** Sets variables for the time of one command; returns what they were. */
function assignFor(shell: Evaluator, { assigns }: Command): Record<string, Variable | null> {
  const saved: Record<string, Variable | null> = {};
  for (const { name, value } of assigns) {
    if (!(name in saved)) saved[name] = shell.variables.entry(name) ?? null;
    shell.variables.set(name, value);
    shell.variables.put(name, { value, exported: true });
  }
  return saved;
}

function call(shell: Evaluator, frame: SimpleFrame, argv: readonly string[]): Progress {
  const { state } = shell;
  const place = state.functions[argv[0] ?? ''];
  if (place === undefined) return end(shell, frame, 127);
  frame.phase = 'after';
  state.stack.push({ kind: 'call', parameters: state.parameters, locals: {} });
  state.parameters = argv.slice(1);
  shell.push(place.source, place.node, frame.tested);
  return true;
}

function runBuiltin(shell: Evaluator, frame: SimpleFrame): Progress {
  const argv = frame.argv ?? [];
  const result = shell.tools.builtin(argv[0] ?? '')?.(shell, argv, frame);
  if (result === undefined) return false;
  return result === 'moved' ? true : end(shell, frame, result);
}

function runProgram(shell: Evaluator, frame: SimpleFrame, command: Command): Progress {
  const { state, sys } = shell;
  const { argv, assigns } = command;
  const restore = applyRedirects(shell, command.redirects);
  if (restore === undefined) return end(shell, frame, 1);
  const env = shell.variables.exported();
  for (const { name, value } of assigns) env[name] = value;
  const options = { argv, env, fds: state.fds };
  if (state.tail && state.stack.length === 1 && Object.keys(state.traps).length === 0 && sys.exec(options))
    return false;
  const pid = sys.spawn(options);
  undoRedirects(shell, restore);
  if (pid === undefined) return end(shell, frame, notFound(shell, argv[0] ?? '', command));
  state.stack.pop();
  shell.waitFor([pid], frame.tested);
  return true;
}

/** Tells that there is no such program, on the command's own error output. */
function notFound(shell: Evaluator, name: string, { redirects }: Command): number {
  const { state, sys } = shell;
  const restore = applyRedirects(shell, redirects);
  const stat = name.includes('/') ? sys.files.stat(shell.expander([], false).path(name)) : undefined;
  const code = stat ? 126 : 127;
  if (stat)
    shell.error(
      `${name}: ${stat.type === 'directory' && state.flavour === 'bash' ? 'Is a directory' : 'Permission denied'}`,
    );
  else if (state.flavour === 'ash') shell.error(`${name}: not found`);
  else shell.error(`${name}: ${name.includes('/') ? 'No such file or directory' : 'command not found'}`);
  if (restore) undoRedirects(shell, restore);
  return code;
}

function end(shell: Evaluator, frame: SimpleFrame, code: number): Progress {
  shell.pop();
  shell.finish(code, frame.tested);
  return true;
}
