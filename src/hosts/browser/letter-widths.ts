// How wide letters are, measured together. xterm.js measures each letter when it first draws it, with a layout of the page for each: two hundred
// layouts for a first screen in Japanese.

/** xterm.js writes a letter so many times into one of these spans (plain, bold, and two that are not used here) and reads how wide it is then. */
const SPANS = '.xterm-width-cache-measure-container > span';
const TIMES = 32;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences
const PARTS = /\x1b\[([\d;]*)m|\x1b\[[^@-~]*[@-~]|./gu;

export interface LetterWidths {
  /** Measures the letters of these bytes for a terminal, those that are not known. */
  expect(bytes: string): void;
}

/** The terminal must be open in `element`. A letter that was not expected is measured as ever. */
export function measureTogether(element: HTMLElement): LetterWidths {
  const [plain, bold] = element.querySelectorAll<HTMLElement>(SPANS);
  if (plain === undefined || bold === undefined) return { expect: () => {} };
  const known = new Map<HTMLElement, Map<string, number>>([plain, bold].map((span) => [span, new Map()]));
  let font = '';
  /** Nothing is known of another font. */
  const lookAtFont = () => {
    const now = plain.parentElement?.style.cssText ?? '';
    if (now !== font) for (const widths of known.values()) widths.clear();
    font = now;
  };
  for (const [span, widths] of known) {
    answerFor(span, (text) => {
      lookAtFont();
      return widths.get(text);
    });
  }
  return {
    expect(bytes) {
      lookAtFont();
      const letters = lettersOf(bytes);
      const unknown = [...known].flatMap(([span, widths]) =>
        [...letters[span === bold ? 'bold' : 'plain']]
          .map((letter) => letter.repeat(TIMES))
          .filter((text) => !widths.has(text))
          .map((text) => ({ widths, text, copy: copyOf(span, text) })),
      );
      plain.parentElement?.append(...unknown.map(({ copy }) => copy));
      for (const { widths, text, copy } of unknown) widths.set(text, copy.offsetWidth);
      for (const { copy } of unknown) copy.remove();
    },
  };
}

/** The width of a text that is known is told without a layout. */
function answerFor(span: HTMLElement, widthOf: (text: string) => number | undefined): void {
  const own = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'offsetWidth');
  Object.defineProperty(span, 'offsetWidth', {
    get: () => widthOf(span.textContent) ?? (own?.get?.call(span) as number),
  });
}

function copyOf(span: HTMLElement, text: string): HTMLElement {
  const copy = span.cloneNode(false) as HTMLElement;
  copy.textContent = text;
  return copy;
}

/** Letters by how they are to be drawn. */
function lettersOf(bytes: string): Readonly<Record<'plain' | 'bold', ReadonlySet<string>>> {
  const letters = { plain: new Set<string>(), bold: new Set<string>() };
  let isBold = false;
  for (const [part, sgr] of bytes.matchAll(PARTS)) {
    if (sgr !== undefined) isBold = /(?:^|;)1(?:;|$)/.test(sgr) || (isBold && !/(?:^|;)(?:0|22|)(?:;|$)/.test(sgr));
    else if (!part.startsWith('\x1b') && part >= ' ') letters[isBold ? 'bold' : 'plain'].add(part);
  }
  return letters;
}
