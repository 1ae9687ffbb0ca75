import type { Part, Word } from './ast.js';

const mostWords = 10_000;

/** The words that `a{b,c}` and `{1..3}` stand for (bash); braces must be unquoted and in one piece of text. */
export function expandBraces(word: Word): readonly Word[] {
  for (const [at, part] of word.parts.entries()) {
    if (part.kind !== 'text' || part.quoted || !part.text.includes('{')) continue;
    const found = firstGroup(part.text);
    if (found === undefined) continue;
    const { before, choices, after } = found;
    return choices.slice(0, mostWords).flatMap((choice) => {
      const middle: Part = { kind: 'text', text: before + choice + after, quoted: false };
      return expandBraces({
        parts: [...word.parts.slice(0, at), middle, ...word.parts.slice(at + 1)],
        runs: word.runs,
      });
    });
  }
  return [word];
}

interface Group {
  readonly before: string;
  readonly choices: readonly string[];
  readonly after: string;
}

function firstGroup(text: string): Group | undefined {
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    const cuts = [start];
    let depth = 0;
    for (let at = start; at < text.length; at += 1) {
      if (text[at] === '{') depth += 1;
      if (text[at] === ',' && depth === 1) cuts.push(at);
      if (text[at] === '}') depth -= 1;
      if (depth > 0) continue;
      const body = text.slice(start + 1, at);
      const list = cuts.map((cut, index) => text.slice(cut + 1, cuts[index + 1] ?? at));
      const choices = cuts.length > 1 ? list : sequence(body);
      if (choices) return { before: text.slice(0, start), choices, after: text.slice(at + 1) };
      break;
    }
  }
  return undefined;
}

function sequence(body: string): string[] | undefined {
  const [, from = '', to = '', by = ''] = /^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/.exec(body) ?? [];
  const isNumber = /\d/.test(from);
  if (from === '' || isNumber !== /\d/.test(to)) return undefined;
  const first = isNumber ? Number(from) : from.charCodeAt(0);
  const last = isNumber ? Number(to) : to.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by || 1)));
  const count = Math.min(mostWords, Math.floor(Math.abs(last - first) / step) + 1);
  const width = [from, to].some((word) => /^-?0\d/.test(word)) ? Math.max(from.length, to.length) : 0;
  return Array.from({ length: count }, (_, index) => {
    const value = first + index * (last < first ? -step : step);
    return isNumber ? String(value).padStart(width, '0') : String.fromCharCode(value);
  });
}
