import { ageSince } from '../../kube/duration.js';
import { canonicalQuantity } from '../../kube/quantity.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';

type Amounts = Readonly<Record<string, string>>;

interface ResourceQuota extends KubeObject {
  readonly spec?: { readonly hard?: Amounts; readonly scopes?: readonly string[] };
  readonly status?: { readonly hard?: Amounts; readonly used?: Amounts };
}

export const resourceQuotaKind = defineKind<ResourceQuota>({
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  subresources: ['status'],
  defaults: (quota) =>
    quota.spec?.hard ? { ...quota, spec: { ...quota.spec, hard: canonical(quota.spec.hard) } } : quota,
  prepareCreate: (quota) => ({ ...quota, status: {} }),
  validateCreate: (quota) => metadataErrors(quota),
  columns: [column('Name'), column('Request'), column('Limit'), column('Age')],
  cells: ({ metadata, status }, now) => [
    metadata.name ?? '',
    usage(status, (name) => !name.startsWith('limits')),
    usage(status, (name) => name.startsWith('limits')),
    ageSince(metadata.creationTimestamp, now),
  ],
});

function canonical(hard: Amounts): Amounts {
  return Object.fromEntries(Object.entries(hard).map(([name, amount]) => [name, canonicalQuantity(String(amount))]));
}

function usage(status: ResourceQuota['status'], isShown: (name: string) => boolean): string {
  const names = Object.keys(status?.hard ?? {})
    .filter(isShown)
    .sort();
  return names.map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name] ?? '0'}`).join(', ');
}
