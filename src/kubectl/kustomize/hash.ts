/** Names that change with what is in the object, so that who uses it notices. */
import { goJson } from '../../kube/go-value.js';
import { sha256 } from '../../kube/sha256.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Built } from './kustomization.js';
import { renamed } from './rename.js';

export function withHashes({ objects, hashed }: Built): readonly KubeObject[] {
  return renamed(objects, (object) => {
    const { name = '' } = object.metadata;
    return hashed.has(`${object.kind}/${name}`) ? `${name}-${hashOf(object)}` : name;
  }).objects;
}

/** The name does not count (kustomize's hasher). */
function hashOf(object: KubeObject): string {
  const { kind, data, type } = object as KubeObject & { readonly data: unknown; readonly type?: string };
  return contentHash({ kind, ...(type === undefined ? {} : { type }), name: '', data });
}

/** The first ten digits, with letters that make no words. */
export function contentHash(content: object): string {
  const hex = sha256(goJson(content)).map((byte) => byte.toString(16).padStart(2, '0'));
  const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  return [...hex.join('').slice(0, 10)].map((digit) => letters[digit] ?? digit).join('');
}
