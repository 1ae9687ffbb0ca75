/** The functions that templates may call: Go's own and kubectl's `exists` and `base64decode`. */
import { goQuote, goSyntax, goText } from '../../kube/go-value.js';
import { TemplateError } from './go-template-parse.js';

/** Throws TemplateError. */
export function callFunction(name: string, args: readonly unknown[]): unknown {
  const call = FUNCTIONS[name];
  if (!call) throw new TemplateError(`function "${name}" not defined`);
  return call(args);
}

/** Go's truth: not empty, not zero. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

const FUNCTIONS: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  not: ([value]) => !isTrue(value),
  len: ([value]) => length(value),
  index: ([from, ...keys]) => keys.reduce(entry, from),
  slice: ([from, start, end]) => sliced(from, start, end),
  print: (args) => args.map(goText).join(''),
  println: (args) => `${args.map(goText).join(' ')}\n`,
  printf: ([format, ...args]) => formatted(String(format), args),
  eq: ([first, ...others]) => others.some((other) => first === other),
  ne: ([left, right]) => left !== right,
  lt: ([left, right]) => compared(left, right) < 0,
  le: ([left, right]) => compared(left, right) <= 0,
  gt: ([left, right]) => compared(left, right) > 0,
  ge: ([left, right]) => compared(left, right) >= 0,
  html: (args) => joined(args).replace(/[&<>"'\0]/g, (sign) => HTML[sign] ?? sign),
  js: (args) => joined(args).replace(/[\\'"<>&=\n\r\t]/g, (sign) => JS[sign] ?? codeUnit(sign)),
  urlquery: (args) =>
    encodeURIComponent(joined(args))
      .replace(/%20/g, '+')
      .replace(/[!'()*]/g, percent),
  exists: ([from, ...keys]) => hasPath(from, keys),
  base64decode: ([text]) => decodeBase64(String(text)),
};

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\uFFFD',
};

const JS: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '"': '\\"' };

function joined(args: readonly unknown[]): string {
  return args.map(goText).join('');
}

function codeUnit(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Whether a template may call it; `and` and `or` are the evaluator's own. */
export function isFunction(name: string): boolean {
  return name === 'and' || name === 'or' || name === 'call' || FUNCTIONS[name] !== undefined;
}

function length(value: unknown): number {
  if (typeof value === 'string') return byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new TemplateError('error calling len: len of nil pointer');
}

/** Length of text in UTF-8, which is what Go counts. */
function byteLength(text: string): number {
  return encodeURIComponent(text).replace(/%../g, 'x').length;
}

function entry(from: unknown, key: unknown): unknown {
  if (Array.isArray(from)) {
    const index = Number(key);
    if (!(index >= 0 && index < from.length)) {
      throw new TemplateError(`error calling index: reflect: slice index out of range`);
    }
    return from[index];
  }
  if (typeof from === 'object' && from !== null) return (from as Readonly<Record<string, unknown>>)[String(key)];
  throw new TemplateError('error calling index: index of untyped nil');
}

function sliced(from: unknown, start: unknown, end: unknown): unknown {
  const to = end === undefined ? undefined : Number(end);
  if (typeof from === 'string' || Array.isArray(from)) return from.slice(Number(start ?? 0), to);
  throw new TemplateError('error calling slice: slice of untyped nil');
}

function compared(left: unknown, right: unknown): number {
  if (typeof left !== typeof right) throw new TemplateError('incompatible types for comparison');
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : left === right ? 0 : 1;
}

function hasPath(from: unknown, keys: readonly unknown[]): boolean {
  let value = from;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, String(key))) return false;
    value = (value as Readonly<Record<string, unknown>>)[String(key)];
  }
  return true;
}

function formatted(format: string, args: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%(-?\+?0?)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (whole, flag: string, width: string, digits: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const value = verbText(args[next++], verb, digits);
      if (value === undefined) return whole;
      const pad = flag.includes('0') ? '0' : ' ';
      return flag.includes('-') ? value.padEnd(Number(width)) : value.padStart(Number(width), pad);
    },
  );
  const rest = args.slice(next).map((arg) => `${typeof arg}=${goText(arg)}`);
  return rest.length === 0 ? text : `${text}%!(EXTRA ${rest.join(', ')})`;
}

function verbText(value: unknown, verb: string, digits: string | undefined): string | undefined {
  switch (verb) {
    case 's':
    case 'v':
    case 'd':
    case 't':
      return goText(value);
    case 'q':
      return goQuote(String(value));
    case 'f':
      return Number(value).toFixed(Number(digits ?? 6));
    case 'x':
      return Number(value).toString(16);
    case 'T':
      return goSyntax(value);
    default:
      return undefined;
  }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Text of base64 in UTF-8. */
function decodeBase64(text: string): string {
  let bits = '';
  for (const sign of text.replace(/=+$/, '')) {
    const value = BASE64.indexOf(sign);
    if (value < 0) throw new TemplateError('error calling base64decode: illegal base64 data');
    bits += value.toString(2).padStart(6, '0');
  }
  const bytes = bits.match(/.{8}/g) ?? [];
  const escaped = bytes.map((byte) => `%${Number.parseInt(byte, 2).toString(16).padStart(2, '0')}`).join('');
  return decodeURIComponent(escaped);
}
