import type { KubeObject } from '../../kube/shapes/meta.js';

/** Writes core/v1 Events as upstream's recorder does: the same event again raises `count` instead of making a new object. */
export interface EventRecorder {
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
}
