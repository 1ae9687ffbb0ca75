import type { Node, SyntaxProblem } from './ast.js';

/** Thrown by the parser, and only by it; `parseScript` makes it a value. */
export class SyntaxFailure extends Error {
  constructor(readonly problem: SyntaxProblem) {
    super(`unexpected ${problem.token}`);
  }
}

/** Shell text under a cursor, and the nodes found so far. */
export class Source {
  pos = 0;
  private level = 0;

  constructor(
    public text: string,
    readonly nodes: Node[],
    readonly depth = 0,
  ) {
    if (depth > 100) this.fail('nesting');
  }

  /** Reads something that can hold itself; stops before the stack does. */
  nest<T>(read: () => T): T {
    this.level += 1;
    if (this.level > 100) this.fail('nesting');
    const result = read();
    this.level -= 1;
    return result;
  }

  get char(): string {
    return this.text[this.pos] ?? '';
  }

  get ended(): boolean {
    return this.pos >= this.text.length;
  }

  at(prefix: string): boolean {
    return this.text.startsWith(prefix, this.pos);
  }

  take(prefix: string): boolean {
    if (!this.at(prefix)) return false;
    this.pos += prefix.length;
    return true;
  }

  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.pos;
    return sticky.exec(this.text)?.[0];
  }

  add(node: Node): number {
    this.nodes.push(node);
    return this.nodes.length - 1;
  }

  line(pos = this.pos): number {
    let line = 1;
    for (let at = this.text.indexOf('\n'); at >= 0 && at < pos; at = this.text.indexOf('\n', at + 1)) line += 1;
    return line;
  }

  fail(token: string, expecting?: string): never {
    throw new SyntaxFailure({
      incomplete: token === 'end of file',
      token,
      ...(expecting === undefined ? {} : { expecting }),
      ...this.place(this.pos),
    });
  }

  unterminated(bracket: string, start: number): never {
    throw new SyntaxFailure({ incomplete: true, token: 'end of file', unterminated: bracket, ...this.place(start) });
  }

  private place(pos: number) {
    return { line: this.line(pos), column: pos - this.text.lastIndexOf('\n', pos - 1) };
  }
}
