/** `--sort-by=PATH`. */
import { JsonPathError, jsonPath, relaxedJsonPath } from '../../kube/jsonpath.js';
import { compareQuantities, parseQuantity } from '../../kube/quantity.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { CommandError } from '../failures.js';
import { goSort } from './go-sort.js';

/** In the order of a field; `undefined` when none of the objects has it. Throws CommandError for a broken path. */
export function sortBy<T>(
  expression: string,
  items: readonly T[],
  objectOf: (item: T) => KubeObject | undefined,
): T[] | undefined {
  try {
    const path = jsonPath(relaxedJsonPath(expression), { allowMissingKeys: true });
    const keyed = items.map((item) => ({ item, key: path.find(objectOf(item) ?? {}).flat()[0] }));
    if (items.length > 0 && keyed.every(({ key }) => key === undefined)) return undefined;
    return goSort(keyed, (left, right) => isLess(left.key, right.key)).map(({ item }) => item);
  } catch (cause) {
    if (!(cause instanceof JsonPathError)) throw cause;
    throw new CommandError(cause.message, { cause });
  }
}

/** Missing fields come first; numbers by value, quantities by amount, other text in natural order. */
function isLess(left: unknown, right: unknown): boolean {
  if (left === undefined || left === null) return right !== undefined && right !== null;
  if (right === undefined || right === null) return false;
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (typeof left === 'boolean' && typeof right === 'boolean') return !left && right;
  const a = String(left);
  const b = String(right);
  const quantities = [parseQuantity(a), parseQuantity(b)] as const;
  if (quantities[0] && quantities[1]) return compareQuantities(quantities[0], quantities[1]) < 0;
  return naturalLess(a, b);
}

/** fvbommel/sortorder: runs of digits compare by value. */
function naturalLess(a: string, b: string): boolean {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const x = left[i] ?? '';
    const y = right[i] ?? '';
    if (x === y) continue;
    const areNumbers = /^\d/.test(x) && /^\d/.test(y);
    if (areNumbers && Number(x) !== Number(y)) return Number(x) < Number(y);
    return x < y;
  }
  return left.length < right.length;
}
