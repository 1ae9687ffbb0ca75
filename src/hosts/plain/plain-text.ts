import { markdownRows } from '../../ui/lesson/markdown.js';
import { createTheme } from '../../ui/screen/theme.js';
import { visible } from '../../ui/text/sanitize.js';
import type { Row } from '../../ui/text/span.js';

/** No terminal is this wide: a paragraph stays one line, which a screen reader reads in one go. */
const WIDE = 100_000;
const symbols = { ...createTheme({ ascii: true, colour: false }).symbols, horizontal: '' };

/** Markdown as lines without any dress. */
export function markdownText(markdown: string): string {
  return markdownRows(markdown, { width: WIDE, symbols }).map(lineOf).join('\n');
}

/** Code inside a sentence keeps its quotes; a block of code stands further to the right anyway. */
function lineOf(row: Row): string {
  const isBlock = row[0]?.text.startsWith('  ') === true;
  return row
    .map(({ text, style }) => (style === 'code' && !isBlock ? `\`${text}\`` : text))
    .join('')
    .trimEnd();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the grammar of control sequences
const SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** What a program wrote: colours are left out, other control characters are shown. `drawsScreen`: moves are left out, too. */
export function programText(text: string, drawsScreen: boolean): string {
  const bare = text.replace(SEQUENCE, (sequence) => (drawsScreen || sequence.endsWith('m') ? '' : sequence));
  return bare
    .replace(/\r+\n|\r/g, '\n')
    .split(/([\n\t])/)
    .map((piece) => (piece === '\n' || piece === '\t' ? piece : visible(piece)))
    .join('');
}
