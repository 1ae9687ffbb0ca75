import type { Taint } from '../../../kube/shapes/core.js';
import type { Pod, Toleration } from '../../../kube/shapes/pod.js';

export function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === 'Exists' || (value ?? '') === (taint.value ?? '');
}

/** Taints with one of these effects that the Pod does not tolerate. */
export function untolerated(pod: Pod, taints: readonly Taint[], effects: readonly Taint['effect'][]): readonly Taint[] {
  if (taints.length === 0) return taints;
  const tolerations = pod.spec.tolerations ?? [];
  return taints.filter(
    (taint) => effects.includes(taint.effect) && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}
