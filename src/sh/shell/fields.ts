import { escapePattern } from './pattern.js';

export interface Field {
  readonly text: string;
  /** The text with what was quoted made plain. */
  readonly pattern: string;
  /** Holds an unquoted pattern character. */
  readonly glob: boolean;
}

/** Collects the fields of one word: splits what was not quoted at the characters of IFS. */
export class FieldBuilder {
  private readonly done: Field[] = [];
  private text = '';
  private pattern = '';
  private glob = false;
  private open = false;
  private afterBlank = false;

  constructor(private readonly separators: string) {}

  quoted(text: string): void {
    this.open = true;
    this.text += text;
    this.pattern += escapePattern(text);
  }

  /** Text of the script itself: paths are found, but it is not split. */
  literal(text: string): void {
    this.open = true;
    this.text += text;
    this.pattern += text;
    if (/[*?[]/.test(text)) this.glob = true;
  }

  /** The value of an expansion. */
  split(text: string): void {
    let run = '';
    for (const char of text) {
      if (!this.separators.includes(char)) {
        run += char;
        continue;
      }
      if (run !== '') this.value(run);
      run = '';
      const isBlank = char === ' ' || char === '\t' || char === '\n';
      if (this.open) {
        this.flush();
        this.afterBlank = isBlank;
      } else if (!isBlank) {
        if (!this.afterBlank) this.done.push({ text: '', pattern: '', glob: false });
        this.afterBlank = false;
      }
    }
    if (run !== '') this.value(run);
  }

  flush(): void {
    if (!this.open) return;
    const glob = this.glob && /[*?]|\[.*\]/s.test(this.pattern);
    this.done.push({ text: this.text, pattern: this.pattern, glob });
    this.text = '';
    this.pattern = '';
    this.glob = false;
    this.open = false;
  }

  finish(): readonly Field[] {
    this.flush();
    return this.done;
  }

  private value(text: string): void {
    this.afterBlank = false;
    this.literal(text);
  }
}
