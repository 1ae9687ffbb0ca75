// Markdown of a lesson as rows of the screen.
import type { StyleName, Symbols } from '../screen/theme.js';
import { visible } from '../text/sanitize.js';
import { type Row, type Span, span } from '../text/span.js';
import { wrapProse } from '../text/wrap.js';
import { type Block, readMarkdown } from './markdown-blocks.js';
import { type Inline, readInline } from './markdown-inline.js';

export interface MarkdownOptions {
  readonly width: number;
  readonly symbols: Symbols;
  /** No empty rows around code, where room is short. */
  readonly isTight?: boolean;
}

/** Rows of at most `width` columns; blocks are one empty row apart. */
export function markdownRows(text: string, options: MarkdownOptions): readonly Row[] {
  return blockRows(readMarkdown(text), options);
}

/** A single line of Markdown (a goal, a hint) as spans. */
export function inlineRow(text: string): Row {
  return spansOf(readInline(text));
}

function blockRows(blocks: readonly Block[], options: MarkdownOptions): readonly Row[] {
  const rows: Row[] = [];
  let touchesCode = false;
  for (const block of blocks) {
    const own = rowsOf(block, options);
    if (own.length > 0) {
      const isClose = options.isTight === true && (touchesCode || block.type === 'code');
      rows.push(...(rows.length > 0 && !isClose ? [[], ...own] : own));
      touchesCode = block.type === 'code';
    }
  }
  return rows;
}

function rowsOf(block: Block, options: MarkdownOptions): readonly Row[] {
  const { width, symbols } = options;
  switch (block.type) {
    case 'heading':
      return wrapProse(spansOf(block.inline, 'heading'), width);
    case 'paragraph':
      return wrapProse(spansOf(block.inline), width);
    case 'code':
      return codeRows(block, width);
    case 'list':
      return listRows(block, options);
    case 'quote':
      return blockRows(block.blocks, { ...options, width: width - 2 }).map((row) => [
        span(`${symbols.vertical} `, 'frame'),
        ...row,
      ]);
    case 'rule':
      return [[span(symbols.horizontal.repeat(width), 'frame')]];
  }
}

/** A console block: what is typed stands out from what is answered. Long lines go on below, further to the right. */
function codeRows({ lang, text: code }: Extract<Block, { type: 'code' }>, width: number): readonly Row[] {
  return code.split('\n').flatMap((line) => {
    const isTyped = line.startsWith('$ ');
    const text = visible(isTyped ? line.slice(2) : line);
    const style = lang === 'console' && !isTyped ? 'dim' : 'code';
    const mark = isTyped ? [span('  $ ', 'dim')] : [span('  ')];
    const pieces = wrapProse([span(text, style)], Math.max(1, width - 4));
    return pieces.map((piece, index) => (index === 0 ? [...mark, ...piece] : [span('    '), ...piece]));
  });
}

function listRows({ start, items }: Extract<Block, { type: 'list' }>, options: MarkdownOptions): readonly Row[] {
  const { width, symbols } = options;
  return items.flatMap((item, index) => {
    const mark = start === undefined ? `${symbols.bullet} ` : `${start + index}. `;
    const body = item.flatMap((block) => rowsOf(block, { ...options, width: width - mark.length }));
    return body.map((row, line) => [line === 0 ? span(mark, 'accent') : span(' '.repeat(mark.length)), ...row]);
  });
}

function spansOf(inline: readonly Inline[], style?: StyleName): Row {
  return inline.flatMap((part) => spansOfPart(part, style));
}

function spansOfPart(part: Inline, style: StyleName | undefined): readonly Span[] {
  switch (part.type) {
    case 'strong':
      return spansOf(part.parts, style ?? 'bold');
    case 'em':
      return spansOf(part.parts, style ?? 'accent');
    case 'code':
      return [span(visible(part.text), 'code')];
    case 'link': {
      const text = spansOf(part.parts, style);
      return part.text === part.href ? text : [...text, span(` (${visible(part.href)})`, 'dim')];
    }
    case 'text':
      return plain(part.text, style);
  }
}

/** A line break between Japanese characters is no space. */
function plain(text: string, style?: StyleName): Row {
  const flowing = text.replace(/([^\x20-\x7e])\n(?=[^\x20-\x7e])/g, '$1').replace(/\n/g, ' ');
  return [span(visible(flowing), style)];
}
