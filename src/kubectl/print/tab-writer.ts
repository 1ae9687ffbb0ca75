/** Go's text/tabwriter (left aligned, blanks): cells end with a tab; neighbours in a column share its width. */
export class TabWriter {
  private text = '';
  private remembered: number[] = [];

  constructor(private readonly options: TabOptions) {}

  write(text: string): void {
    this.text += text;
  }

  /** The text so far, aligned; what follows starts afresh. */
  flush(): string {
    if (this.text === '') return '';
    const isOpen = !this.text.endsWith('\n');
    const lines = (isOpen ? this.text : this.text.slice(0, -1)).split('\n').map((line) => line.split('\t'));
    this.text = '';
    const out: string[] = [];
    this.format(lines, { from: 0, to: lines.length, widths: [] }, out);
    return out.join('\n') + (isOpen ? '' : '\n');
  }

  /** Forgets the widths that earlier texts needed. */
  forgetWidths(): void {
    this.remembered = [];
  }

  private format(lines: readonly string[][], block: Block, out: string[]): void {
    const column = block.widths.length;
    let done = block.from;
    let at = block.from;
    const hasCell = (index: number) => index < block.to && column < (lines[index]?.length ?? 0) - 1;
    while (at < block.to) {
      if (!hasCell(at)) {
        at += 1;
        continue;
      }
      writeLines(lines.slice(done, at), block.widths, out);
      done = at;
      let width = Math.max(this.options.minWidth, this.options.remember ? (this.remembered[column] ?? 0) : 0);
      for (; hasCell(at); at += 1) width = Math.max(width, runes(lines[at]?.[column] ?? '') + this.options.padding);
      this.remembered[column] = width;
      this.format(lines, { from: done, to: at, widths: [...block.widths, width] }, out);
      done = at;
    }
    writeLines(lines.slice(done, block.to), block.widths, out);
  }
}

export interface TabOptions {
  readonly minWidth: number;
  readonly padding: number;
  /** Columns never get narrower from one flush to the next. */
  readonly remember?: boolean;
}

/** The writer of tables. */
export const TABLE_TABS: TabOptions = { minWidth: 6, padding: 3, remember: true };

/** The writer of descriptions. */
export const DESCRIBE_TABS: TabOptions = { minWidth: 0, padding: 2 };

interface Block {
  readonly from: number;
  readonly to: number;
  readonly widths: readonly number[];
}

function writeLines(lines: readonly string[][], widths: readonly number[], out: string[]): void {
  for (const cells of lines) {
    out.push(cells.map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - runes(cell)))).join(''));
  }
}

function runes(text: string): number {
  return [...text].length;
}
