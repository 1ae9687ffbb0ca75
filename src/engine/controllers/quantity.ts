import { parseQuantity } from '../../kube/quantity.js';

/** A quantity as a plain number (cores, bytes, Pods); 0 when there is none. */
export function quantityNumber(text: string | undefined): number {
  const quantity = text === undefined ? undefined : parseQuantity(text);
  return quantity === undefined ? 0 : Number(quantity.nanos) / 1e9;
}
