/** The words of the command under the cursor. */
export interface CommandWords {
  /** Whole words before the cursor's one. */
  readonly before: readonly string[];
  /** The word under the cursor, up to the cursor, without quotes. */
  readonly current: string;
  /** Where that word begins in the line. */
  readonly from: number;
}

/** Splits the command that the cursor is in: what follows the last `|`, `;`, `&`, `(` outside of quotes. */
export function commandWords(line: string, cursor: number): CommandWords {
  let before: string[] = [];
  let current = '';
  let from = 0;
  let quote = '';
  let isOpen = false;
  for (let at = 0; at < cursor; at += 1) {
    const char = line[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
      else current += char;
      continue;
    }
    if (char === "'" || char === '"') {
      quote = char;
      if (!isOpen) from = at;
      isOpen = true;
    } else if (/[|;&(\n]/.test(char)) {
      before = [];
      current = '';
      isOpen = false;
    } else if (/\s/.test(char)) {
      if (isOpen) before.push(current);
      current = '';
      isOpen = false;
    } else {
      if (!isOpen) from = at;
      isOpen = true;
      current += char;
    }
  }
  return { before, current, from: isOpen ? from : cursor };
}
