import type { PodTemplateSpec } from '../../../kube/shapes/pod.js';

/** Name suffix of a template: a 32-bit FNV-1a sum of it, in apimachinery's `SafeEncodeString` letters. */
export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = `${canonical(template)}${collisionCount === undefined ? '' : `#${collisionCount}`}`;
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  }
  return [...String(sum >>> 0)].map((digit) => LETTERS[digit] ?? digit).join('');
}

/** What `bcdfghjklmnpqrstvwxz2456789` gives for the characters 0 to 9. */
const LETTERS: Readonly<Record<string, string>> = {
  '0': '4',
  '1': '5',
  '2': '6',
  '3': '7',
  '4': '8',
  '5': '9',
  '6': 'b',
  '7': 'c',
  '8': 'd',
  '9': 'f',
};

/** JSON with sorted keys, so that the order in which fields were written does not matter. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join()}}`;
}
