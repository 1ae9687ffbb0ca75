/** The patch of client-side apply: what was applied last, what is to be, what is there. */

import { makeThreeWayStrategicPatch } from '../../kube/make-strategic-patch.js';
import { makeThreeWayMergePatch } from '../../kube/merge-patch.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { lastApplied } from './last-applied.js';

export interface ApplyPatch {
  readonly type: 'strategic' | 'merge';
  readonly body: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** `modified` is the wanted object; with its annotation, if that is to be written. */
export function applyPatch(modified: KubeObject, current: KubeObject): ApplyPatch {
  const parts = { original: originalOf(current), modified: fields(modified), current: fields(current) };
  const schema = schemaOf(modified.apiVersion, modified.kind);
  return schema
    ? { type: 'strategic', body: makeThreeWayStrategicPatch(schema, parts) }
    : { type: 'merge', body: makeThreeWayMergePatch(parts) as Fields };
}

function originalOf(current: KubeObject): Fields {
  const text = lastApplied(current);
  return text === undefined || text.trim() === '' ? {} : (JSON.parse(text) as Fields);
}

function fields(object: KubeObject): Fields {
  return object as unknown as Fields;
}
