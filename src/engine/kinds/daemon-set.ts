import { deepEqual } from '../../kube/deep-equal.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { IntOrString, KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import { column, defineKind, keptStatus } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { templateDefaults } from './pod-defaults.js';
import { podSpecWarnings } from './pod-validation.js';
import { labelText } from './service-cells.js';
import { containerCells, TEMPLATE_COLUMNS } from './workload-cells.js';
import { lastingTemplateErrors, nonNegative, selectorErrors, templateErrors } from './workload-validation.js';

interface DaemonSet extends KubeObject {
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxUnavailable?: IntOrString; readonly maxSurge?: IntOrString };
    };
  };
  readonly status?: Readonly<Record<string, number>>;
}

export const daemonSetKind = defineKind<DaemonSet>({
  group: 'apps',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  subresources: ['status'],
  defaults: ({ spec, ...set }) => ({
    ...set,
    spec: {
      ...spec,
      template: templateDefaults(spec?.template),
      updateStrategy: strategyDefaults(spec?.updateStrategy),
      revisionHistoryLimit: spec?.revisionHistoryLimit ?? 10,
    },
  }),
  prepareCreate: (set) => ({
    ...withTemplateGeneration(set, 1),
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  }),
  prepareUpdate: (set, old) => {
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    const isSame = deepEqual(set.spec.template, old.spec.template);
    return withTemplateGeneration(keptStatus(set, old), isSame ? before : before + 1);
  },
  validateCreate: daemonSetErrors,
  validateUpdate: (set, old) => [
    ...daemonSetErrors(set),
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
    column('Up-to-date', 'integer'),
    column('Available', 'integer'),
    column('Node Selector'),
    column('Age'),
    ...TEMPLATE_COLUMNS,
  ],
  cells: ({ metadata, spec, status = {} }, now) => [
    metadata.name ?? '',
    status['desiredNumberScheduled'] ?? 0,
    status['currentNumberScheduled'] ?? 0,
    status['numberReady'] ?? 0,
    status['updatedNumberScheduled'] ?? 0,
    status['numberAvailable'] ?? 0,
    labelText(spec.template.spec?.nodeSelector),
    ageSince(metadata.creationTimestamp, now),
    ...containerCells(spec.template),
    formatLabelSelector(spec.selector),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
});

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** A number of old, which the newest API shows as an annotation. */
function withTemplateGeneration(set: DaemonSet, generation: number): DaemonSet {
  const annotations = { ...set.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
  return { ...set, metadata: { ...set.metadata, annotations } };
}

function strategyDefaults(
  strategy: DaemonSet['spec']['updateStrategy'],
): NonNullable<DaemonSet['spec']['updateStrategy']> {
  const type = strategy?.type || 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  const { maxUnavailable = 1, maxSurge = 0 } = strategy?.rollingUpdate ?? {};
  return { type, rollingUpdate: { maxUnavailable, maxSurge } };
}

function daemonSetErrors(set: DaemonSet): FieldError[] {
  const { spec } = set;
  return [
    ...metadataErrors(set),
    ...selectorErrors(spec.selector, 'spec.selector', 'daemonset'),
    ...templateErrors(spec.template, spec.selector, 'spec.template'),
    ...lastingTemplateErrors(spec.template, 'spec.template'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
}
