import { deepEqual } from '../../kube/deep-equal.js';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from '../../kube/dns-names.js';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../kube/field-error.js';
import type { Service, ServicePort, ServiceSpec } from '../../kube/shapes/service.js';
import { labelErrors, metadataErrors } from './metadata.js';
import { PROTOCOLS, portErrors, portNumberErrors } from './ports.js';
import { addressErrors, cidrErrors, clusterIPErrors, specialAddressErrors } from './service-addresses.js';
import { isExternallyAccessible, isHeadless, needsClusterIP, needsHealthCheckPort } from './service-traits.js';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const HINTS = 'service.kubernetes.io/topology-aware-hints';
const MODE = 'service.kubernetes.io/topology-mode';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

/** Upstream's `ValidateService`, rule by rule in its order. */
export function serviceErrors(service: Service): FieldError[] {
  const { spec } = service;
  return [
    ...metadataErrors(service, { check: isDNS1123Label }),
    ...topologyErrors(service.metadata.annotations ?? {}),
    ...typeErrors(spec),
    ...portListErrors(spec.ports ?? []),
    ...labelErrors(spec.selector, 'spec.selector'),
    ...affinityErrors(spec),
    ...clusterIPErrors(spec),
    ...externalIPErrors(spec.externalIPs ?? []),
    ...knownErrors('spec.type', spec.type, TYPES),
    ...nodePortErrors(spec),
    ...repeatedPortErrors(spec.ports ?? []),
    ...sourceRangeErrors(service),
    ...loadBalancerErrors(spec),
    ...trafficErrors(spec),
  ];
}

function topologyErrors(annotations: Readonly<Record<string, string>>): FieldError[] {
  const mode = annotations[MODE];
  if (mode === undefined || annotations[HINTS] === undefined || mode === annotations[HINTS]) return [];
  const detail = `must match annotations[${HINTS}] when both are specified`;
  return [invalid(`metadata.annotations[${MODE}]`, mode, detail)];
}

function typeErrors(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec)) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type !== 'ExternalName') return errors;
  const none = 'may not be set for ExternalName services';
  if (spec.clusterIPs?.length) errors.push(forbidden('spec.clusterIPs', none));
  if (spec.ipFamilies?.length) errors.push(forbidden('spec.ipFamilies', none));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', none));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') return [...errors, required('spec.externalName')];
  return [...errors, ...isDNS1123Subdomain(name).map((detail) => invalid('spec.externalName', name, detail))];
}

function portListErrors(ports: readonly ServicePort[]): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const path = `spec.ports[${index}]`;
    const errors = [...nameErrors(port.name ?? '', ports.length > 1, { names, path })];
    errors.push(...portNumberErrors(port.port, `${path}.port`));
    errors.push(...knownErrors(`${path}.protocol`, port.protocol, PROTOCOLS));
    errors.push(...portErrors(port.targetPort, `${path}.targetPort`));
    if (port.appProtocol === undefined) return errors;
    return [
      ...errors,
      ...isQualifiedName(port.appProtocol).map((detail) => invalid(`${path}.appProtocol`, port.appProtocol, detail)),
    ];
  });
}

function nameErrors(
  name: string,
  isNeeded: boolean,
  { names, path }: { readonly names: Set<string>; readonly path: string },
): FieldError[] {
  if (name === '') return isNeeded ? [required(`${path}.name`)] : [];
  const errors = isDNS1123Label(name).map((detail) => invalid(`${path}.name`, name, detail));
  if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
  names.add(name);
  return errors;
}

function knownErrors(path: string, value: string | undefined, known: readonly string[]): FieldError[] {
  if (!value) return [required(path)];
  return known.includes(value) ? [] : [notSupported(path, value, known)];
}

