import type { KubeObject } from '../../kube/shapes/meta.js';
import type { ObjectKey } from './cluster-api.js';

/** `NAMESPACE/NAME`, or `/NAME` for what lives outside namespaces: the key of work queues and maps. */
export function keyOf(object: Pick<KubeObject, 'metadata'>): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

export function parseKey(key: string): ObjectKey {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
