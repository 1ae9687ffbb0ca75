// Breaks rows into lines: prose by the Japanese rules of line breaking (kinsoku), terminal output cell by cell.
import { fitRow, type Row, type Span } from './span.js';
import { graphemes, graphemeWidth, textWidth } from './width.js';

const neverFirst = new Set(
  '、。，．・：；！？）］｝〕〉》」』】ー々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;!?)]}%゛゜”’〜…‥',
);
const neverLast = new Set('（［｛〔〈《「『【([{“‘');

interface Atom {
  readonly text: string;
  readonly width: number;
  readonly from: Span;
}

/** Lines of at most `width` columns; none starts with a closing mark or ends with an opening one. */
export function wrapProse(row: Row, width: number): readonly Row[] {
  const lines: Atom[][] = [];
  let line: Atom[] = [];
  let used = 0;
  const flush = () => {
    lines.push(withoutTrailingSpace(line));
    line = [];
    used = 0;
  };
  for (const unit of unitsOf(row)) {
    const own = unit.reduce((sum, atom) => sum + atom.width, 0);
    if (used + own <= width) {
      line.push(...unit);
      used += own;
      continue;
    }
    if (isSpace(unit)) {
      continue;
    }
    if (used > 0) {
      flush();
    }
    for (const atom of own <= width ? unit : unit.flatMap(singles)) {
      if (used + atom.width > width && used > 0) {
        flush();
      }
      line.push(atom);
      used += atom.width;
    }
  }
  flush();
  return lines.map(joined);
}

/** Lines of exactly the given number of columns, broken wherever the width ends, as a terminal does. */
export function wrapCells(row: Row, width: number): readonly Row[] {
  const lines: Atom[][] = [[]];
  let used = 0;
  for (const piece of row) {
    for (const text of graphemes(piece.text)) {
      const own = graphemeWidth(text);
      if (used + own > width) {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push({ text, width: own, from: piece });
      used += own;
    }
  }
  return lines.map((line) => fitRow(joined(line), width));
}

/** Atoms that must stay together: words, and marks that cling to their neighbour. */
function unitsOf(row: Row): readonly (readonly Atom[])[] {
  const units: Atom[][] = [];
  let clings = false;
  for (const atom of row.flatMap(atomsOf)) {
    const last = units.at(-1);
    const first = graphemes(atom.text)[0] ?? '';
    if (last !== undefined && (clings || (neverFirst.has(first) && !isSpace(last)) || continuesWord(last, atom))) {
      last.push(atom);
    } else {
      units.push([atom]);
    }
    clings = neverLast.has(atom.text.slice(-1));
  }
  return units;
}

function atomsOf(piece: Span): readonly Atom[] {
  const parts = piece.text.match(/ +|[!-~]+|[^ -~]/gsu) ?? [];
  const words = parts.flatMap((part) => (part.length > 1 && !/^[ -~]/.test(part) ? graphemes(part) : [part]));
  return words.map((text) => ({ text, width: textWidth(text), from: piece }));
}

function continuesWord(last: readonly Atom[], atom: Atom): boolean {
  return /[!-~]$/.test(last.at(-1)?.text ?? '') && /^[!-~]/.test(atom.text);
}

function isSpace(unit: readonly Atom[]): boolean {
  return unit.every((atom) => /^\s+$/.test(atom.text));
}

function singles(atom: Atom): readonly Atom[] {
  return graphemes(atom.text).map((text) => ({ text, width: graphemeWidth(text), from: atom.from }));
}

function withoutTrailingSpace(line: readonly Atom[]): Atom[] {
  const end = line.findLastIndex((atom) => !isSpace([atom]));
  return line.slice(0, end + 1);
}

function joined(line: readonly Atom[]): Row {
  const row: { text: string; from: Span }[] = [];
  for (const atom of line) {
    const last = row.at(-1);
    if (last !== undefined && last.from === atom.from) {
      last.text += atom.text;
    } else {
      row.push({ text: atom.text, from: atom.from });
    }
  }
  return row.map(({ text, from }) => ({ ...from, text }));
}