function affinityErrors({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const errors = knownErrors('spec.sessionAffinity', sessionAffinity, AFFINITIES);
  const path = 'spec.sessionAffinityConfig';
  if (sessionAffinity === 'None') {
    if (sessionAffinityConfig === undefined) return errors;
    return [...errors, forbidden(path, 'must not be set when session affinity is None')];
  }
  if (sessionAffinity !== 'ClientIP') return errors;
  const why = 'when session affinity type is ClientIP';
  if (sessionAffinityConfig === undefined) return [...errors, required(path, why)];
  if (sessionAffinityConfig.clientIP === undefined) return [...errors, required(`${path}.clientIP`, why)];
  const seconds = sessionAffinityConfig.clientIP.timeoutSeconds;
  if (seconds === undefined) return [...errors, required(`${path}.clientIP.timeoutSeconds`, why)];
  if (seconds > 0 && seconds <= 86_400) return errors;
  return [...errors, invalid(`${path}.clientIP.timeoutSeconds`, seconds, 'must be greater than 0 and less than 86400')];
}

function externalIPErrors(ips: readonly string[]): FieldError[] {
  return ips.flatMap((ip, index) => {
    const path = `spec.externalIPs[${index}]`;
    const errors = addressErrors(ip, path);
    return errors.length > 0 ? errors : specialAddressErrors(ip, path);
  });
}

function nodePortErrors({ type, ports = [] }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (type === 'ClusterIP') {
    for (const [index, { nodePort }] of ports.entries()) {
      if (nodePort)
        errors.push(forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  }
  const seen = new Set<string>();
  for (const [index, { nodePort, protocol }] of ports.entries()) {
    if (!nodePort) continue;
    if (seen.has(`${protocol}/${nodePort}`)) errors.push(duplicate(`spec.ports[${index}].nodePort`, nodePort));
    seen.add(`${protocol}/${nodePort}`);
  }
  return errors;
}

function repeatedPortErrors(ports: readonly ServicePort[]): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap(({ port, protocol = 'TCP' }, index) => {
    const key = `${protocol}/${port}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const shown = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    return [duplicate(`spec.ports[${index}]`, shown)];
  });
}

function sourceRangeErrors({ spec, metadata }: Service): FieldError[] {
  const isBalancer = spec.type === 'LoadBalancer';
  if (spec.loadBalancerSourceRanges?.length) {
    const path = 'spec.LoadBalancerSourceRanges';
    return [
      ...(isBalancer ? [] : [forbidden(path, ONLY_LOAD_BALANCER)]),
      ...spec.loadBalancerSourceRanges.flatMap((range, index) => cidrErrors(range.trim(), `${path}[${index}]`)),
    ];
  }
  const annotation = metadata.annotations?.[SOURCE_RANGES];
  if (annotation === undefined) return [];
  const path = `metadata.annotations[${SOURCE_RANGES}]`;
  if (!isBalancer) return [forbidden(path, ONLY_LOAD_BALANCER)];
  const ranges = annotation.trim() === '' ? [] : annotation.trim().split(',');
  return [...ranges.flatMap((range) => cidrErrors(range.trim(), path))];
}

function loadBalancerErrors(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const isBalancer = spec.type === 'LoadBalancer';
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isBalancer) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LOAD_BALANCER));
  }
  if (isBalancer && spec.allocateLoadBalancerNodePorts === undefined) {
    errors.push(required('allocateLoadBalancerNodePorts'));
  }
  return [...errors, ...loadBalancerClassErrors(spec, undefined)];
}

function loadBalancerClassErrors(spec: ServiceSpec, old: ServiceSpec | undefined): FieldError[] {
  const path = 'spec.loadBalancerClass';
  const given = spec.loadBalancerClass;
  const errors: FieldError[] = [];
  if (old?.type === 'LoadBalancer' && spec.type === 'LoadBalancer' && given !== old.loadBalancerClass) {
    errors.push(invalid(path, given ?? null, 'may not change once set'));
  }
  if (given === undefined) return errors;
  if (spec.type !== 'LoadBalancer') return [...errors, forbidden(path, ONLY_LOAD_BALANCER)];
  return [...errors, ...isQualifiedName(given).map((detail) => invalid(path, given, detail))];
}

function trafficErrors(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const external = 'spec.externalTrafficPolicy';
  if (isExternallyAccessible(spec)) errors.push(...knownErrors(external, spec.externalTrafficPolicy, POLICIES));
  else if (spec.externalTrafficPolicy) {
    errors.push(invalid(external, spec.externalTrafficPolicy, 'may only be set for externally-accessible services'));
  }
  errors.push(...healthCheckErrors(spec));
  const internal = spec.internalTrafficPolicy;
  if (internal === undefined && needsClusterIP(spec)) errors.push(required('spec.internalTrafficPolicy'));
  if (internal !== undefined) errors.push(...knownErrors('spec.internalTrafficPolicy', internal, POLICIES));
  const distribution = spec.trafficDistribution;
  if (distribution !== undefined && !DISTRIBUTIONS.includes(distribution)) {
    errors.push(notSupported('spec.trafficDistribution', distribution, DISTRIBUTIONS));
  }
  return errors;
}

function healthCheckErrors(spec: ServiceSpec): FieldError[] {
  const path = 'spec.healthCheckNodePort';
  const port = spec.healthCheckNodePort ?? 0;
  if (needsHealthCheckPort(spec)) return port === 0 ? [required(path)] : portNumberErrors(port, path);
  const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return port === 0 ? [] : [invalid(path, port, detail)];
}

/** Upstream's `ValidateServiceUpdate`. */
export function serviceUpdateErrors(service: Service, old: Service): FieldError[] {
  return [
    ...addressChangeErrors(service.spec, old.spec),
    ...familyChangeErrors(service.spec, old.spec),
    ...loadBalancerClassErrors(service.spec, old.spec),
    ...serviceErrors(service),
  ];
}

function addressChangeErrors(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (!needsClusterIP(spec) || !needsClusterIP(old)) return [];
  if (isHeadless(spec) && isHeadless(old)) return [];
  return changeErrors(spec.clusterIPs, old.clusterIPs, {
    policy: spec.ipFamilyPolicy,
    list: 'clusterIPs',
    one: 'clusterIP',
  });
}

function familyChangeErrors(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (!needsClusterIP(spec) || !needsClusterIP(old)) return [];
  if (isHeadless(spec) && isHeadless(old)) return [];
  return changeErrors(spec.ipFamilies, old.ipFamilies, {
    policy: spec.ipFamilyPolicy,
    list: 'ipFamilies',
    one: 'ipFamily',
  });
}

/** The first entry stays for ever; a second may come, and go when the policy says SingleStack. */
function changeErrors(
  after: readonly string[] | undefined,
  before: readonly string[] | undefined,
  { policy, list, one }: { readonly policy: string | undefined; readonly list: string; readonly one: string },
): FieldError[] {
  const now = after ?? [];
  const then = before ?? [];
  const path = (index: number) => `spec.${list}[${index}]`;
  const changed = (index: number) => invalid(path(index), after ?? null, 'may not change once set');
  if (deepEqual(now, then)) return [];
  if (now.length === then.length) return then.flatMap((value, index) => (value === now[index] ? [] : [changed(index)]));
  const errors: FieldError[] = [];
  if (now.length === 0) errors.push(invalid(path(0), after ?? null, `primary ${one} can not be unset`));
  if (now.length > 0 && then.length > 0 && now[0] !== then[0]) errors.push(changed(0));
  if (then.length > now.length && now.length === 1 && policy !== 'SingleStack') {
    const detail = `must be set to 'SingleStack' when releasing the secondary ${one}`;
    errors.push(invalid('spec.ipFamilyPolicy', policy ?? null, detail));
  }
  return errors;
}
