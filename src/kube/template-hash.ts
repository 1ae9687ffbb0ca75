import type { PodTemplateSpec } from './shapes/pod.js';

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** The `pod-template-hash` of a template: FNV-1a over its canonical JSON, in upstream's alphabet of digits that spell no words. */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const text = canonicalJson(template) + (collisionCount === undefined ? '' : `\u0000${collisionCount}`);
  return safeEncode(String(fnv1a(text)));
}

/** 32-bit FNV-1a of a text's UTF-16 units, both bytes of each. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** apimachinery's `rand.SafeEncodeString`. */
function safeEncode(text: string): string {
  return [...text].map((char) => SAFE[char.charCodeAt(0) % SAFE.length] ?? '').join('');
}

/** JSON with sorted keys, without what is undefined. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(',')}}`;
}
