// How many columns of a terminal a text takes. Ambiguous characters count as one.
import { eastAsianWidth } from 'get-east-asian-width';

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const printableAscii = /^[\x20-\x7e]*$/;
/** Text in which every character is a grapheme of its own: nearly all that is typed and read, and much faster to cut. */
const plainText = /^[\n\x20-\x7e\u3000-\u3029\u3030-\u3096\u309b-\u30ff\u4e00-\u9fff\uff01-\uff5e]*$/;
const hasNoWidth = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]$/u;

/** The text cut into what a person sees as single characters. */
export function graphemes(text: string): readonly string[] {
  if (plainText.test(text)) {
    return text.split('');
  }
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Columns of one grapheme: that of its first visible code point. */
export function graphemeWidth(grapheme: string): number {
  const first = grapheme.codePointAt(0);
  if (first === undefined) {
    return 0;
  }
  if (first < 0x7f) {
    return first < 0x20 ? 0 : 1;
  }
  if (hasNoWidth.test(String.fromCodePoint(first))) {
    return 0;
  }
  return eastAsianWidth(first);
}

/** Columns of a text without control characters. */
export function textWidth(text: string): number {
  if (printableAscii.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
  }
  return width;
}
