/** What the API server fills in for kinds that nothing in the cluster acts on. */
import type { KubeObject } from '../../kube/shapes/meta.js';

type Fields = Readonly<Record<string, unknown>>;

export interface PlainDefaults {
  /** Fields beside metadata; those of `spec` are filled one by one. */
  readonly fields?: Fields;
  readonly spec?: Fields;
  /** Of a new object. */
  readonly status?: Fields;
}

export const PLAIN_DEFAULTS: Readonly<Record<string, PlainDefaults>> = {
  PersistentVolume: {
    spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' },
    // Upstream's binder makes it so at once.
    status: { phase: 'Available' },
  },
  PersistentVolumeClaim: {
    spec: { volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  },
  PriorityClass: { fields: { preemptionPolicy: 'PreemptLowerPriority' } },
  StorageClass: { fields: { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' } },
};

export function withPlainDefaults(object: KubeObject): KubeObject {
  const { fields = {}, spec } = PLAIN_DEFAULTS[object.kind] ?? {};
  const own = object as KubeObject & { readonly spec?: Fields };
  return { ...fields, ...own, ...(spec ? { spec: { ...spec, ...own.spec } } : {}) };
}
