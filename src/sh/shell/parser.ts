import type { Script, Statement, SyntaxProblem } from './ast.js';
import { CompoundParser } from './compound-parser.js';
import { Source, SyntaxFailure } from './source.js';

/** Words that stand for others at the start of a command. */
export type Aliases = Readonly<Record<string, string>>;

/** Parses shell text. Never throws: what is wrong stands in `error`, beside the statements of the lines before it. */
export function parseScript(text: string, aliases: Aliases = {}): Script {
  const source = new Source(text, []);
  const parser = new CompoundParser(source, aliases);
  const statements: Statement[] = [];
  let whole = 0;
  try {
    for (;;) {
      if (parser.skipLines()) whole = statements.length;
      if (source.ended) break;
      statements.push(parser.statement());
    }
    parser.finish();
    return { nodes: source.nodes, statements };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    return { nodes: source.nodes, statements: statements.slice(0, whole), error: error.problem };
  }
}

/** Whether text can be run as it is, wants more lines, or is wrong. */
export function parseStatus(
  text: string,
  aliases?: Aliases,
): 'complete' | 'incomplete' | { readonly error: string; readonly line: number; readonly column: number } {
  if (/(^|[^\\])(\\\\)*\\\n?$/.test(text)) return 'incomplete';
  const { error } = parseScript(text, aliases);
  if (error === undefined) return 'complete';
  return error.incomplete
    ? 'incomplete'
    : { error: problemText(error, 'bash'), line: error.line, column: error.column };
}

/** The problem in the words of busybox's ash or of bash. */
export function problemText(problem: SyntaxProblem, flavour: 'ash' | 'bash'): string {
  const { token, unterminated, expecting } = problem;
  if (flavour === 'bash') {
    if (unterminated) return `unexpected EOF while looking for matching \`${unterminated}'`;
    return token === 'end of file'
      ? 'syntax error: unexpected end of file'
      : `syntax error near unexpected token \`${token}'`;
  }
  if (unterminated === "'" || unterminated === '"') return 'syntax error: unterminated quoted string';
  const shown = token === 'newline' || token === 'end of file' || token === 'word' ? token : `"${token}"`;
  return `syntax error: unexpected ${shown}${expecting ? ` (expecting "${expecting}")` : ''}`;
}
