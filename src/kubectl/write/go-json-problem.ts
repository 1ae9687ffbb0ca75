/** Where a text stops to be JSON, in the words of Go's decoder; `undefined` when it is JSON. */
export function goJsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const scanner = new Scanner(text);
    scanner.value('value');
    return scanner.problem ?? scanner.trailing();
  }
}

class Scanner {
  problem: string | undefined;
  private at = 0;

  constructor(private readonly text: string) {}

  value(place: 'value'): void {
    this.space();
    const sign = this.text[this.at];
    if (sign === '{') this.pairs();
    else if (sign === '[') this.items();
    else if (sign === '"') this.string();
    else if (!this.word(/(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)/y))
      this.fail(`looking for beginning of ${place}`);
  }

  trailing(): string | undefined {
    this.space();
    if (this.at < this.text.length) this.fail('after top-level value');
    return this.problem;
  }

  private pairs(): undefined {
    this.at += 1;
    this.space();
    if (this.take('}')) return undefined;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') return this.fail('looking for beginning of object key string');
      this.string();
      this.space();
      if (!this.take(':')) return this.fail('after object key');
      this.value('value');
      if (this.problem !== undefined) return undefined;
      this.space();
      if (this.take('}')) return undefined;
      if (!this.take(',')) return this.fail('after object key:value pair');
    }
  }

  private items(): undefined {
    this.at += 1;
    this.space();
    if (this.take(']')) return undefined;
    for (;;) {
      this.value('value');
      if (this.problem !== undefined) return undefined;
      this.space();
      if (this.take(']')) return undefined;
      if (!this.take(',')) return this.fail('after array element');
    }
  }

  private string(): void {
    if (!this.word(/"(?:[^"\\]|\\.)*"/sy)) {
      this.at = this.text.length;
      this.fail('in string literal');
    }
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private word(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found !== undefined;
  }

  private space(): void {
    this.word(/[ \t\r\n]*/y);
  }

  private fail(where: string): undefined {
    if (this.problem !== undefined) return undefined;
    const sign = this.text[this.at];
    this.problem = sign === undefined ? 'unexpected end of JSON input' : `invalid character '${sign}' ${where}`;
    return undefined;
  }
}
