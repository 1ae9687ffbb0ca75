import { deepEqual } from '../../kube/deep-equal.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, forbidden } from '../../kube/field-error.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import { column, defineKind, wideColumn } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { withPlainDefaults } from './plain-defaults.js';
import { templateDefaults } from './pod-defaults.js';
import { podSpecWarnings } from './pod-validation.js';
import { containerCells } from './workload-cells.js';
import { lastingTemplateErrors, nonNegative, selectorErrors, templateErrors } from './workload-validation.js';

interface StatefulSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
    readonly serviceName?: string;
    readonly minReadySeconds?: number;
    readonly podManagementPolicy?: string;
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
    readonly revisionHistoryLimit?: number;
    readonly ordinals?: unknown;
    readonly volumeClaimTemplates?: readonly KubeObject[];
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string };
  };
  readonly status?: { readonly replicas?: number; readonly readyReplicas?: number };
}

const CHANGEABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;

export const statefulSetKind = defineKind<StatefulSet>({
  group: 'apps',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  defaults: ({ spec, ...set }) => ({
    ...set,
    spec: {
      ...spec,
      replicas: spec?.replicas ?? 1,
      template: templateDefaults(spec?.template),
      podManagementPolicy: spec?.podManagementPolicy || 'OrderedReady',
      updateStrategy: strategyDefaults(spec?.updateStrategy),
      revisionHistoryLimit: spec?.revisionHistoryLimit ?? 10,
      ...(spec?.volumeClaimTemplates ? { volumeClaimTemplates: spec.volumeClaimTemplates.map(claimDefaults) } : {}),
      persistentVolumeClaimRetentionPolicy: {
        whenDeleted: spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted || 'Retain',
        whenScaled: spec?.persistentVolumeClaimRetentionPolicy?.whenScaled || 'Retain',
      },
    },
  }),
  prepareCreate: (set) => ({ ...set, status: { replicas: 0, availableReplicas: 0 } }),
  validateCreate: statefulSetErrors,
  validateUpdate: (set, old) => [...frozenErrors(set, old), ...statefulSetErrors(set)],
  generation: ({ spec }) => spec,
  columns: [column('Name'), column('Ready'), column('Age'), wideColumn('Containers'), wideColumn('Images')],
  cells: ({ metadata, spec, status }, now) => [
    metadata.name ?? '',
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    ageSince(metadata.creationTimestamp, now),
    ...containerCells(spec.template),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
  scale: { selector: ({ spec }) => formatLabelSelector(spec.selector) },
});

function strategyDefaults(
  strategy: StatefulSet['spec']['updateStrategy'],
): NonNullable<StatefulSet['spec']['updateStrategy']> {
  const type = strategy?.type || 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  return { type, rollingUpdate: { ...strategy?.rollingUpdate, partition: strategy?.rollingUpdate?.partition ?? 0 } };
}

function claimDefaults(claim: KubeObject): KubeObject {
  const defaulted = withPlainDefaults({ ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  return { ...defaulted, status: { phase: 'Pending' } } as KubeObject;
}

/** Containers may mount what the claims of the set will bring. */
function withClaims({ template, volumeClaimTemplates = [] }: StatefulSet['spec']): PodTemplateSpec {
  if (volumeClaimTemplates.length === 0) return template;
  const names = volumeClaimTemplates.map(({ metadata }) => metadata.name ?? '');
  const own = (template.spec.volumes ?? []).filter(({ name }) => !names.includes(name));
  const claimed = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...template.spec, volumes: [...own, ...claimed] } };
}

function statefulSetErrors(set: StatefulSet): FieldError[] {
  const { spec } = set;
  return [
    ...metadataErrors(set),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...selectorErrors(spec.selector, 'spec.selector', 'statefulset'),
    ...templateErrors(withClaims(spec), spec.selector, 'spec.template'),
    ...lastingTemplateErrors(spec.template, 'spec.template'),
  ];
}

function frozenErrors(set: StatefulSet, old: StatefulSet): FieldError[] {
  const frozen = (spec: StatefulSet['spec']) =>
    Object.fromEntries(Object.entries(spec).filter(([field]) => !CHANGEABLE.some((free) => free === field)));
  if (deepEqual(frozen(set.spec), frozen(old.spec))) return [];
  const named = CHANGEABLE.map((field) => `'${field}'`);
  const list = `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  return [forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}
