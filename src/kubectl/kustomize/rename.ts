/** New names for objects, and for them wherever others speak of them. */
import type { KubeObject } from '../../kube/shapes/meta.js';

interface Renamed {
  readonly objects: readonly KubeObject[];
  /** New names by `KIND/OLD NAME`. */
  readonly names: ReadonlyMap<string, string>;
}

export function renamed(objects: readonly KubeObject[], newName: (object: KubeObject) => string): Renamed {
  const names = new Map<string, string>();
  const named = objects.map((object) => {
    const name = newName(object);
    names.set(`${object.kind}/${object.metadata.name}`, name);
    return { ...object, metadata: { ...object.metadata, name } };
  });
  return { objects: named.map((object) => referring(object, names) as KubeObject), names };
}

/** Fields that hold the name of another object, and of which kind; the last word but one decides where it is needed. */
const REFERENCES: Readonly<Record<string, string>> = {
  'configMapKeyRef.name': 'ConfigMap',
  'configMapRef.name': 'ConfigMap',
  'configMap.name': 'ConfigMap',
  'secretKeyRef.name': 'Secret',
  'secretRef.name': 'Secret',
  'secret.name': 'Secret',
  'secret.secretName': 'Secret',
  'imagePullSecrets.name': 'Secret',
  'tls.secretName': 'Secret',
  'persistentVolumeClaim.claimName': 'PersistentVolumeClaim',
  'service.name': 'Service',
};

function referring(value: unknown, names: ReadonlyMap<string, string>, parent = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => referring(item, names, parent));
  if (typeof value !== 'object' || value === null) return value;
  const { kind } = value as { readonly kind?: unknown };
  const isReference = parent === 'scaleTargetRef' || parent === 'roleRef' || parent === 'subjects';
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const owner = referenceKind(parent, key) ?? (isReference && key === 'name' ? String(kind) : undefined);
      if (owner === undefined || typeof field !== 'string') return [key, referring(field, names, key)];
      return [key, names.get(`${owner}/${field}`) ?? field];
    }),
  );
}

function referenceKind(parent: string, key: string): string | undefined {
  if (key === 'serviceAccountName') return 'ServiceAccount';
  if (key === 'serviceName' && parent === 'spec') return 'Service';
  return REFERENCES[`${parent}.${key}`];
}
