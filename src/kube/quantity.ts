/** Quantities: `100m`, `64Mi`, `1.5`. Values are exact: a whole number of billionths. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

const NANO = 1_000_000_000n;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const PATTERN = /^([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?|[eE][+-]?\d+)$/;

/** The quantity that a text means, or `undefined` when it is none. Finer parts than a billionth are rounded up. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, sign = '', digits = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const mantissa = BigInt(`${whole}${fraction}` || '0');
  const scaled = scale(mantissa, fraction.length, suffix);
  return { nanos: sign === '-' ? -scaled : scaled, format: formatOf(suffix) };
}

/** The text in which the API server writes the quantity: the largest suffix without a fraction. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const size = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? '-' : '';
  if (format === 'BinarySI' && size >= 1024n * NANO && size % NANO === 0n) return `${sign}${binary(size / NANO)}`;
  let mantissa = size;
  let exponent = -9;
  while (mantissa % 1000n === 0n && exponent < 18) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return `${sign}${mantissa}${exponent === 0 ? '' : `e${exponent}`}`;
  const suffix = Object.entries(DECIMAL).find(([, power]) => power === exponent)?.[0] ?? '';
  return `${sign}${mantissa}${suffix}`;
}

/** The same quantity in the API server's text; the text itself when it is no quantity. */
export function canonicalQuantity(text: string): string {
  if (/^[1-9]\d?$/.test(text)) return text;
  const quantity = parseQuantity(text);
  return quantity ? formatQuantity(quantity) : text;
}

export function compareQuantities(a: Quantity, b: Quantity): number {
  if (a.nanos === b.nanos) return 0;
  return a.nanos < b.nanos ? -1 : 1;
}

export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** In thousandths, rounded up, as CPU is counted. */
export function milliValue({ nanos }: Quantity): number {
  return Number(ceilDivide(nanos, 1_000_000n));
}

function scale(mantissa: bigint, fractionDigits: number, suffix: string): bigint {
  const power = BINARY.indexOf(suffix);
  if (power > 0) return ceilDivide(mantissa * 1024n ** BigInt(power) * NANO, 10n ** BigInt(fractionDigits));
  const decimal = DECIMAL[suffix] ?? Number(suffix.slice(1));
  const exponent = decimal + 9 - fractionDigits;
  return exponent >= 0 ? mantissa * 10n ** BigInt(exponent) : ceilDivide(mantissa, 10n ** BigInt(-exponent));
}

function formatOf(suffix: string): Quantity['format'] {
  if (suffix.endsWith('i')) return 'BinarySI';
  return /^[eE][+-]?\d/.test(suffix) ? 'DecimalExponent' : 'DecimalSI';
}

function binary(units: bigint): string {
  let mantissa = units;
  let power = 0;
  while (mantissa % 1024n === 0n && power < 6) {
    mantissa /= 1024n;
    power += 1;
  }
  return `${mantissa}${BINARY[power] ?? ''}`;
}

function ceilDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value > 0n && value % by !== 0n ? quotient + 1n : quotient;
}
