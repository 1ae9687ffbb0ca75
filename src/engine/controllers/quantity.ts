import { parseQuantity } from '../../kube/quantity.js';

/** The common forms, which need no big integers. */
const SHORT = /^(\d{1,9})(m|Ki|Mi|Gi)?$/;
const FACTORS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A quantity as a plain number (cores, bytes, Pods); 0 when there is none. */
export function quantityNumber(text: string | undefined): number {
  if (text === undefined) return 0;
  const [, digits, suffix] = SHORT.exec(text) ?? [];
  if (digits !== undefined && suffix === 'm') return Number(digits) / 1000;
  if (digits !== undefined) return Number(digits) * (suffix === undefined ? 1 : (FACTORS[suffix] ?? 1));
  const quantity = parseQuantity(text);
  return quantity === undefined ? 0 : Number(quantity.nanos) / 1e9;
}
