import { baseNameOf, directoryOf } from '../paths.js';
import { echoText } from '../shell/echo.js';
import { killProcesses } from '../shell/kill.js';
import { formatPrintf } from '../shell/printf.js';
import { evaluateTest } from '../shell/test-expression.js';
import { parseArguments } from './arguments.js';
import { formatDate } from './date-format.js';
import { instantProgram } from './instant-program.js';

export const echo = instantProgram((_, args, { out }) => {
  out(echoText(args));
  return 0;
});

export const printf = instantProgram((_, [format, ...args], { out, fail }) => {
  if (format === undefined) return fail('missing operand');
  const { text, errors } = formatPrintf(format, args);
  out(text);
  for (const error of errors) fail(error);
  return errors.length > 0 ? 1 : 0;
});

export const test = instantProgram((sys, args, { fail }) => {
  const isBracket = baseNameOf(sys.argv[0] ?? '') === '[';
  if (isBracket && args.at(-1) !== ']') return fail("missing ']'", 2);
  const { code, error } = evaluateTest(isBracket ? args.slice(0, -1) : args, sys);
  return error === undefined ? code : fail(error, 2);
});

export const succeed = instantProgram(() => 0);
export const failing = instantProgram(() => 1);

export const seq = instantProgram((_, args, { out, fail }) => {
  const { options, operands } = parseArguments(
    args.map((word) => (/^-\d|^-\./.test(word) ? ` ${word}` : word)),
    { flags: 'w', values: 'sf' },
  );
  const numbers = operands.map(Number);
  const bad = operands.find((word) => word.trim() === '' || Number.isNaN(Number(word)));
  if (bad !== undefined) return fail(`invalid floating point argument: '${bad.trim()}'`);
  const [first = 1, step = 1, last] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  if (last === undefined) return fail('missing operand');
  if (step === 0) return fail(`invalid Zero increment value: '${operands[1]}'`);
  const digits = Math.max(...operands.slice(0, 2).map((word) => (word.split('.')[1] ?? '').length), 0);
  const values: string[] = [];
  for (let at = 0; step > 0 ? first + at * step <= last + 1e-10 : first + at * step >= last - 1e-10; at += 1) {
    values.push((first + at * step).toFixed(digits));
    if (values.length > 1_000_000) break;
  }
  const width = 'w' in options ? Math.max(0, ...values.map((value) => value.length)) : 0;
  if (values.length > 0) out(`${values.map((value) => value.padStart(width, '0')).join(options['s'] ?? '\n')}\n`);
  return 0;
});

export const date = instantProgram((sys, args, { out, fail }) => {
  const { options, operands, error } = parseArguments(args, {
    flags: 'uR',
    values: 'dIr',
    long: { utc: 'u', date: 'd', universal: 'u' },
  });
  if (error && !/'I'/.test(error)) return fail(error);
  const given = options['d'];
  const time = given === undefined ? sys.now() : timeOf(given, sys.now());
  if (time === undefined) return fail(`invalid date '${given}'`);
  const [format] = operands;
  if (format?.startsWith('+')) out(`${formatDate(format.slice(1), time)}\n`);
  else if (args.some((word) => word.startsWith('-Is') || word === '--iso-8601=seconds'))
    out(`${formatDate('%Y-%m-%dT%H:%M:%S+00:00', time)}\n`);
  else if (args.some((word) => word.startsWith('-I'))) out(`${formatDate('%F', time)}\n`);
  else out(`${formatDate('R' in options ? '%a, %d %b %Y %H:%M:%S %z' : '%a %b %e %H:%M:%S UTC %Y', time)}\n`);
  return 0;
});

