import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid, required } from '../../kube/field-error.js';
import { parseAddress } from '../../kube/ip.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { cidrErrors } from './service-addresses.js';

interface ServiceCIDR extends KubeObject {
  readonly spec?: { readonly cidrs?: readonly string[] };
}

interface IPAddress extends KubeObject {
  readonly spec?: {
    readonly parentRef?: {
      readonly group?: string;
      readonly resource?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
  };
}

export const serviceCIDRKind = defineKind<ServiceCIDR>({
  group: 'networking.k8s.io',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  namespaced: false,
  subresources: ['status'],
  prepareCreate: (cidr) => ({ ...cidr, status: {} }),
  validateCreate: (cidr) => [
    ...metadataErrors(cidr, { namespaced: false }),
    ...(cidr.spec?.cidrs?.length ? [] : [required('spec.cidrs', 'at least one CIDR required')]),
    ...(cidr.spec?.cidrs ?? []).flatMap((text, index) => cidrErrors(text, `spec.cidrs[${index}]`)),
  ],
  columns: [column('Name'), column('CIDRs'), column('Age')],
  cells: ({ metadata, spec }, now) => [
    metadata.name ?? '',
    (spec?.cidrs ?? []).join(','),
    ageSince(metadata.creationTimestamp, now),
  ],
});

export const ipAddressKind = defineKind<IPAddress>({
  group: 'networking.k8s.io',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  shortNames: ['ip'],
  namespaced: false,
  validateCreate: ipAddressErrors,
  columns: [column('Name'), column('ParentRef')],
  cells: ({ metadata, spec }) => [metadata.name ?? '', parentText(spec?.parentRef ?? {})],
});

function ipAddressErrors(address: IPAddress): FieldError[] {
  const check = (name: string) =>
    parseAddress(name) ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  const parent = address.spec?.parentRef;
  const errors = metadataErrors(address, { namespaced: false, check });
  if (parent === undefined) return [...errors, required('spec.parentRef')];
  if (!parent.resource) errors.push(required('spec.parentRef.resource'));
  if (!parent.name) errors.push(required('spec.parentRef.name'));
  if (parent.group?.includes('/')) errors.push(invalid('spec.parentRef.group', parent.group, "may not contain '/'"));
  return errors;
}

function parentText({
  group,
  resource,
  namespace,
  name,
}: NonNullable<NonNullable<IPAddress['spec']>['parentRef']>): string {
  return [resource ? (group ? `${resource}.${group}` : resource) : '', namespace, name].filter(Boolean).join('/');
}
