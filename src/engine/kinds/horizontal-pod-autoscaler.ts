import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid, required } from '../../kube/field-error.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind } from './define-kind.js';
import type { KindVersion } from './kind.js';
import { metadataErrors } from './metadata.js';

interface Target {
  readonly type?: string;
  readonly averageUtilization?: number;
  readonly averageValue?: string;
  readonly value?: string;
}

interface Metric {
  readonly type?: string;
  readonly resource?: { readonly name?: string; readonly target?: Target };
}

interface Spec {
  readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly metrics?: readonly Metric[];
}

interface Autoscaler extends KubeObject {
  readonly spec: Spec;
  readonly status?: {
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly currentMetrics?: readonly unknown[] | null;
  };
}

const DEFAULT_METRICS: readonly Metric[] = [cpuMetric(80)];

/** Kept and shown; there are no metrics in this cluster that it could act on. */
export const horizontalPodAutoscalerKind = defineKind<Autoscaler>({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  subresources: ['status'],
  defaults: (hpa) => ({
    ...hpa,
    spec: {
      ...hpa.spec,
      minReplicas: hpa.spec?.minReplicas ?? 1,
      metrics: hpa.spec?.metrics?.length ? hpa.spec.metrics : DEFAULT_METRICS,
    },
  }),
  prepareCreate: (hpa) => ({ ...hpa, status: { currentMetrics: null, desiredReplicas: 0 } }),
  validateCreate: errors,
  columns: [
    column('Name'),
    column('Reference'),
    column('Targets'),
    column('MinPods'),
    column('MaxPods'),
    column('Replicas'),
    column('Age'),
  ],
  cells: ({ metadata, spec, status }, now) => [
    metadata.name ?? '',
    `${spec.scaleTargetRef?.kind ?? ''}/${spec.scaleTargetRef?.name ?? ''}`,
    targetsText(spec.metrics ?? []),
    String(spec.minReplicas ?? '<unset>'),
    String(spec.maxReplicas ?? 0),
    String(status?.currentReplicas ?? 0),
    ageSince(metadata.creationTimestamp, now),
  ],
  versions: [versionOne()],
});

function errors(hpa: Autoscaler): FieldError[] {
  const { scaleTargetRef, minReplicas = 1, maxReplicas = 0 } = hpa.spec;
  const found = metadataErrors(hpa);
  if (!scaleTargetRef?.kind) found.push(required('spec.scaleTargetRef.kind'));
  if (!scaleTargetRef?.name) found.push(required('spec.scaleTargetRef.name'));
  if (minReplicas < 1) found.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas < 1) found.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (maxReplicas < minReplicas) {
    found.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  return found;
}

function targetsText(metrics: readonly Metric[]): string {
  if (metrics.length === 0) return '<none>';
  return metrics
    .map(({ resource }) => {
      const { averageUtilization, averageValue } = resource?.target ?? {};
      const wanted = averageUtilization === undefined ? (averageValue ?? '<auto>') : `${averageUtilization}%`;
      return `${resource?.name ?? ''}: <unknown>/${wanted}`;
    })
    .join(', ');
}

function cpuMetric(averageUtilization: number): Metric {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

/** Version 1 knows one metric only: the share of the CPU that is asked for. */
function versionOne(): KindVersion {
  return {
    group: 'autoscaling',
    version: 'v1',
    toStored: (object) => {
      const { targetCPUUtilizationPercentage, ...spec } = (object as Autoscaler).spec as Spec & {
        readonly targetCPUUtilizationPercentage?: number;
      };
      const share = targetCPUUtilizationPercentage;
      return {
        ...object,
        spec: { ...spec, ...(share === undefined ? {} : { metrics: [cpuMetric(share)] }) },
      } as KubeObject;
    },
    fromStored: (object) => {
      const { spec, status, ...rest } = object as Autoscaler;
      const { metrics = [], ...kept } = spec;
      const share = metrics.find(({ resource }) => resource?.name === 'cpu')?.resource?.target?.averageUtilization;
      const { currentReplicas = 0, desiredReplicas = 0 } = status ?? {};
      return {
        ...rest,
        spec: { ...kept, ...(share === undefined ? {} : { targetCPUUtilizationPercentage: share }) },
        status: { currentReplicas, desiredReplicas },
      } as KubeObject;
    },
  };
}
