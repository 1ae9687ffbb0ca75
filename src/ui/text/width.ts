// How many columns of a terminal a text takes. Ambiguous characters count as one.
import { eastAsianWidth } from 'get-east-asian-width';

const printableAscii = /^[\x20-\x7e]*$/;
/** Nearly all that is typed and read, and much faster to cut. */
const plainText =
  /^[\n\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2328\u232b-\u27bf\u3000-\u3029\u3030-\u3096\u309b-\u30ff\u4e00-\u9fff\uff01-\uff5e]*$/;
/** Both take tens of milliseconds to be made ready, and the first frame of most lessons needs neither. */
let segmenter: Intl.Segmenter | undefined;
let hasNoWidth: RegExp | undefined;

/** True when every character is a grapheme of its own, can be seen, and is the same in every normal form. */
export function isPlain(text: string): boolean {
  return plainText.test(text);
}

/** The text cut into what a person sees as single characters. */
export function graphemes(text: string): readonly string[] {
  if (isPlain(text)) {
    return text.split('');
  }
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'grapheme' });
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
  return isInvisible(String.fromCodePoint(first)) ? 0 : eastAsianWidth(first);
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

function isInvisible(char: string): boolean {
  if (isPlain(char)) {
    return false;
  }
  hasNoWidth ??= /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]$/u;
  return hasNoWidth.test(char);
}
