/** What `printf` writes, and what it complains about. */
export interface Printed {
  readonly text: string;
  readonly errors: readonly string[];
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** Backslash escapes of `printf` formats and of `echo -e`; `stop` is set by `\c`. */
export function unescapeText(text: string): { readonly text: string; readonly stop: boolean } {
  const end = /^((?:[^\\]|\\[^c])*)\\c/.exec(text)?.[1];
  const body = (end ?? text).replace(
    /\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|0[0-7]{0,3}|[1-7][0-7]{0,2}|[\s\S])/g,
    (all, code: string) => {
      if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
      return escapes[code] ?? all;
    },
  );
  return { text: body, stop: end !== undefined };
}

/** `printf FORMAT ARGS...` */
export function formatPrintf(format: string, args: readonly string[]): Printed {
  const errors: string[] = [];
  let text = '';
  let next = 0;
  const take = () => {
    const value = args[next];
    next += 1;
    return value;
  };
  do {
    const before = next;
    let stop = false;
    const body = format.replace(
      /%%|%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z])|\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[\s\S])/g,
      (all, flags = '', width, precision, kind) => {
        if (stop) return '';
        if (all === '%%') return '%';
        if (all.startsWith('\\')) {
          const part = unescapeText(all);
          stop = part.stop;
          return part.text;
        }
        const size = width === '*' ? Number(take() ?? 0) : Number(width ?? 0);
        const digits =
          precision === '*' ? Number(take() ?? 0) : precision === undefined ? undefined : Number(precision);
        const directive = { flags: size < 0 ? `${flags}-` : flags, width: Math.abs(size), digits, kind };
        const value = take();
        if (kind === 'b') {
          const part = unescapeText(value ?? '');
          stop = part.stop;
          return pad(part.text, directive);
        }
        return convert(value, directive, errors);
      },
    );
    text += body;
    if (next === before || stop) break;
  } while (next < args.length);
  return { text, errors };
}

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly digits: number | undefined;
  readonly kind: string;
}

function convert(value: string | undefined, directive: Directive, errors: string[]): string {
  const { kind, digits, flags } = directive;
  if (kind === 's') return pad(digits === undefined ? (value ?? '') : (value ?? '').slice(0, digits), directive);
  if (kind === 'c') return pad((value ?? '').slice(0, 1), directive);
  if (kind === 'q') return pad(/^[\w./:=@%+,-]+$/.test(value ?? '') ? (value ?? '') : `'${value ?? ''}'`, directive);
  const number = numeric(value ?? '', errors);
  if (/[eEfFgG]/.test(kind)) return pad(sign(number, flags) + floating(Math.abs(number), digits ?? 6, kind), directive);
  const whole = Math.trunc(number);
  if (kind === 'd' || kind === 'i')
    return pad(sign(whole, flags) + String(Math.abs(whole)).padStart(digits ?? 0, '0'), directive);
  if (!/[ouxX]/.test(kind)) {
    errors.push(`%${kind}: invalid directive`);
    return '';
  }
  const positive = whole < 0 ? BigInt.asUintN(64, BigInt(whole)) : BigInt(whole);
  const body = positive.toString(kind === 'o' ? 8 : kind === 'u' ? 10 : 16).padStart(digits ?? 0, '0');
  const prefix = flags.includes('#') && kind !== 'u' ? (kind === 'o' ? '0' : '0x') : '';
  return pad(prefix + (kind === 'X' ? body.toUpperCase() : body), directive);
}

function sign(number: number, flags: string): string {
  return number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function floating(number: number, digits: number, kind: string): string {
  if (/[fF]/.test(kind)) return number.toFixed(digits);
  const exponent = (text: string) => text.replace(/e([-+])(\d)$/, 'e$10$2');
  if (/[eE]/.test(kind)) return exponent(number.toExponential(digits));
  return exponent(String(Number(number.toPrecision(digits || 1))));
}

function numeric(word: string, errors: string[]): number {
  if (word === '') return 0;
  if (/^['"]/.test(word)) return word.codePointAt(1) ?? 0;
  const negative = word.startsWith('-');
  const digits = word.replace(/^[-+]/, '');
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  if (Number.isNaN(value)) {
    errors.push(`${word}: invalid number`);
    const start = Number.parseFloat(word);
    return Number.isNaN(start) ? 0 : start;
  }
  return negative ? -value : value;
}

function pad(text: string, { flags, width, kind }: Directive): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || /[sbcq]/.test(kind)) return text.padStart(width);
  const head = /^[-+ ]?(0[xX])?/.exec(text)?.[0] ?? '';
  return head + text.slice(head.length).padStart(width - head.length, '0');
}
