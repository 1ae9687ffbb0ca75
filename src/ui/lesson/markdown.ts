// Markdown of a lesson as rows of the screen.
import { lexer, type Token, type Tokens } from 'marked';
import type { StyleName, Symbols } from '../screen/theme.js';
import { visible } from '../text/sanitize.js';
import { type Row, type Span, span } from '../text/span.js';
import { wrapProse } from '../text/wrap.js';

export interface MarkdownOptions {
  readonly width: number;
  readonly symbols: Symbols;
  /** No empty rows around code, where room is short. */
  readonly isTight?: boolean;
}

/** Rows of at most `width` columns; blocks are one empty row apart. */
export function markdownRows(text: string, options: MarkdownOptions): readonly Row[] {
  return blockRows(lexer(text), options);
}

/** A single line of Markdown (a goal, a hint) as spans. */
export function inlineRow(text: string): Row {
  return lexer(text).flatMap((token) => ('tokens' in token && token.tokens ? inline(token.tokens) : plain(token.raw)));
}

function blockRows(tokens: readonly Token[], options: MarkdownOptions): readonly Row[] {
  const rows: Row[] = [];
  let touchesCode = false;
  for (const token of tokens) {
    const block = rowsOf(token, options);
    if (block.length > 0) {
      const isClose = options.isTight === true && (touchesCode || token.type === 'code');
      rows.push(...(rows.length > 0 && !isClose ? [[], ...block] : block));
      touchesCode = token.type === 'code';
    }
  }
  return rows;
}

function rowsOf(token: Token, options: MarkdownOptions): readonly Row[] {
  const { width, symbols } = options;
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return wrapProse(inline(token.tokens ?? [], 'heading'), width);
    case 'code':
      return codeRows(token as Tokens.Code, width);
    case 'list':
      return listRows(token as Tokens.List, options);
    case 'blockquote':
      return blockRows(token.tokens ?? [], { ...options, width: width - 2 }).map((row) => [
        span(`${symbols.vertical} `, 'frame'),
        ...row,
      ]);
    case 'hr':
      return [[span(symbols.horizontal.repeat(width), 'frame')]];
    default:
      return wrapProse('tokens' in token && token.tokens ? inline(token.tokens) : plain(token.raw), width);
  }
}

/** A console block: what is typed stands out from what is answered. Long lines go on below, further to the right. */
function codeRows(token: Tokens.Code, width: number): readonly Row[] {
  return token.text.split('\n').flatMap((line) => {
    const isTyped = line.startsWith('$ ');
    const text = visible(isTyped ? line.slice(2) : line);
    const style = token.lang === 'console' && !isTyped ? 'dim' : 'code';
    const mark = isTyped ? [span('  $ ', 'dim')] : [span('  ')];
    const pieces = wrapProse([span(text, style)], Math.max(1, width - 4));
    return pieces.map((piece, index) => (index === 0 ? [...mark, ...piece] : [span('    '), ...piece]));
  });
}

function listRows(list: Tokens.List, options: MarkdownOptions): readonly Row[] {
  const { width, symbols } = options;
  return list.items.flatMap((item, index) => {
    const mark = list.ordered ? `${Number(list.start) + index}. ` : `${symbols.bullet} `;
    const body = item.tokens.flatMap((token) => rowsOf(token, { ...options, width: width - mark.length }));
    return body.map((row, line) => [line === 0 ? span(mark, 'accent') : span(' '.repeat(mark.length)), ...row]);
  });
}

function inline(tokens: readonly Token[], style?: StyleName): Row {
  return tokens.flatMap((token): readonly Span[] => {
    switch (token.type) {
      case 'strong':
      case 'em':
        return inline(token.tokens ?? [], style ?? (token.type === 'strong' ? 'bold' : 'accent'));
      case 'codespan':
        return [span(visible(token.text), 'code')];
      case 'br':
        return [span(' ')];
      case 'link':
        return linkSpans(token as Tokens.Link, style);
      default:
        return 'tokens' in token && token.tokens
          ? inline(token.tokens, style)
          : plain('text' in token ? token.text : token.raw, style);
    }
  });
}

function linkSpans(token: Tokens.Link, style: StyleName | undefined): Row {
  const text = inline(token.tokens, style);
  return token.text === token.href ? text : [...text, span(` (${visible(token.href)})`, 'dim')];
}

/** A line break between Japanese characters is no space. */
function plain(text: string, style?: StyleName): Row {
  const flowing = text.replace(/([^\x20-\x7e])\n(?=[^\x20-\x7e])/g, '$1').replace(/\n/g, ' ');
  return [span(visible(flowing), style)];
}
