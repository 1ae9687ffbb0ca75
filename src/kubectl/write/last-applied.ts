/** The annotation in which apply keeps what it wrote last. */
import { goJson } from '../../kube/go-value.js';
import type { KubeObject } from '../../kube/shapes/meta.js';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The annotation's text for an object: compact JSON without the annotation itself, and a line feed. */
export function appliedText(object: KubeObject): string {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  return `${goJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

export function withLastApplied(object: KubeObject): KubeObject {
  return withAnnotation(object, appliedText(object));
}

/** What `create` and the like do: the annotation is made when asked for, kept right when it is there. */
export function savedConfig(object: KubeObject, isWanted: boolean): KubeObject {
  return isWanted || lastApplied(object) !== undefined ? withLastApplied(object) : object;
}

export function lastApplied(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[LAST_APPLIED];
}

function withAnnotation(object: KubeObject, text: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [LAST_APPLIED]: text };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
