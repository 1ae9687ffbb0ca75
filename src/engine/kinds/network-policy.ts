import { ageSince } from '../../kube/duration.js';
import { type FieldError, forbidden, invalid, notSupported, required } from '../../kube/field-error.js';
import { contains, parseNetwork } from '../../kube/ip.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { NetworkPolicy, PolicyPeer, PolicyPort } from '../../kube/shapes/network-policy.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { portErrors, portNumberErrors } from './ports.js';
import { labelSelectorErrors } from './workload-validation.js';

const TYPES = ['Ingress', 'Egress'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

export const networkPolicyKind = defineKind<NetworkPolicy>({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  defaults: policyDefaults,
  validateCreate: policyErrors,
  generation: ({ spec }) => spec,
  columns: [column('Name'), column('Pod-Selector'), column('Age')],
  cells: ({ metadata, spec }, now) => [
    metadata.name ?? '',
    formatLabelSelector(spec?.podSelector),
    ageSince(metadata.creationTimestamp, now),
  ],
});

function policyDefaults(policy: NetworkPolicy): NetworkPolicy {
  const spec = policy.spec ?? {};
  const withProtocol = <Rule extends { readonly ports?: readonly PolicyPort[] }>(rule: Rule): Rule =>
    rule.ports ? { ...rule, ports: rule.ports.map((port) => ({ ...port, protocol: port.protocol || 'TCP' })) } : rule;
  return {
    ...policy,
    spec: {
      ...spec,
      podSelector: spec.podSelector ?? {},
      ...(spec.ingress ? { ingress: spec.ingress.map(withProtocol) } : {}),
      ...(spec.egress ? { egress: spec.egress.map(withProtocol) } : {}),
      policyTypes: spec.policyTypes?.length
        ? spec.policyTypes
        : ['Ingress', ...(spec.egress?.length ? ['Egress'] : [])],
    },
  };
}

function policyErrors(policy: NetworkPolicy): FieldError[] {
  const { podSelector = {}, ingress = [], egress = [], policyTypes = [] } = policy.spec ?? {};
  const errors = [...metadataErrors(policy), ...labelSelectorErrors(podSelector, 'spec.podSelector')];
  for (const [index, { ports = [], from = [] }] of ingress.entries()) {
    errors.push(...ruleErrors(ports, from, { path: `spec.ingress[${index}]`, peers: 'from' }));
  }
  for (const [index, { ports = [], to = [] }] of egress.entries()) {
    errors.push(...ruleErrors(ports, to, { path: `spec.egress[${index}]`, peers: 'to' }));
  }
  if (policyTypes.length > 2) {
    return [...errors, invalid('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes')];
  }
  for (const [index, type] of policyTypes.entries()) {
    if (!TYPES.includes(type)) errors.push(notSupported(`spec.policyTypes[${index}]`, type, TYPES));
  }
  return errors;
}

function ruleErrors(
  ports: readonly PolicyPort[],
  peers: readonly PolicyPeer[],
  at: { readonly path: string; readonly peers: string },
): FieldError[] {
  return [
    ...ports.flatMap((port, index) => onePortErrors(port, `${at.path}.ports[${index}]`)),
    ...peers.flatMap((peer, index) => peerErrors(peer, `${at.path}.${at.peers}[${index}]`)),
  ];
}

function onePortErrors({ protocol, port, endPort }: PolicyPort, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  }
  if (port !== undefined) errors.push(...portErrors(port, `${path}.port`));
  if (endPort === undefined) return errors;
  const at = `${path}.endPort`;
  if (port === undefined) return [...errors, invalid(at, endPort, 'may not be specified when `port` is not specified')];
  if (typeof port === 'string')
    return [...errors, invalid(at, endPort, 'may not be specified when `port` is non-numeric')];
  if (endPort < port) errors.push(invalid(at, port, 'must be greater than or equal to `port`'));
  return [...errors, ...portNumberErrors(endPort, at)];
}

function peerErrors({ podSelector, namespaceSelector, ipBlock }: PolicyPeer, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (podSelector) errors.push(...labelSelectorErrors(podSelector, `${path}.podSelector`));
  if (namespaceSelector) errors.push(...labelSelectorErrors(namespaceSelector, `${path}.namespaceSelector`));
  if (ipBlock) errors.push(...blockErrors(ipBlock, `${path}.ipBlock`));
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector)) {
    errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

const NO_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

function blockErrors({ cidr = '', except = [] }: NonNullable<PolicyPeer['ipBlock']>, path: string): FieldError[] {
  if (cidr === '') return [required(`${path}.cidr`)];
  const network = parseNetwork(cidr);
  if (network === undefined) return [invalid(`${path}.cidr`, cidr, NO_CIDR)];
  return except.flatMap((text, index) => {
    const inner = parseNetwork(text);
    const at = `${path}.except[${index}]`;
    if (inner === undefined) return [invalid(at, text, NO_CIDR)];
    const isSubset = contains(network, { family: inner.family, value: inner.first }) && network.prefix < inner.prefix;
    return isSubset ? [] : [invalid(at, text, 'must be a strict subset of `cidr`')];
  });
}
