// The text of a paragraph: code, emphasis, links. Emphasis asks for no blanks or punctuation around it, so that it works in Japanese.

export type Inline =
  | { readonly type: 'text' | 'code'; readonly text: string }
  | { readonly type: 'strong' | 'em'; readonly parts: readonly Inline[] }
  | { readonly type: 'link'; readonly parts: readonly Inline[]; readonly text: string; readonly href: string };

interface Found {
  readonly parts: readonly Inline[];
  readonly next: number;
}

/** What begins here, and where the text goes on behind it; undefined when the character stands for itself. */
type Reader = (text: string, at: number) => Found | undefined;

const PLAIN = /[^\\`*_~[!<h ]+/y;
const BREAK = / {2,}\n/y;
const ESCAPED = /\\([!-/:-@[-`{-~])/y;
const BACKTICKS = /`+/y;
const ADDRESS = /https?:\/\/[!-;=?-_a-~]+/y;
const IN_ANGLES = /<(https?:\/\/[^\s<>]*)>/y;
/** Behind the text of a link. */
const TARGET = /\]\( *(?:<([^<>\n]*)>|([^\s<>]*?))(?: +(?:"[^"]*"|'[^']*'))? *\)/y;

export function readInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') parts.push({ type: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const run = match(PLAIN, text, at)?.[0];
    const found = run === undefined ? READERS[text.charAt(at)]?.(text, at) : undefined;
    if (found) {
      const [only] = found.parts;
      if (found.parts.length === 1 && only?.type === 'text') {
        plain += only.text;
      } else {
        flush();
        parts.push(...found.parts);
      }
    } else {
      plain += run ?? text.charAt(at);
    }
    at = found?.next ?? at + (run?.length ?? 1);
  }
  flush();
  return parts;
}

const readEscape: Reader = (text, at) => {
  if (text.charAt(at + 1) === '\n') return literal(' ', at + 2);
  const [all, char = ''] = match(ESCAPED, text, at) ?? [];
  return all === undefined ? undefined : literal(char, at + all.length);
};

const readBreak: Reader = (text, at) => {
  const all = match(BREAK, text, at)?.[0];
  return all === undefined ? undefined : literal(' ', at + all.length);
};

const readCode: Reader = (text, at) => {
  const fence = match(BACKTICKS, text, at)?.[0] ?? '';
  const end = codeEnd(text, at);
  if (end === undefined) return literal(fence, at + fence.length);
  const inner = text.slice(at + fence.length, end - fence.length).replaceAll('\n', ' ');
  const trimmed = /^ .*[^ ].* $|^ [^ ] $/.test(inner) ? inner.slice(1, -1) : inner;
  return { parts: [{ type: 'code', text: trimmed }], next: end };
};

/** Behind the backticks that close what those at `at` open. */
function codeEnd(text: string, at: number): number | undefined {
  const fence = match(BACKTICKS, text, at)?.[0] ?? '';
  for (let from = at + fence.length; ; ) {
    const start = text.indexOf('`', from);
    if (start === -1) return undefined;
    const run = match(BACKTICKS, text, start)?.[0] ?? '';
    from = start + run.length;
    if (run.length === fence.length) return from;
  }
}

const readEmphasis: Reader = (text, at) => {
  const mark = text.charAt(at);
  const length = runLength(text, at);
  if (!opens(text, at, length)) return literal(mark.repeat(length), at + length);
  for (const size of length >= 3 ? [3, 2, 1] : [length]) {
    const end = emphasisEnd(text, at, size);
    if (end === undefined) continue;
    const parts = readInline(text.slice(at + size, end));
    return { parts: emphasized(parts, mark === '~' ? 0 : size), next: end + size };
  }
  return literal(mark.repeat(length), at + length);
};

function emphasized(parts: readonly Inline[], size: number): readonly Inline[] {
  if (size === 0) return parts;
  const inner: readonly Inline[] = size >= 2 ? [{ type: 'strong', parts }] : parts;
  return size === 2 ? inner : [{ type: 'em', parts: inner }];
}

/** Crossed-out text takes two of its marks; an underscore within a word is one of its letters. */
function opens(text: string, at: number, length: number): boolean {
  const mark = text.charAt(at);
  if (mark === '~' && length !== 2) return false;
  return /\S/.test(text.charAt(at + length)) && !(mark === '_' && /\w/.test(text.charAt(at - 1)));
}

/** Where the marks stand that close emphasis of this size. */
function emphasisEnd(text: string, at: number, size: number): number | undefined {
  const mark = text.charAt(at);
  for (let index = at + size; index < text.length; ) {
    const char = text.charAt(index);
    const length = char === mark ? runLength(text, index) : 1;
    if (char === '\\') index += 2;
    else if (char === '`') index = codeEnd(text, index) ?? index + 1;
    else if (char === mark && index > at + size && closes(text, index, { size, length })) return index + length - size;
    else index += length;
  }
  return undefined;
}

function closes(
  text: string,
  at: number,
  { size, length }: { readonly size: number; readonly length: number },
): boolean {
  const fits = size === 1 ? length % 2 === 1 : length >= size;
  const isInWord = text.charAt(at) === '_' && /\w/.test(text.charAt(at + length));
  return fits && /\S/.test(text.charAt(at - 1)) && !isInWord;
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text.charAt(end) === text.charAt(at)) end += 1;
  return end - at;
}

const readLink: Reader = (text, at) => {
  const close = bracketEnd(text, at);
  const [all, quoted, bare = ''] = close === undefined ? [] : (match(TARGET, text, close) ?? []);
  if (close === undefined || all === undefined) return undefined;
  const inner = text.slice(at + 1, close);
  return {
    parts: [{ type: 'link', parts: readInline(inner), text: inner, href: quoted ?? bare }],
    next: close + all.length,
  };
};

/** A picture is told by its words. */
const readPicture: Reader = (text, at) => {
  const link = text.charAt(at + 1) === '[' ? readLink(text, at + 1) : undefined;
  const [only] = link?.parts ?? [];
  return link && only?.type === 'link' ? { parts: only.parts, next: link.next } : undefined;
};

function bracketEnd(text: string, at: number): number | undefined {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '\\') index += 1;
    else if (char === '`') index = (codeEnd(text, index) ?? index + 1) - 1;
    else if (char === '[') depth += 1;
    else if (char === ']') depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

/** An address is no place for emphasis. What ends the sentence does not belong to it. */
const readAddress: Reader = (text, at) => {
  const all = match(ADDRESS, text, at)?.[0];
  if (all === undefined) return undefined;
  const isOpen = (all.match(/\(/g) ?? []).length < (all.match(/\)/g) ?? []).length;
  const address = all.replace(isOpen ? /[?!.,:;*_'"~)]+$/ : /[?!.,:;*_'"~]+$/, '');
  return literal(address, at + address.length);
};

const readAngles: Reader = (text, at) => {
  const [all, address = ''] = match(IN_ANGLES, text, at) ?? [];
  return all === undefined ? undefined : literal(address, at + all.length);
};

const READERS: Readonly<Record<string, Reader>> = {
  '\\': readEscape,
  ' ': readBreak,
  '`': readCode,
  '*': readEmphasis,
  _: readEmphasis,
  '~': readEmphasis,
  '[': readLink,
  '!': readPicture,
  '<': readAngles,
  h: readAddress,
};

function literal(text: string, next: number): Found {
  return { parts: [{ type: 'text', text }], next };
}

/** What stands exactly there. */
function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
