import { startJob } from './compound-frames.js';
import type { Evaluator, Progress } from './evaluator.js';
import { parseScript } from './parser.js';
import { promptText } from './prompt.js';
import type { Frame, ReaderFrame } from './state.js';

/** Runs the statements of a text one after the other; a syntax error is told when those before it are done. */
export function runScript(shell: Evaluator, frame: Extract<Frame, { kind: 'script' }>): Progress {
  const { statements, error } = shell.script(frame.source);
  const statement = statements[frame.index];
  frame.index += 1;
  if (frame.index >= statements.length && error === undefined) shell.state.stack.pop();
  if (statement) {
    if (!statement.background) shell.push(frame.source, statement.node, false);
    else startJob(shell, { source: frame.source, node: statement.node }, textOf(shell, frame.source, statement));
  } else if (error) {
    shell.syntaxError(error, shell.state.sources[frame.source]?.text ?? '');
    if (shell.state.interactive && shell.unwind('reader')) shell.state.status = 2;
    else shell.exit(2);
  }
  return true;
}

function textOf(
  shell: Evaluator,
  source: number,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  return (shell.state.sources[source]?.text ?? '').slice(start, end).trim();
}

/** Reads commands from the input, with prompts when somebody is there. */
export function runReader(shell: Evaluator, frame: ReaderFrame): Progress {
  const { state, sys } = shell;
  if (state.interactive && !frame.prompted) {
    if (frame.text === '') reportJobs(shell);
    sys.prompt(promptText(shell, frame.text === '' ? 'PS1' : 'PS2'));
    frame.prompted = true;
  }
  const line = sys.readLine(state.fds[0] ?? 0);
  if (line === undefined) return false;
  if (state.interactive) sys.prompt(undefined);
  frame.prompted = false;
  if (line === null && frame.text === '') {
    shell.pop();
    if (state.interactive) shell.write(2, state.flavour === 'bash' ? 'exit\n' : '\n');
    return true;
  }
  const text = frame.text + (line ?? '');
  const aliases = { ...state.aliases };
  const { error } = parseScript(text, aliases);
  if ((error?.incomplete || /(^|[^\\])(\\\\)*\\\n$/.test(text)) && line !== null) {
    frame.text = text;
    return true;
  }
  frame.text = '';
  const source = shell.addSource(Object.keys(aliases).length > 0 ? { text, aliases } : { text });
  state.stack.push({ kind: 'script', source, index: 0 });
  return true;
}

function reportJobs(shell: Evaluator): void {
  const { state, sys } = shell;
  const ended = state.jobs.filter(({ pid, codes }) => {
    const code = codes[pid] ?? sys.wait(pid);
    if (code !== undefined) codes[pid] = code;
    return code !== undefined;
  });
  for (const job of ended) shell.write(2, `[${job.id}]+  ${jobStatus(job.codes[job.pid]).padEnd(23)} ${job.text}\n`);
  state.jobs = state.jobs.filter((job) => !ended.includes(job));
}

export function jobStatus(code: number | undefined): string {
  if (code === undefined) return 'Running';
  if (code === 0) return 'Done';
  return code === 143 ? 'Terminated' : code === 137 ? 'Killed' : code === 130 ? 'Interrupt' : `Exit ${code}`;
}
