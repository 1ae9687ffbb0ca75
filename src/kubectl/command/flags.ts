/** Flags as pflag reads them: their declarations, their values, and the texts of its errors. */
import { parseGoDuration } from './go-duration.js';

export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  /** Text as in `--flag='default'` of help. */
  readonly default?: string;
  /** The value of `--flag` without one; booleans have `true`. */
  readonly bare?: string;
  readonly usage: string;
  readonly required?: boolean;
  readonly hidden?: boolean;
}

export type FlagType = 'string' | 'bool' | 'int' | 'int32' | 'int64' | 'duration' | 'list' | 'array' | 'map';

/** The values of one command line. Reading an undeclared flag is a bug. */
export class Flags {
  private readonly values = new Map<string, string[]>();

  constructor(readonly specs: readonly FlagSpec[]) {}

  string(name: string): string {
    return this.values.get(name)?.at(-1) ?? this.spec(name).default ?? '';
  }

  bool(name: string): boolean {
    return /^(1|t|true)$/i.test(this.string(name) || 'false');
  }

  int(name: string): number {
    return Number(this.string(name) || '0');
  }

  /** In ms. */
  duration(name: string): number {
    return parseGoDuration(this.string(name) || '0s') ?? 0;
  }

  /** All values: each of an `array`, the parts between commas of a `list` or `map`. */
  list(name: string): readonly string[] {
    const spec = this.spec(name);
    const given = this.values.get(name) ?? (spec.default ? [spec.default] : []);
    return spec.type === 'array' ? given : given.flatMap((text) => (text === '' ? [] : text.split(',')));
  }

  isSet(name: string): boolean {
    return this.values.has(name);
  }

  /** Throws FlagError when the text does not fit the flag. */
  set(spec: FlagSpec, text: string): void {
    const problem = valueProblem(spec.type, text);
    if (problem !== undefined) {
      const title = spec.short === undefined ? `--${spec.name}` : `-${spec.short}, --${spec.name}`;
      throw new FlagError(`invalid argument "${text}" for "${title}" flag: ${problem}`);
    }
    const isMany = spec.type === 'list' || spec.type === 'array' || spec.type === 'map';
    this.values.set(spec.name, isMany ? [...(this.values.get(spec.name) ?? []), text] : [text]);
  }

  private spec(name: string): FlagSpec {
    const spec = this.specs.find((candidate) => candidate.name === name);
    if (!spec) throw new Error(`flag ${name} is not declared`);
    return spec;
  }
}

export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/** Reads flags out of arguments; what is left are the positional ones. Throws FlagError, or HelpWish for `--help`. */
export function parseFlags(flags: Flags, argv: readonly string[]): { readonly args: string[]; readonly dash: number } {
  const args: string[] = [];
  const rest = [...argv];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') return { args: [...args, ...rest], dash: args.length };
    if (arg.startsWith('--')) longFlag(flags, arg, rest);
    else if (arg.startsWith('-') && arg !== '-') shortFlags(flags, arg, rest);
    else args.push(arg);
  }
  return { args, dash: -1 };
}

export class HelpWish extends Error {
  override readonly name = 'HelpWish';
}

/** How the value of a flag is found, which the search for the verb needs to know, too. */
export function takesNext(specs: readonly FlagSpec[], arg: string): boolean {
  if (arg.includes('=')) return false;
  const spec = arg.startsWith('--')
    ? findLong(specs, arg.slice(2))
    : arg.length === 2
      ? specs.find(({ short }) => short === arg[1])
      : undefined;
  if (arg.startsWith('--')) return spec === undefined || bareValue(spec) === undefined;
  return arg.length === 2 && (spec === undefined || bareValue(spec) === undefined);
}

function longFlag(flags: Flags, arg: string, rest: string[]): void {
  const name = arg.slice(2);
  const equals = name.indexOf('=');
  const key = equals < 0 ? name : name.slice(0, equals);
  if (key === '' || key.startsWith('-')) throw new FlagError(`bad flag syntax: ${arg}`);
  const spec = findLong(flags.specs, key);
  if (!spec) {
    if (key === 'help') throw new HelpWish();
    throw new FlagError(`unknown flag: --${key}`);
  }
  const bare = bareValue(spec);
  const value = equals >= 0 ? name.slice(equals + 1) : (bare ?? rest.shift());
  if (value === undefined) throw new FlagError(`flag needs an argument: --${key}`);
  flags.set(spec, value);
}

function shortFlags(flags: Flags, arg: string, rest: string[]): void {
  let letters = arg.slice(1);
  while (letters !== '') {
    const letter = letters[0] ?? '';
    const spec = flags.specs.find(({ short }) => short === letter);
    if (!spec) {
      if (letter === 'h') throw new HelpWish();
      throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
    }
    const bare = bareValue(spec);
    const isAssigned = letters.length > 2 && letters[1] === '=';
    if (bare !== undefined && !isAssigned) {
      flags.set(spec, bare);
      letters = letters.slice(1);
      continue;
    }
    const value = isAssigned ? letters.slice(2) : letters.slice(1) || rest.shift();
    if (value === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
    flags.set(spec, value);
    return;
  }
}

function bareValue(spec: FlagSpec): string | undefined {
  return spec.bare ?? (spec.type === 'bool' ? 'true' : undefined);
}

/** Underscores in names of flags are dashes. */
function findLong(specs: readonly FlagSpec[], name: string): FlagSpec | undefined {
  const [key = ''] = name.replaceAll('_', '-').split('=');
  return specs.find((spec) => spec.name === key);
}

function valueProblem(type: FlagType, text: string): string | undefined {
  switch (type) {
    case 'bool':
      return isBoolean(text) ? undefined : `strconv.ParseBool: parsing "${text}": invalid syntax`;
    case 'int':
    case 'int32':
    case 'int64':
      return intProblem(type, text);
    case 'duration':
      return parseGoDuration(text) === undefined ? durationProblem(text) : undefined;
    case 'map':
      return text.split(',').every((part) => part.includes('=')) ? undefined : `${text} must be formatted as key=value`;
    default:
      return undefined;
  }
}

/** What strconv.ParseBool takes. */
export function isBoolean(text: string): boolean {
  return /^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(text);
}

function intProblem(type: 'int' | 'int32' | 'int64', text: string): string | undefined {
  if (!/^[-+]?(0x[0-9a-fA-F]+|\d+)$/.test(text)) return `strconv.ParseInt: parsing "${text}": invalid syntax`;
  const limit = type === 'int32' ? 2 ** 31 : 2 ** 63;
  const value = Number(text);
  return value >= limit || value < -limit ? `strconv.ParseInt: parsing "${text}": value out of range` : undefined;
}

function durationProblem(text: string): string {
  if (text === '') return 'time: invalid duration ""';
  return /^[-+]?\d+(\.\d+)?$/.test(text)
    ? `time: missing unit in duration "${text}"`
    : `time: invalid duration "${text}"`;
}