function timeOf(word: string, now: number): number | undefined {
  if (word === 'now' || word === '') return now;
  if (/^@\d+$/.test(word)) return Number(word.slice(1)) * 1000;
  const [, iso] = /^(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?)(?:Z| ?UTC)?$/.exec(word) ?? [];
  const time =
    iso === undefined ? Number.NaN : Date.parse(`${iso.length === 10 ? `${iso}T00:00` : iso.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}

export const printenv = instantProgram((sys, args, { out }) => {
  if (args.length === 0) for (const [name, value] of Object.entries(sys.env)) out(`${name}=${value}\n`);
  const values = args.map((name) => sys.env[name]);
  for (const value of values) if (value !== undefined) out(`${value}\n`);
  return values.includes(undefined) ? 1 : 0;
});

export const hostname = instantProgram((sys, args, { out }) => {
  if (args[0] === '-i' || args[0] === '-I') out(`${sys.net.addresses().join(' ')}${args[0] === '-I' ? ' ' : ''}\n`);
  else out(`${args[0] === '-s' ? sys.hostname.split('.')[0] : sys.hostname}\n`);
  return 0;
});

export const basename = instantProgram((_, [path, suffix = ''], { out, fail }) => {
  if (path === undefined) return fail('missing operand');
  const name = baseNameOf(path.replace(/(?<=.)\/+$/, '')) || '/';
  out(`${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
  return 0;
});

export const dirname = instantProgram((_, paths, { out, fail }) => {
  if (paths.length === 0) return fail('missing operand');
  for (const path of paths) {
    const trimmed = path.replace(/(?<=.)\/+$/, '');
    out(`${trimmed.includes('/') ? directoryOf(trimmed).replace(/(?<=.)\/+$/, '') : '.'}\n`);
  }
  return 0;
});

export const id = instantProgram((sys, [option], { out }) => {
  const name = sys.env['USER'] ?? 'root';
  const number = name === 'root' ? 0 : 1000;
  if (option === '-u' || option === '-g') out(`${number}\n`);
  else if (option === '-un' || option === '-gn') out(`${name}\n`);
  else out(`uid=${number}(${name}) gid=${number}(${name}) groups=${number}(${name})\n`);
  return 0;
});

export const whoami = instantProgram((sys, _, { out }) => {
  out(`${sys.env['USER'] ?? 'root'}\n`);
  return 0;
});

export const uname = instantProgram((sys, args, { out }) => {
  const values: readonly (readonly [string, string])[] = [
    ['s', 'Linux'],
    ['n', sys.hostname],
    ['r', '6.12.0'],
    ['v', '#1 SMP'],
    ['m', 'x86_64'],
    ['o', 'GNU/Linux'],
  ];
  const letters = args.join('').replaceAll('-', '') || 's';
  out(
    `${values
      .filter(([letter]) => letters.includes(letter) || letters.includes('a'))
      .map(([, value]) => value)
      .join(' ')}\n`,
  );
  return 0;
});

export const which = instantProgram((sys, names, { out }) => {
  const found = names.filter((name) => !name.startsWith('-')).map((name) => sys.find(name));
  for (const path of found) if (path !== undefined) out(`${path}\n`);
  return found.includes(undefined) || found.length === 0 ? 1 : 0;
});

export const clear = instantProgram((_, __, { out }) => {
  out('\x1b[H\x1b[2J\x1b[3J');
  return 0;
});

export const kill = instantProgram((sys, args, { fail }) => killProcesses(args, sys, (message) => fail(message)));

export const ps = instantProgram((sys, _, { out }) => {
  out('PID   USER     TIME  COMMAND\n');
  for (const { pid, argv, env } of sys.processes()) {
    out(`${String(pid).padStart(5)} ${(env['USER'] ?? 'root').padEnd(8)}  0:00 ${argv.join(' ')}\n`);
  }
  return 0;
});

export const expr = instantProgram((_, args, { out, fail }) => {
  const value = new ExprReader(args).whole();
  if (value === undefined) return fail(args.length === 0 ? 'missing operand' : 'syntax error', 2);
  if (value instanceof Error) return fail(value.message, 2);
  out(`${value}\n`);
  return value === '' || value === '0' ? 1 : 0;
});

class ExprReader {
  private at = 0;
  private failure: Error | undefined;

  constructor(private readonly args: readonly string[]) {}

  whole(): string | Error | undefined {
    const value = this.level(0);
    return this.failure ?? (this.at === this.args.length && this.args.length > 0 ? value : undefined);
  }

  private level(depth: number): string {
    const operators = [['|'], ['&'], ['=', '==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%'], [':']][
      depth
    ];
    if (operators === undefined) return this.primary();
    let left = this.level(depth + 1);
    while (operators.includes(this.args[this.at] ?? '')) {
      const operator = this.args[this.at] ?? '';
      this.at += 1;
      left = this.apply(operator, left, this.level(depth + 1));
    }
    return left;
  }

  private primary(): string {
    const word = this.args[this.at] ?? '';
    this.at += 1;
    if (word === 'length') return String(this.primary().length);
    if (word !== '(') return word;
    const value = this.level(0);
    this.at += 1;
    return value;
  }

  private apply(operator: string, left: string, right: string): string {
    const isNumber = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
    const isTrue = (value: string) => value !== '' && value !== '0';
    const [a, b] = isNumber ? [Number(left), Number(right)] : [left, right];
    if (operator === '|') return isTrue(left) ? left : isTrue(right) ? right : '0';
    if (operator === '&') return isTrue(left) && isTrue(right) ? left : '0';
    if (operator === ':') return this.match(left, right);
    const comparisons: Readonly<Record<string, boolean>> = {
      '=': a === b,
      '==': a === b,
      '!=': a !== b,
      '<': a < b,
      '<=': a <= b,
      '>': a > b,
      '>=': a >= b,
    };
    const compared = comparisons[operator];
    if (compared !== undefined) return compared ? '1' : '0';
    if (typeof a === 'string' || typeof b === 'string') this.failure ??= new Error('non-integer argument');
    else if (b === 0 && /[/%]/.test(operator)) this.failure ??= new Error('division by zero');
    else
      return String(
        operator === '+'
          ? a + b
          : operator === '-'
            ? a - b
            : operator === '*'
              ? a * b
              : operator === '/'
                ? Math.trunc(a / b)
                : a % b,
      );
    return '';
  }

  private match(text: string, pattern: string): string {
    const found = new RegExp(`^${pattern.replace(/\\([()])/g, '$1')}`).exec(text);
    return pattern.includes('\\(') ? (found?.[1] ?? '') : String(found?.[0].length ?? 0);
  }
}
