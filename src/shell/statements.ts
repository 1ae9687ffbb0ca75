import { parseStatus } from '../sh/shell/parser.js';

/** Lines that the shell takes as one: a command, or a loop or heredoc over several lines. */
export interface Statement {
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

/** Cuts a script into statements, as a shell reads it line by line. An unfinished rest is a statement, too: the shell tells what is wrong. */
export function splitStatements(script: string): readonly Statement[] {
  const statements: Statement[] = [];
  let open: Statement | undefined;
  for (const [index, line] of script.split('\n').entries()) {
    const next: Statement = open ? { ...open, text: `${open.text}\n${line}` } : { text: line, line: index + 1 };
    if (open === undefined && /^\s*(#.*)?$/.test(line)) continue;
    open = isIncomplete(next.text) ? next : undefined;
    if (open === undefined) statements.push(next);
  }
  return open ? [...statements, open] : statements;
}

/** Whether the shell would ask for another line: an open quote, a heredoc, `do` without `done`, a backslash at the end. */
export function isIncomplete(text: string): boolean {
  return parseStatus(text) === 'incomplete';
}

/** What to type so that the statement runs in the shell itself and reads nothing of what is typed after it. */
export function asTyped(text: string): string {
  // What a shell cannot read to its end would swallow what follows: another shell tells what is wrong with it.
  if (parseStatus(text) !== 'complete') return `bash -c '${text.replaceAll("'", "'\\''")}' </dev/null\n`;
  return `{ ${text}\n} </dev/null\n`;
}
