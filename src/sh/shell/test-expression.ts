import { resolvePath } from '../paths.js';
import type { Sys } from '../program.js';

/** Result of `test`, with a message when the expression is wrong (exit code 2). */
export interface TestResult {
  readonly code: 0 | 1 | 2;
  readonly error?: string;
}

class TestFailure extends Error {}

/** Evaluates the arguments of `test` (without the closing bracket of `[`). */
export function evaluateTest(args: readonly string[], sys: Sys): TestResult {
  try {
    if (args.length === 0) return { code: 1 };
    const [first = '', second = '', third = ''] = args;
    if (args.length === 1) return { code: first === '' ? 1 : 0 };
    if (args.length === 3) {
      const holds = testBinary(second, first, third, sys);
      if (holds !== undefined) return { code: holds ? 0 : 1 };
    }
    const isPair = args.length === 2 && first !== '!' && testUnary(first, second, sys) === undefined;
    if (isPair) return { code: 2, error: `${first}: unary operator expected` };
    const parser = new TestParser(args, sys);
    return { code: parser.whole() ? 0 : 1 };
  } catch (problem) {
    if (!(problem instanceof TestFailure)) throw problem;
    return { code: 2, error: problem.message };
  }
}

/** `undefined`: there is no such question. */
export function testUnary(name: string, word: string, sys: Sys): boolean | undefined {
  const stat = () => sys.files.stat(resolvePath(sys.cwd, word));
  switch (name) {
    case '-n':
      return word !== '';
    case '-z':
      return word === '';
    case '-e':
    case '-a':
      return word !== '' && stat() !== undefined;
    case '-f':
      return word !== '' && stat()?.type === 'file';
    case '-d':
      return word !== '' && stat()?.type === 'directory';
    case '-s':
      return (stat()?.size ?? 0) > 0;
    case '-r':
    case '-w':
      return stat() !== undefined;
    case '-x':
      return ((stat()?.mode ?? 0) & 0o111) !== 0;
    case '-t':
      return sys.isTerminal(Number(word));
    case '-L':
    case '-h':
    case '-p':
    case '-S':
    case '-b':
    case '-c':
      return false;
    default:
      return undefined;
  }
}

export function testBinary(name: string, left: string, right: string, sys: Sys): boolean | undefined {
  switch (name) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
      return integer(left) === integer(right);
    case '-ne':
      return integer(left) !== integer(right);
    case '-lt':
      return integer(left) < integer(right);
    case '-le':
      return integer(left) <= integer(right);
    case '-gt':
      return integer(left) > integer(right);
    case '-ge':
      return integer(left) >= integer(right);
    case '-nt':
      return modified(left, sys) > modified(right, sys);
    case '-ot':
      return modified(left, sys) < modified(right, sys);
    default:
      return undefined;
  }
}

function modified(path: string, sys: Sys): number {
  return sys.files.stat(resolvePath(sys.cwd, path))?.mtime ?? -1;
}

function integer(word: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(word)) throw new TestFailure(`${word}: integer expression expected`);
  return Number(word);
}

class TestParser {
  private at = 0;

  constructor(
    private readonly args: readonly string[],
    private readonly sys: Sys,
  ) {}

  whole(): boolean {
    const result = this.or();
    if (this.at < this.args.length)
      throw new TestFailure(this.args.length > 4 ? 'too many arguments' : `${this.args[this.at]}: unknown operand`);
    return result;
  }

  private take(word: string): boolean {
    if (this.args[this.at] !== word) return false;
    this.at += 1;
    return true;
  }

  private or(): boolean {
    let result = this.and();
    while (this.take('-o')) result = this.and() || result;
    return result;
  }

  private and(): boolean {
    let result = this.not();
    while (this.take('-a')) result = this.not() && result;
    return result;
  }

  private not(): boolean {
    return this.take('!') ? !this.not() : this.primary();
  }

  private primary(): boolean {
    const [word, second, third] = this.args.slice(this.at, this.at + 3);
    if (word === undefined) throw new TestFailure('argument expected');
    if (second !== undefined && third !== undefined) {
      const binary = testBinary(second, word, third, this.sys);
      if (binary !== undefined) {
        this.at += 3;
        return binary;
      }
    }
    if (this.take('(')) {
      const result = this.or();
      if (!this.take(')')) throw new TestFailure('closing paren expected');
      return result;
    }
    const unary = second === undefined ? undefined : testUnary(word, second, this.sys);
    this.at += unary === undefined ? 1 : 2;
    return unary ?? word !== '';
  }
}
