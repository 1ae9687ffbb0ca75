/** Variables as arithmetic sees them. */
export interface ArithmeticVariables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** What is wrong with an expression. */
export class ArithmeticError extends Error {
  constructor(
    message: string,
    /** The same in the words of bash. */
    readonly bash: string,
  ) {
    super(message);
  }
}

/** The value of `$((text))`. */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables): number {
  const found = /^\s*(-?\d+)\s*$/.exec(text);
  if (found && !/^\s*-?0\d/.test(text)) return Number(found[1]);
  return new Arithmetic(text, variables).whole();
}

const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<=': 7,
  '>=': 7,
  '<': 7,
  '>': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};
const tokens =
  /\s*(\*\*|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^<>=!~?:(),]|0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*)/y;

class Arithmetic {
  private readonly tokens: string[] = [];
  private at = 0;
  private depth = 0;
  /** Above zero inside a branch that is not taken: nothing is assigned there. */
  private skipped = 0;

  constructor(
    private readonly text: string,
    private readonly variables: ArithmeticVariables,
  ) {
    let pos = 0;
    const end = text.trimEnd().length;
    while (pos < end) {
      tokens.lastIndex = pos;
      const token = tokens.exec(text);
      if (token === null) throw this.problem(this.text.slice(pos).trim());
      this.tokens.push(token[1] ?? '');
      pos = tokens.lastIndex;
    }
  }

  whole(): number {
    if (this.tokens.length === 0) return 0;
    const value = this.comma();
    if (this.at < this.tokens.length) this.fail();
    return value;
  }

  private fail(): never {
    throw this.problem(this.tokens[Math.min(this.at, this.tokens.length) - 1] ?? '');
  }

  private problem(token: string): ArithmeticError {
    return new ArithmeticError('arithmetic syntax error', `syntax error: operand expected (error token is "${token}")`);
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private comma(): number {
    this.depth += 1;
    if (this.depth > 100) this.fail();
    let value = this.assign();
    while (this.take(',')) value = this.assign();
    this.depth -= 1;
    return value;
  }

  private assign(): number {
    const name = this.tokens[this.at] ?? '';
    const operator = this.tokens[this.at + 1] ?? '';
    if (!/^[A-Za-z_]/.test(name) || !/^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator)) return this.ternary();
    this.at += 2;
    const right = this.assign();
    return this.store(name, operator === '=' ? right : this.apply(operator.slice(0, -1), this.load(name), right));
  }

  private ternary(): number {
    const test = this.binary(1);
    if (!this.take('?')) return test;
    const yes = this.branch(test !== 0, () => this.assign());
    if (!this.take(':')) this.fail();
    const no = this.branch(test === 0, () => this.assign());
    return test !== 0 ? yes : no;
  }

  private branch(taken: boolean, read: () => number): number {
    if (!taken) this.skipped += 1;
    const value = read();
    if (!taken) this.skipped -= 1;
    return value;
  }

  private binary(lowest: number): number {
    let left = this.power();
    for (;;) {
      const operator = this.tokens[this.at] ?? '';
      const strength = precedence[operator] ?? 0;
      if (strength < lowest) return left;
      this.at += 1;
      const needed = operator === '&&' ? left !== 0 : operator === '||' ? left === 0 : true;
      const right = this.branch(needed, () => this.binary(strength + 1));
      left = this.apply(operator, left, right);
    }
  }

  private power(): number {
    const base = this.unary();
    return this.take('**') ? base ** this.power() : base;
  }

  private unary(): number {
    this.depth += 1;
    if (this.depth > 100) this.fail();
    const value = this.prefixed();
    this.depth -= 1;
    return value;
  }

  private prefixed(): number {
    if (this.take('!')) return this.unary() === 0 ? 1 : 0;
    if (this.take('-')) return -this.unary() + 0;
    if (this.take('+')) return this.unary();
    if (this.take('~')) return ~this.unary();
    for (const [sign, by] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (!this.take(sign)) continue;
      const name = this.tokens[this.at] ?? '';
      if (!/^[A-Za-z_]/.test(name)) return this.unary();
      this.at += 1;
      return this.store(name, this.load(name) + by);
    }
    return this.primary();
  }

  private primary(): number {
    const token = this.tokens[this.at] ?? '';
    this.at += 1;
    if (token === '(') {
      const value = this.comma();
      if (!this.take(')')) this.fail();
      return value;
    }
    if (/^\d/.test(token)) return numberOf(token) ?? this.fail();
    if (!/^[A-Za-z_]/.test(token)) this.fail();
    const value = this.load(token);
    if (this.take('++')) this.store(token, value + 1);
    else if (this.take('--')) this.store(token, value - 1);
    return value;
  }

  private load(name: string): number {
    const text = this.variables.get(name)?.trim() ?? '';
    if (text === '') return 0;
    const plain = numberOf(text);
    if (plain !== undefined) return plain;
    if (!/^[A-Za-z_]\w*$/.test(text) || text === name) {
      if (/^[A-Za-z_]\w*$/.test(text)) return 0;
      throw new ArithmeticError(`Illegal number: ${text}`, `syntax error in expression (error token is "${text}")`);
    }
    this.depth += 1;
    if (this.depth > 50) this.fail();
    const value = this.load(text);
    this.depth -= 1;
    return value;
  }

  private store(name: string, value: number): number {
    if (this.skipped === 0) this.variables.set(name, String(value));
    return value;
  }

  private apply(operator: string, left: number, right: number): number {
    if ((operator === '/' || operator === '%') && right === 0) {
      if (this.skipped > 0) return 0;
      throw new ArithmeticError(
        'divide by zero',
        `division by 0 (error token is "${this.tokens.slice(this.at - 1).join('')}")`,
      );
    }
    return (operations[operator]?.(left, right) ?? 0) + 0;
  }
}

const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
  '||': (left, right) => Number(left !== 0 || right !== 0),
  '&&': (left, right) => Number(left !== 0 && right !== 0),
  '|': (left, right) => Number(BigInt.asIntN(64, BigInt(left) | BigInt(right))),
  '^': (left, right) => Number(BigInt.asIntN(64, BigInt(left) ^ BigInt(right))),
  '&': (left, right) => Number(BigInt.asIntN(64, BigInt(left) & BigInt(right))),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  '<<': (left, right) => Number(BigInt.asIntN(64, BigInt(left) << BigInt(right & 63))),
  '>>': (left, right) => Number(BigInt.asIntN(64, BigInt(left) >> BigInt(right & 63))),
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => Math.trunc(left / right),
  '%': (left, right) => left % right,
};

function numberOf(text: string): number | undefined {
  const [, sign, digits = ''] = /^([-+]?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const value = /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  if (Number.isNaN(value) || (/^0\d/.test(digits) && /[89]/.test(digits))) return undefined;
  return sign === '-' ? -value : value;
}
