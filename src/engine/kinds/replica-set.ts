import { deepEqual } from '../../kube/deep-equal.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { ReplicaSet } from '../../kube/shapes/workload.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { templateDefaults } from './pod-defaults.js';
import { podSpecWarnings } from './pod-validation.js';
import { containerCells, TEMPLATE_COLUMNS } from './workload-cells.js';
import { lastingTemplateErrors, nonNegative, selectorErrors, templateErrors } from './workload-validation.js';

export const replicaSetKind = defineKind<ReplicaSet>({
  group: 'apps',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  defaults: ({ spec, ...set }) => ({
    ...set,
    spec: {
      ...spec,
      replicas: spec?.replicas ?? 1,
      ...(spec?.template ? { template: templateDefaults(spec.template) } : {}),
    },
  }),
  prepareCreate: (set) => ({ ...set, status: { replicas: 0 } }),
  validateCreate: replicaSetErrors,
  validateUpdate: (set, old) => [
    ...replicaSetErrors(set),
    ...(deepEqual(set.spec.selector, old.spec.selector)
      ? []
      : [invalid('spec.selector', set.spec.selector, 'field is immutable')]),
  ],
  generation: ({ spec }) => spec,
  columns: [
    column('Name'),
    column('Desired', 'integer'),
    column('Current', 'integer'),
    column('Ready', 'integer'),
    column('Age'),
    ...TEMPLATE_COLUMNS,
  ],
  cells: ({ metadata, spec, status }, now) => [
    metadata.name ?? '',
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageSince(metadata.creationTimestamp, now),
    ...containerCells(spec.template),
    formatLabelSelector(spec.selector),
  ],
  warnings: ({ spec }) => (spec.template ? podSpecWarnings(spec.template.spec, 'spec.template.spec') : []),
  fields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  scale: { selector: ({ spec }) => formatLabelSelector(spec.selector) },
});

function replicaSetErrors(set: ReplicaSet): FieldError[] {
  const { spec } = set;
  return [
    ...metadataErrors(set),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...selectorErrors(spec.selector, 'spec.selector', 'deployment'),
    ...templateErrors(spec.template, spec.selector, 'spec.template'),
    ...(spec.template ? lastingTemplateErrors(spec.template, 'spec.template') : []),
  ];
}
