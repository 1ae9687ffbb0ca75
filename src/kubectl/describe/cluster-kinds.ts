/** Small kinds beside workloads: budgets, classes, addresses. */
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { Condition, KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import { annotationsBlock, longTime, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';

interface Budget extends KubeObject {
  readonly spec: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly selector?: LabelSelector;
  };
  readonly status?: Readonly<Record<string, number>>;
}

export async function describeBudget(page: Page, budget: Budget, context: DescribeContext): Promise<void> {
  const { metadata, spec, status = {} } = budget;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  if (spec.minAvailable !== undefined) page.line('Min available:', String(spec.minAvailable));
  else if (spec.maxUnavailable !== undefined) page.line('Max unavailable:', String(spec.maxUnavailable));
  page.line('Selector:', spec.selector ? formatLabelSelector(spec.selector) : '<unset>');
  page.raw('Status:\n');
  page.line('    Allowed disruptions:', status['disruptionsAllowed'] ?? 0);
  page.line('    Current:', status['currentHealthy'] ?? 0);
  page.line('    Desired:', status['desiredHealthy'] ?? 0);
  page.line('    Total:', status['expectedPods'] ?? 0);
  await eventsBlock(page, budget, context);
}

interface IngressClass extends KubeObject {
  readonly spec: {
    readonly controller?: string;
    readonly parameters?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  };
}

export async function describeIngressClass(page: Page, one: IngressClass, context: DescribeContext): Promise<void> {
  head(page, one);
  page.line('Controller:', one.spec.controller ?? '');
  const { parameters } = one.spec;
  if (parameters) {
    page.raw('Parameters:\n');
    if (parameters.apiGroup !== undefined) page.line('  APIGroup:', parameters.apiGroup);
    page.line('  Kind:', parameters.kind);
    page.line('  Name:', parameters.name);
  }
  await eventsBlock(page, one, context);
}

interface IpAddress extends KubeObject {
  readonly spec: { readonly parentRef?: Readonly<Record<string, string>> };
}

export async function describeIpAddress(page: Page, address: IpAddress, context: DescribeContext): Promise<void> {
  head(page, address);
  const { parentRef } = address.spec;
  if (parentRef) {
    page.raw('Parent Reference:\n');
    for (const field of ['Group', 'Resource', 'Namespace', 'Name']) {
      page.line(`  ${field}:`, parentRef[field.toLowerCase()] ?? '');
    }
  }
  await eventsBlock(page, address, context);
}

interface ServiceCidr extends KubeObject {
  readonly spec: { readonly cidrs?: readonly string[] };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export async function describeServiceCidr(page: Page, cidr: ServiceCidr, context: DescribeContext): Promise<void> {
  head(page, cidr);
  page.line('CIDRs:', (cidr.spec.cidrs ?? []).join(', '));
  const { conditions = [] } = cidr.status ?? {};
  if (conditions.length > 0) {
    page.raw('Status:\nConditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
    page.raw('  ----\t------\t------------------\t------\t-------\n');
    for (const { type, status, lastTransitionTime, reason, message } of conditions) {
      page.line(`  ${type}`, status, longTime(lastTransitionTime), reason ?? '', message ?? '');
    }
  }
  await eventsBlock(page, cidr, context);
}

interface PriorityClass extends KubeObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
  readonly description?: string;
}

export async function describePriorityClass(page: Page, one: PriorityClass, context: DescribeContext): Promise<void> {
  page.line('Name:', one.metadata.name ?? '');
  page.line('Value:', one.value);
  page.line('GlobalDefault:', one.globalDefault ?? false);
  page.line('PreemptionPolicy:', one.preemptionPolicy ?? '');
  page.line('Description:', one.description ?? '');
  page.raw(`Annotations:\t${annotationText(one.metadata.annotations)}\n`);
  await eventsBlock(page, one, context);
}

function annotationText(pairs: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(pairs ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${pairs?.[key]}`).join(',');
}

function head(page: Page, { metadata }: KubeObject): void {
  page.line('Name:', metadata.name ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
}
