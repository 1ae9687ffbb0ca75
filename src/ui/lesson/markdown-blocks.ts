// Markdown as lessons use it, read into blocks. A library for all of Markdown takes a fifth of the first frame's time to be made ready.
import { type Inline, readInline } from './markdown-inline.js';

export type Block =
  | { readonly type: 'heading' | 'paragraph'; readonly inline: readonly Inline[] }
  | { readonly type: 'code'; readonly lang: string; readonly text: string }
  /** Counted from `start`, or with bullets. */
  | { readonly type: 'list'; readonly start?: number | undefined; readonly items: readonly (readonly Block[])[] }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | { readonly type: 'rule' };

type Lines = readonly string[];

/** A block that begins in this line, or nothing to show, and the line behind it; undefined when another kind of block begins there. */
type Reader = (lines: Lines, at: number) => { readonly block?: Block; readonly next: number } | undefined;

const FENCE = /^( {0,3})(`{3,}|~{3,}) *([^\s`]*)[^`]*$/;
const HEADING = /^ {0,3}#{1,6}(?: +(.*?))?(?: +#+)? *$/;
const UNDERLINE = /^ {0,3}(?:=+|-+) *$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3}(?:[-*+]|(\d{1,9})[.)]))(?:( +)(?=\S)| *$)/;
const INDENT = /^(?: {4}|\t)/;
/** Where a link that is named elsewhere leads to: shown nowhere. */
const DEFINITION = /^ {0,3}\[[^\]]+\]: +\S+.*$/;

export function readMarkdown(text: string): readonly Block[] {
  return readBlocks(text.split(/\r?\n/));
}

function readBlocks(lines: Lines): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    const found = firstOf(lines, at);
    if (found.block) blocks.push(found.block);
    at = found.next;
  }
  return blocks;
}

function firstOf(lines: Lines, at: number): NonNullable<ReturnType<Reader>> {
  for (const reader of READERS) {
    const found = reader(lines, at);
    if (found) return found;
  }
  return readParagraph(lines, at);
}

const readCode: Reader = (lines, at) => {
  const [all, indent = '', fence = '', lang = ''] = FENCE.exec(lines[at] ?? '') ?? [];
  if (all === undefined) return undefined;
  const close = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},} *$`);
  const end = indexFrom(lines, at + 1, (line) => close.test(line));
  const margin = new RegExp(`^ {0,${indent.length}}`);
  const text = lines.slice(at + 1, end).map((line) => line.replace(margin, ''));
  return { block: { type: 'code', lang, text: text.join('\n') }, next: end + 1 };
};

const readIndented: Reader = (lines, at) => {
  if (!INDENT.test(lines[at] ?? '')) return undefined;
  const end = indexFrom(lines, at, (line) => !isBlank(line) && !INDENT.test(line));
  const text = lines.slice(at, end).map((line) => line.replace(INDENT, ''));
  return { block: { type: 'code', lang: '', text: text.join('\n').trimEnd() }, next: end };
};

const readHeading: Reader = (lines, at) => {
  const found = HEADING.exec(lines[at] ?? '');
  return found === null ? undefined : { block: { type: 'heading', inline: readInline(found[1] ?? '') }, next: at + 1 };
};

const readRule: Reader = (lines, at) =>
  RULE.test(lines[at] ?? '') ? { block: { type: 'rule' }, next: at + 1 } : undefined;

const readDefinition: Reader = (lines, at) => (DEFINITION.test(lines[at] ?? '') ? { next: at + 1 } : undefined);

const readQuote: Reader = (lines, at) => {
  if (!QUOTE.test(lines[at] ?? '')) return undefined;
  const end = indexFrom(lines, at, (line) => !QUOTE.test(line) && (isBlank(line) || beginsBlock(line)));
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return { block: { type: 'quote', blocks: readBlocks(inner) }, next: end };
};

const readList: Reader = (lines, at) => {
  const first = ITEM.exec(lines[at] ?? '');
  if (first === null) return undefined;
  const items: (readonly Block[])[] = [];
  let next = at;
  while (kindOf(lines[next]) === kindOf(lines[at])) {
    const end = itemEnd(lines, next);
    items.push(readBlocks(itemLines(lines.slice(next, end))));
    next = indexFrom(lines, end, (line) => !isBlank(line));
  }
  const start = first[2] === undefined ? undefined : Number(first[2]);
  return { block: { type: 'list', start, items }, next };
};

const READERS: readonly Reader[] = [readCode, readHeading, readRule, readQuote, readList, readIndented, readDefinition];

/** What sets one list apart from another: its bullet, or what stands behind its numbers. */
function kindOf(line = ''): string | undefined {
  return RULE.test(line) ? undefined : ITEM.exec(line)?.[1]?.trim().slice(-1);
}

/** Lines belong to an item while they stand below its text, or go on with a paragraph of it. */
function itemEnd(lines: Lines, at: number): number {
  const width = widthOf(lines[at]);
  let isAfterBlank = false;
  return indexFrom(lines, at + 1, (line, index) => {
    if (isBlank(line)) {
      isAfterBlank = true;
      return indexFrom(lines, index, (other) => !isBlank(other)) === lines.length;
    }
    const isInside = indentOf(line) >= width;
    const isLazy = !isAfterBlank && !beginsBlock(line) && kindOf(line) === undefined;
    isAfterBlank = false;
    return !isInside && !isLazy;
  });
}

function itemLines(lines: Lines): Lines {
  const width = widthOf(lines[0]);
  return lines.map((line, index) => line.slice(index === 0 ? width : Math.min(width, indentOf(line))));
}

/** Columns before the text of an item. */
function widthOf(line = ''): number {
  const [, mark = '', , blanks = ''] = ITEM.exec(line) ?? [];
  return mark.length + (blanks.length >= 1 && blanks.length <= 4 ? blanks.length : 1);
}

function readParagraph(lines: Lines, at: number): { readonly block: Block; readonly next: number } {
  const end = indexFrom(lines, at + 1, (line) => isBlank(line) || beginsBlock(line) || UNDERLINE.test(line));
  const isUnderlined = UNDERLINE.test(lines[end] ?? '');
  const text = lines.slice(at, end).map((line) => line.trimStart());
  const inline = readInline(text.join('\n').trimEnd());
  return { block: { type: isUnderlined ? 'heading' : 'paragraph', inline }, next: isUnderlined ? end + 1 : end };
}

/** A paragraph ends before such a line; a number that is not the first of a list belongs to the text. */
function beginsBlock(line: string): boolean {
  const [all, , number] = ITEM.exec(line) ?? [];
  const isItem = all !== undefined && all.length < line.length && (number === undefined || Number(number) === 1);
  return isItem || [FENCE, HEADING, RULE, QUOTE].some((begin) => begin.test(line));
}

function isBlank(line = ''): boolean {
  return line.trim() === '';
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Of the first line from there on that is so, or behind the last one. */
function indexFrom(lines: Lines, at: number, isSo: (line: string, index: number) => boolean): number {
  for (let index = at; index < lines.length; index += 1) if (isSo(lines[index] ?? '', index)) return index;
  return lines.length;
}
