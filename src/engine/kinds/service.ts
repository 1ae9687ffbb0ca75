import { deepEqual } from '../../kube/deep-equal.js';
import { formatAddress, formatNetwork, parseNetwork } from '../../kube/ip.js';
import type { Service } from '../../kube/shapes/service.js';
import { defineKind, keptStatus } from './define-kind.js';
import { legacyAddress } from './service-addresses.js';
import { allocateService } from './service-allocation.js';
import { SERVICE_COLUMNS, serviceCells } from './service-cells.js';
import { serviceDefaults, serviceStatusDefaults } from './service-defaults.js';
import {
  isHeadless,
  needsClusterIP,
  needsHealthCheckPort,
  needsNodePort,
  type ServiceDraft,
  withSpec,
} from './service-traits.js';
import { serviceErrors, serviceUpdateErrors } from './service-validation.js';

export const serviceKind = defineKind<Service>({
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  subresources: ['status'],
  createOnUpdate: true,
  defaults: serviceDefaults,
  statusDefaults: (service) => ({ ...service, status: serviceStatusDefaults(service.status) }),
  allocate: allocateService,
  prepareCreate: (service) => ({ ...service, status: { loadBalancer: {} } }),
  prepareUpdate: (service, old) => dropVoidFields(keptStatus(service, old), old),
  validateCreate: serviceErrors,
  validateUpdate: serviceUpdateErrors,
  validateStatus: () => [],
  columns: SERVICE_COLUMNS,
  cells: serviceCells,
  warnings: serviceWarnings,
  fields: { 'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '', 'spec.type': ({ spec }) => spec.type ?? '' },
});

/** A change of type wipes what it makes void, unless the same request tried to change it (`dropTypeDependentFields`). */
function dropVoidFields(service: Service, { spec: old }: Service): Service {
  const draft: ServiceDraft = { ...service.spec };
  const same = (field: keyof ServiceDraft) => deepEqual(draft[field], old[field]);
  if (needsClusterIP(old) && !needsClusterIP(draft)) {
    if (same('clusterIP') && same('clusterIPs')) {
      delete draft.clusterIP;
      delete draft.clusterIPs;
    }
    if (same('ipFamilies')) delete draft.ipFamilies;
    if (same('ipFamilyPolicy')) delete draft.ipFamilyPolicy;
  }
  if (needsNodePort(old) && !needsNodePort(draft) && hasSameNodePorts(draft, old)) {
    draft.ports = (draft.ports ?? []).map(({ nodePort: _void, ...port }) => port);
  }
  if (needsHealthCheckPort(old) && !needsHealthCheckPort(draft) && same('healthCheckNodePort')) {
    delete draft.healthCheckNodePort;
  }
  if (old.type === 'LoadBalancer' && draft.type !== 'LoadBalancer') {
    if (same('allocateLoadBalancerNodePorts')) delete draft.allocateLoadBalancerNodePorts;
    if (same('loadBalancerClass')) delete draft.loadBalancerClass;
  }
  const reached = (spec: ServiceDraft | Service['spec']) => needsNodePort(spec) || (spec.externalIPs?.length ?? 0) > 0;
  if (reached(old) && !reached(draft) && same('externalTrafficPolicy')) delete draft.externalTrafficPolicy;
  return withSpec(service, draft);
}

function hasSameNodePorts(a: Service['spec'], b: Service['spec']): boolean {
  const ports = (spec: Service['spec']) => new Set((spec.ports ?? []).flatMap(({ nodePort }) => nodePort || []));
  const [left, right] = [ports(a), ports(b)];
  return left.size === right.size && [...left].every((port) => right.has(port));
}

function serviceWarnings({ spec, metadata }: Service): readonly string[] {
  const warnings: string[] = [];
  if (metadata.annotations?.['service.kubernetes.io/topology-aware-hints'] !== undefined) {
    warnings.push(
      'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead',
    );
  }
  for (const [index, ip] of (isHeadless(spec) ? [] : (spec.clusterIPs ?? [])).entries()) {
    warnings.push(...addressWarnings(ip, `spec.clusterIPs[${index}]`));
  }
  if (isHeadless(spec)) {
    const ignored = (field: string) => `spec.${field} is ignored when spec.clusterIP is "None"`;
    if (spec.loadBalancerIP) warnings.push(ignored('loadBalancerIP'));
    if (spec.externalIPs?.length) warnings.push(ignored('externalIPs'));
    if (spec.sessionAffinity !== 'None') warnings.push(ignored('SessionAffinity'));
  }
  if (spec.loadBalancerIP) warnings.push(...addressWarnings(spec.loadBalancerIP, 'spec.loadBalancerIP'));
  if (spec.externalIPs?.length) {
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  }
  for (const [index, ip] of (spec.externalIPs ?? []).entries()) {
    warnings.push(...addressWarnings(ip, `spec.externalIPs[${index}]`));
  }
  for (const [index, range] of (spec.loadBalancerSourceRanges ?? []).entries()) {
    warnings.push(...networkWarnings(range, `spec.loadBalancerSourceRanges[${index}]`));
  }
  if (spec.type === 'ExternalName' && spec.externalIPs?.length) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (spec.trafficDistribution === 'PreferClose') {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}

function addressWarnings(text: string, path: string): string[] {
  const address = legacyAddress(text);
  if (address === undefined) return [];
  const canonical = formatAddress(address);
  if (canonical === text) return [];
  if (!text.includes(':')) {
    return [
      `${path}: non-standard IP address "${text}" will be considered invalid in a future Kubernetes release: use "${canonical}"`,
    ];
  }
  if (address.family === 'IPv4') {
    return [
      `${path}: non-standard IP address "${text}" will be considered invalid in a future Kubernetes release: use "${canonical}"`,
    ];
  }
  return [`${path}: IPv6 address "${text}" should be in RFC 5952 canonical format ("${canonical}")`];
}

function networkWarnings(text: string, path: string): string[] {
  const network = parseNetwork(text.trim());
  if (network === undefined || network.exact) return [];
  return [
    `${path}: CIDR value "${text}" is ambiguous in this context (should be "${formatNetwork(network)}" or "${text.slice(0, text.lastIndexOf('/'))}/${network.family === 'IPv4' ? 32 : 128}"?)`,
  ];
}
