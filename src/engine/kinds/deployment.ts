import { deepEqual } from '../../kube/deep-equal.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, forbidden, invalid, notSupported } from '../../kube/field-error.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { IntOrString } from '../../kube/shapes/meta.js';
import type { Deployment, DeploymentSpec } from '../../kube/shapes/workload.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { templateDefaults } from './pod-defaults.js';
import { podSpecWarnings } from './pod-validation.js';
import { containerCells, TEMPLATE_COLUMNS } from './workload-cells.js';
import {
  intOrPercentErrors,
  lastingTemplateErrors,
  nonNegative,
  selectorErrors,
  templateErrors,
} from './workload-validation.js';

export const deploymentKind = defineKind<Deployment>({
  group: 'apps',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  defaults: deploymentDefaults,
  prepareCreate: (deployment) => ({ ...deployment, status: {} }),
  validateCreate: deploymentErrors,
  validateUpdate: (deployment, old) => [
    ...deploymentErrors(deployment),
    ...(deepEqual(deployment.spec.selector, old.spec.selector)
      ? []
      : [invalid('spec.selector', deployment.spec.selector, 'field is immutable')]),
  ],
  generation: ({ spec, metadata }) => [spec, metadata.annotations],
  columns: [
    column('Name'),
    column('Ready'),
    column('Up-to-date'),
    column('Available'),
    column('Age'),
    ...TEMPLATE_COLUMNS,
  ],
  cells: ({ metadata, spec, status = {} }, now) => [
    metadata.name ?? '',
    `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    status.updatedReplicas ?? 0,
    status.availableReplicas ?? 0,
    ageSince(metadata.creationTimestamp, now),
    ...containerCells(spec.template),
    formatLabelSelector(spec.selector),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec, 'spec.template.spec'),
  scale: { selector: ({ spec }) => formatLabelSelector(spec.selector) },
});

const NOTHING: Partial<DeploymentSpec> = {};

function deploymentDefaults(deployment: Deployment): Deployment {
  const { replicas, selector, template, strategy, ...rest } = deployment.spec ?? NOTHING;
  const type = strategy?.type || 'RollingUpdate';
  const rollingUpdate = {
    maxUnavailable: strategy?.rollingUpdate?.maxUnavailable ?? '25%',
    maxSurge: strategy?.rollingUpdate?.maxSurge ?? '25%',
  };
  const spec = {
    replicas: replicas ?? 1,
    ...(selector ? { selector } : {}),
    template: templateDefaults(template),
    strategy: type === 'RollingUpdate' ? { type, rollingUpdate } : { ...strategy, type },
    ...rest,
    revisionHistoryLimit: rest.revisionHistoryLimit ?? 10,
    progressDeadlineSeconds: rest.progressDeadlineSeconds ?? 600,
  };
  return { ...deployment, spec: spec as DeploymentSpec };
}

function deploymentErrors(deployment: Deployment): FieldError[] {
  const { spec } = deployment;
  const path = 'spec.progressDeadlineSeconds';
  const deadline = spec.progressDeadlineSeconds;
  return [
    ...metadataErrors(deployment),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...selectorErrors(spec.selector, 'spec.selector', 'deployment'),
    ...templateErrors(spec.template, spec.selector, 'spec.template'),
    ...lastingTemplateErrors(spec.template, 'spec.template'),
    ...strategyErrors(spec.strategy),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...nonNegative(deadline, path),
    ...(deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0)
      ? [invalid(path, deadline, 'must be greater than minReadySeconds')]
      : []),
  ];
}

function strategyErrors(strategy: DeploymentSpec['strategy']): FieldError[] {
  const path = 'spec.strategy';
  if (strategy?.type === 'Recreate') {
    if (strategy.rollingUpdate === undefined) return [];
    return [forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  }
  if (strategy?.type !== 'RollingUpdate')
    return [notSupported(`${path}.type`, strategy?.type, ['Recreate', 'RollingUpdate'])];
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate ?? {};
  const at = `${path}.rollingUpdate.maxUnavailable`;
  const errors = [
    ...intOrPercentErrors(maxUnavailable, at),
    ...intOrPercentErrors(maxSurge, `${path}.rollingUpdate.maxSurge`),
  ];
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    errors.push(invalid(at, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  if (typeof maxUnavailable === 'string' && amount(maxUnavailable) > 100) {
    errors.push(invalid(at, maxUnavailable, 'must not be greater than 100%'));
  }
  return errors;
}

function amount(value: IntOrString | undefined): number {
  return typeof value === 'string' ? Number.parseInt(value, 10) : (value ?? 0);
}
