/** One block of a Corefile: the zones that it answers for and its plugins, in the order of the text. */
export interface ServerBlock {
  readonly keys: readonly string[];
  readonly directives: readonly Directive[];
}

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Lines inside its braces, each as words. */
  readonly lines: readonly DirectiveLine[];
  readonly line: number;
}

export interface DirectiveLine {
  readonly words: readonly string[];
  readonly line: number;
}

/** What is wrong with a Corefile, as CoreDNS says it. */
export class CorefileError extends Error {}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly isQuoted: boolean;
}

/** Server blocks of a Corefile; throws CorefileError. `path` is how errors name the file. */
export function parseCorefile(text: string, path: string): readonly ServerBlock[] {
  const tokens = tokenize(text);
  const blocks: ServerBlock[] = [];
  let at = 0;
  const fail = (line: number, message: string): never => {
    throw new CorefileError(`${path}:${line} - Error during parsing: ${message}`);
  };
  while (at < tokens.length) {
    const keys: string[] = [];
    while (at < tokens.length && !isBrace(tokens[at], '{')) {
      const key = tokens[at]?.text.replace(/,$/, '') ?? '';
      if (key === '}') fail(tokens[at]?.line ?? 1, "Unexpected '}' because no matching opening brace");
      if (key !== '') keys.push(key);
      at += 1;
    }
    const opening = tokens[at];
    if (opening === undefined) return fail(tokens.at(-1)?.line ?? 1, "Unexpected EOF, expecting '{'");
    const read = readBlock(tokens, at + 1, fail);
    blocks.push({ keys, directives: read.directives });
    at = read.next;
  }
  return blocks;
}

type Fail = (line: number, message: string) => never;

function readBlock(tokens: readonly Token[], start: number, fail: Fail) {
  const directives: Directive[] = [];
  let at = start;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) return fail(tokens.at(-1)?.line ?? 1, "Unexpected EOF, expecting '}'");
    if (isBrace(token, '}')) return { directives, next: at + 1 };
    const [words, after] = readLine(tokens, at);
    const [{ text: name } = token, ...rest] = words;
    const args = rest.map(({ text }) => text);
    if (!isBrace(tokens[after], '{') || tokens[after]?.line !== token.line) {
      directives.push({ name, args, lines: [], line: token.line });
      at = after;
      continue;
    }
    const inner = readLines(tokens, after + 1, fail);
    directives.push({ name, args, lines: inner.lines, line: token.line });
    at = inner.next;
  }
}

function readLines(tokens: readonly Token[], start: number, fail: Fail) {
  const lines: DirectiveLine[] = [];
  let at = start;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) return fail(tokens.at(-1)?.line ?? 1, "Unexpected EOF, expecting '}'");
    if (isBrace(token, '}')) return { lines, next: at + 1 };
    const [words, after] = readLine(tokens, at);
    lines.push({ words: words.map(({ text }) => text), line: token.line });
    at = Math.max(after, at + 1);
  }
}

/** The words up to the end of the line or a brace. */
function readLine(tokens: readonly Token[], start: number): readonly [readonly Token[], number] {
  const line = tokens[start]?.line;
  let at = start;
  while (tokens[at]?.line === line && !isBrace(tokens[at], '{') && !isBrace(tokens[at], '}')) at += 1;
  return [tokens.slice(start, at), at];
}

function isBrace(token: Token | undefined, brace: '{' | '}'): boolean {
  return token !== undefined && token.text === brace && !token.isQuoted;
}

function tokenize(text: string): readonly Token[] {
  return text.split('\n').flatMap((content, index) => {
    const found: Token[] = [];
    for (const match of content.matchAll(/"((?:[^"\\]|\\.)*)"|(#.*)|([^\s"]+)/g)) {
      const [, quoted, comment, word] = match;
      if (comment !== undefined) break;
      if (quoted !== undefined) found.push({ text: quoted.replaceAll('\\"', '"'), line: index + 1, isQuoted: true });
      else if (word !== undefined) found.push({ text: word, line: index + 1, isQuoted: false });
    }
    return found;
  });
}
