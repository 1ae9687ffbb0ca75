import { ageSince } from '../../kube/duration.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind, wideColumn } from './define-kind.js';
import type { Column, Kind } from './kind.js';
import { metadataErrors } from './metadata.js';
import { PLAIN_DEFAULTS, withPlainDefaults } from './plain-defaults.js';

/** Kinds that are stored and shown, and that nothing in the cluster acts on yet. */
interface Plain {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly version?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced?: false;
  readonly status?: true;
  /** Columns between name and age, each with the path of its field; `<none>` where the object says nothing. */
  readonly shows?: readonly (readonly [Column, string, string])[];
}

const NONE = '<none>';

const PLAIN: readonly Plain[] = [
  {
    group: '',
    kind: 'ReplicationController',
    plural: 'replicationcontrollers',
    shortNames: ['rc'],
    categories: ['all'],
    status: true,
    shows: [
      [column('Desired', 'integer'), 'spec.replicas', '0'],
      [column('Current', 'integer'), 'status.replicas', '0'],
      [column('Ready', 'integer'), 'status.readyReplicas', '0'],
    ],
  },
  { group: '', kind: 'LimitRange', plural: 'limitranges', shortNames: ['limits'] },
  {
    group: '',
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    shortNames: ['pvc'],
    status: true,
    shows: [
      [column('Status'), 'status.phase', ''],
      [column('Volume'), 'spec.volumeName', ''],
      [column('Capacity'), 'status.capacity.storage', ''],
      [column('Access Modes'), 'status.accessModes', ''],
      [column('StorageClass'), 'spec.storageClassName', ''],
      [column('VolumeAttributesClass'), 'spec.volumeAttributesClassName', '<unset>'],
    ],
  },
  {
    group: '',
    kind: 'PersistentVolume',
    plural: 'persistentvolumes',
    shortNames: ['pv'],
    namespaced: false,
    status: true,
    shows: [
      [column('Capacity'), 'spec.capacity.storage', ''],
      [column('Access Modes'), 'spec.accessModes', ''],
      [column('Reclaim Policy'), 'spec.persistentVolumeReclaimPolicy', ''],
      [column('Status'), 'status.phase', ''],
      [column('Claim'), 'spec.claimRef.name', ''],
      [column('StorageClass'), 'spec.storageClassName', ''],
      [column('VolumeAttributesClass'), 'spec.volumeAttributesClassName', '<unset>'],
      [column('Reason'), 'status.reason', ''],
    ],
  },
  {
    group: 'apps',
    kind: 'ControllerRevision',
    plural: 'controllerrevisions',
    shows: [
      [column('Controller'), 'metadata.ownerReferences.0.name', NONE],
      [column('Revision', 'integer'), 'revision', '0'],
    ],
  },
  {
    group: 'networking.k8s.io',
    kind: 'IngressClass',
    plural: 'ingressclasses',
    namespaced: false,
    shows: [
      [column('Controller'), 'spec.controller', ''],
      [column('Parameters'), 'spec.parameters', NONE],
    ],
  },
  {
    group: 'policy',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    shortNames: ['pdb'],
    status: true,
    shows: [
      [column('Min Available'), 'spec.minAvailable', 'N/A'],
      [column('Max Unavailable'), 'spec.maxUnavailable', 'N/A'],
      [column('Allowed Disruptions', 'integer'), 'status.disruptionsAllowed', '0'],
    ],
  },
  {
    group: 'scheduling.k8s.io',
    kind: 'PriorityClass',
    plural: 'priorityclasses',
    shortNames: ['pc'],
    namespaced: false,
    shows: [
      [column('Value', 'integer'), 'value', '0'],
      [column('Global-Default'), 'globalDefault', 'false'],
    ],
  },
  {
    group: 'storage.k8s.io',
    kind: 'StorageClass',
    plural: 'storageclasses',
    shortNames: ['sc'],
    namespaced: false,
    shows: [
      [column('Provisioner'), 'provisioner', ''],
      [column('ReclaimPolicy'), 'reclaimPolicy', 'Delete'],
      [column('VolumeBindingMode'), 'volumeBindingMode', '<unset>'],
      [column('AllowVolumeExpansion'), 'allowVolumeExpansion', 'false'],
    ],
  },
];

export const plainKinds: readonly Kind[] = PLAIN.map(plainKind);

function plainKind({ shows, status, ...names }: Plain): Kind {
  const namespaced = names.namespaced ?? true;
  const first = PLAIN_DEFAULTS[names.kind]?.status;
  return defineKind<KubeObject>({
    ...names,
    ...(status ? { subresources: ['status'] } : {}),
    defaults: withPlainDefaults,
    ...(first ? { prepareCreate: (object: KubeObject) => ({ ...object, status: first }) as KubeObject } : {}),
    validateCreate: (object) => metadataErrors(object, { namespaced }),
    columns: shows
      ? [column('Name'), ...shows.map(([one]) => one), column('Age'), ...wideOf(names.kind)]
      : [column('Name'), column('Created At', 'date')],
    cells: (object, now) => {
      const { name = '', creationTimestamp } = object.metadata;
      if (shows === undefined) return [name, creationTimestamp ?? ''];
      const shown = shows.map(([one, path, missing]) => cell(one, found(object, path), missing));
      const wide = wideOf(names.kind).length > 0 ? [String(found(object, 'spec.volumeMode') ?? '<unset>')] : [];
      return [name, ...shown, ageSince(creationTimestamp, now), ...wide];
    },
  });
}

function wideOf(kind: string): readonly Column[] {
  return kind.startsWith('PersistentVolume') ? [wideColumn('VolumeMode')] : [];
}

function found(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

function cell({ type }: Column, value: unknown, missing: string): string | number {
  if (type === 'integer') return Number(value ?? missing);
  if (Array.isArray(value)) return value.map((mode) => ACCESS_MODES[String(mode)] ?? String(mode)).join(',');
  if (typeof value === 'object' && value !== null) return reference(value);
  return value === undefined ? missing : String(value);
}

/** `kind/name`, or `kind.group/name`. */
function reference(value: { readonly kind?: string; readonly apiGroup?: string; readonly name?: string }): string {
  return `${value.kind ?? ''}${value.apiGroup ? `.${value.apiGroup}` : ''}/${value.name ?? ''}`;
}

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
