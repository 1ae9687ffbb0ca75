import type { Condition, KubeObject } from '../../kube/shapes/meta.js';
import { annotationsBlock, longTime, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';

interface Target {
  readonly type?: string;
  readonly averageUtilization?: number;
  readonly averageValue?: string;
  readonly value?: string;
}

interface MetricSource {
  readonly name?: string;
  readonly container?: string;
  readonly metric?: { readonly name: string };
  readonly describedObject?: { readonly kind: string; readonly name: string };
  readonly target?: Target;
  readonly current?: Target;
}

type Metric = { readonly type: string } & Readonly<Record<string, MetricSource>>;

interface Rules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[];
}

interface Autoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly Metric[];
    readonly behavior?: { readonly scaleUp?: Rules; readonly scaleDown?: Rules };
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly currentMetrics?: readonly Metric[];
    readonly conditions?: readonly Condition[];
  };
}

export async function describeAutoscaler(page: Page, hpa: Autoscaler, context: DescribeContext): Promise<void> {
  const { metadata, spec, status = {} } = hpa;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('CreationTimestamp:', longTime(metadata.creationTimestamp));
  page.line('Reference:', `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
  page.line('Metrics:', '( current / target )');
  for (const [index, metric] of (spec.metrics ?? []).entries())
    metricLine(page, metric, status.currentMetrics?.[index]);
  page.line('Min replicas:', spec.minReplicas ?? '<unset>');
  page.line('Max replicas:', spec.maxReplicas);
  if (spec.behavior) {
    page.raw('Behavior:\n');
    rules(page, 'Scale Up', spec.behavior.scaleUp);
    rules(page, 'Scale Down', spec.behavior.scaleDown);
  }
  const counts = `${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`;
  page.line(`${spec.scaleTargetRef.kind} pods:`, counts);
  if (status.conditions?.length) {
    page.raw('Conditions:\n  Type\tStatus\tReason\tMessage\n  ----\t------\t------\t-------\n');
    for (const { type, status: value, reason, message } of status.conditions) {
      page.line(`  ${type}`, value, reason ?? '', message ?? '');
    }
  }
  await eventsBlock(page, hpa, context);
}

function metricLine(page: Page, metric: Metric, now: Metric | undefined): void {
  const key = metric.type.charAt(0).toLowerCase() + metric.type.slice(1);
  const source = metric[key] ?? {};
  const current = now?.[key]?.current;
  const { target = {} } = source;
  const share = target.averageUtilization;
  const wanted = share === undefined ? (target.averageValue ?? target.value ?? '<auto>') : `${share}%`;
  page.line(`  ${metricTitle(metric.type, source)}:`, `${currentText(current, share !== undefined)} / ${wanted}`);
}

function metricTitle(type: string, { name, container, metric, describedObject, target = {} }: MetricSource): string {
  const share = target.averageUtilization === undefined ? '' : '  (as a percentage of request)';
  const kind = target.averageValue === undefined ? 'target value' : 'target average value';
  switch (type) {
    case 'Resource':
      return `resource ${name} on pods${share}`;
    case 'ContainerResource':
      return `resource ${name} of container "${container}" on pods${share}`;
    case 'Pods':
      return `"${metric?.name}" on pods`;
    case 'Object':
      return `"${metric?.name}" on ${describedObject?.kind}/${describedObject?.name} (${kind})`;
    default:
      return `"${metric?.name}" (${kind})`;
  }
}

function currentText(current: Target | undefined, isShare: boolean): string {
  if (isShare && current?.averageUtilization !== undefined) {
    return `${current.averageUtilization}% (${current.averageValue ?? ''})`;
  }
  return current?.averageValue ?? current?.value ?? '<unknown>';
}

function rules(page: Page, title: string, wish: Rules | undefined): void {
  if (!wish) return;
  page.raw(`  ${title}:\n`);
  if (wish.stabilizationWindowSeconds !== undefined) {
    page.raw(`    Stabilization Window: ${wish.stabilizationWindowSeconds} seconds\n`);
  }
  page.raw(`    Select Policy: ${wish.selectPolicy ?? 'Max'}\n`);
  if (!wish.policies?.length) return;
  page.raw('    Policies:\n');
  for (const { type, value, periodSeconds } of wish.policies) {
    page.line(`      - Type: ${type}`, `Value: ${value}`, `Period: ${periodSeconds} seconds`);
  }
}
