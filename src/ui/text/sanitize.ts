// Makes text from outside safe to draw: control characters are shown, never obeyed, and every grapheme gets a width that terminals agree on.
import { graphemes, isPlain } from './width.js';

const harmless = /^[\x20-\x7e]*$/;
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u;
/** The voicing marks that combine have no agreed width; their spacing twins do. */
const spacingTwin: Readonly<Record<string, string>> = { '\u3099': '\u309b', '\u309a': '\u309c' };

/** One line of outside text as it may be drawn. Line feeds and tabs become spaces. */
export function visible(text: string): string {
  if (harmless.test(text) || (isPlain(text) && !text.includes('\n'))) {
    return text;
  }
  return graphemes(text.normalize('NFC')).map(visibleGrapheme).join('');
}

/** One grapheme as it may be drawn. */
export function visibleGrapheme(grapheme: string): string {
  if (harmless.test(grapheme)) {
    return grapheme;
  }
  const points = Array.from(grapheme);
  const first = points[0] ?? '';
  if (grapheme === '\n' || grapheme === '\t' || grapheme === '\r\n') {
    return ' ';
  }
  if (hidden.test(first)) {
    return points.map(named).join('');
  }
  if (/^\p{Mark}/u.test(first)) {
    return points.map((point) => spacingTwin[point] ?? '').join('');
  }
  return clusterOf(first, points);
}

function named(point: string): string {
  const code = point.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) {
    return `^${String.fromCharCode(code ^ 0x40)}`;
  }
  return hidden.test(point) ? `<${code.toString(16).toUpperCase().padStart(4, '0')}>` : point;
}

/** Joined emoji, flags and variation selectors are judged differently by terminals: their first picture stands for them. */
function clusterOf(first: string, points: readonly string[]): string {
  if (/^\p{Regional_Indicator}$/u.test(first)) {
    return points.map((point) => String.fromCharCode((((point.codePointAt(0) ?? 0) - 0x1f1e6) % 26) | 0x41)).join('');
  }
  const marks = points.slice(1).filter((point) => /^\p{Mn}$/u.test(point) && !/[\ufe00-\ufe0f]/.test(point));
  return first + marks.map((point) => spacingTwin[point] ?? point).join('');
}
