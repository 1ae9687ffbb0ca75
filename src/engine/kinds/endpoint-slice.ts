import { isDNS1123Label, isDNS1123Subdomain, isLabelValue, isQualifiedName } from '../../kube/dns-names.js';
import { ageSince } from '../../kube/duration.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../kube/field-error.js';
import { familyOf } from '../../kube/ip.js';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../kube/shapes/service.js';
import { column, defineKind } from './define-kind.js';
import { withMore } from './endpoints.js';
import { labelErrors, metadataErrors } from './metadata.js';
import { PROTOCOLS, portNumberErrors } from './ports.js';
import { addressErrors, specialAddressErrors } from './service-addresses.js';

const TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX = { endpoints: 1000, addresses: 100, ports: 20_000, zones: 8, topology: 16 };

export const endpointSliceKind = defineKind<EndpointSlice>({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  defaults: sliceDefaults,
  validateCreate: sliceErrors,
  validateUpdate: (slice, old) => [
    ...sliceErrors(slice),
    ...(slice.addressType === old.addressType ? [] : [invalid('addressType', slice.addressType, 'field is immutable')]),
  ],
  generation: ({ addressType, endpoints, ports }) => ({ addressType, endpoints, ports }),
  columns: [column('Name'), column('AddressType'), column('Ports'), column('Endpoints'), column('Age')],
  cells: ({ metadata, addressType, ports, endpoints }, now) => [
    metadata.name ?? '',
    addressType,
    withMore((ports ?? []).map(({ name, port }) => String(port ?? name ?? '*'))) || '<unset>',
    withMore((endpoints ?? []).flatMap(({ addresses }) => addresses)) || '<unset>',
    ageSince(metadata.creationTimestamp, now),
  ],
});

/** Lists that are empty come back from the real store as none. */
function sliceDefaults(slice: EndpointSlice): EndpointSlice {
  const { ports, endpoints } = slice;
  const isComplete = (ports ?? []).every(({ name, protocol }) => name !== undefined && protocol);
  if (isComplete && ports?.length && endpoints?.length) return slice;
  const named = (ports ?? []).map((port) => ({
    ...port,
    name: port.name ?? '',
    protocol: port.protocol || ('TCP' as const),
  }));
  return { ...slice, endpoints: endpoints?.length ? endpoints : null, ports: named.length > 0 ? named : null };
}

function sliceErrors(slice: EndpointSlice): FieldError[] {
  const { addressType, endpoints, ports } = slice;
  return [
    ...metadataErrors(slice),
    ...(addressType
      ? TYPES.includes(addressType)
        ? []
        : [notSupported('addressType', addressType, TYPES)]
      : [required('addressType')]),
    ...tooMany('endpoints', endpoints?.length ?? 0, MAX.endpoints),
    ...((endpoints?.length ?? 0) > MAX.endpoints ? [] : (endpoints ?? [])).flatMap((endpoint, index) =>
      endpointErrors(endpoint, addressType, `endpoints[${index}]`),
    ),
    ...tooMany('ports', ports?.length ?? 0, MAX.ports),
    ...portListErrors((ports?.length ?? 0) > MAX.ports ? [] : (ports ?? [])),
  ];
}

function tooMany(field: string, count: number, most: number): FieldError[] {
  if (count <= most) return [];
  return [{ type: 'TooMany', field, value: count, detail: `must have at most ${most} items` }];
}

type Topology = { readonly deprecatedTopology?: Readonly<Record<string, string>> };

function endpointErrors(endpoint: Endpoint & Topology, type: string, path: string): FieldError[] {
  const { addresses = [], hints, hostname, nodeName, deprecatedTopology = {} } = endpoint;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'));
  errors.push(...tooMany(`${path}.addresses`, addresses.length, MAX.addresses));
  if (addresses.length <= MAX.addresses) {
    errors.push(
      ...addresses.flatMap((address, index) => oneAddressErrors(address, type, `${path}.addresses[${index}]`)),
    );
  }
  for (const detail of nodeName === undefined ? [] : isDNS1123Subdomain(nodeName)) {
    errors.push(invalid(`${path}.nodeName`, nodeName, detail));
  }
  const topology = `${path}.deprecatedTopology`;
  errors.push(...tooMany(topology, Object.keys(deprecatedTopology).length, MAX.topology));
  errors.push(...labelErrors(deprecatedTopology, topology));
  for (const detail of hostname ? isDNS1123Label(hostname) : [])
    errors.push(invalid(`${path}.hostname`, hostname, detail));
  for (const list of ['forZones', 'forNodes'] as const) {
    errors.push(
      ...hintErrors(
        (hints?.[list] ?? []).map(({ name }) => name),
        `${path}.hints.${list}`,
      ),
    );
  }
  return errors;
}

function oneAddressErrors(address: string, type: string, path: string): FieldError[] {
  if (type === 'FQDN')
    return isDNS1123Subdomain(address.replace(/\.$/, '')).map((detail) => invalid(path, address, detail));
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const errors = addressErrors(address, path);
  if (errors.length > 0) return errors;
  if (familyOf(address) !== type) errors.push(invalid(path, address, `must be an ${type} address`));
  return [...errors, ...specialAddressErrors(address, path)];
}

function hintErrors(names: readonly string[], path: string): FieldError[] {
  if (names.length > MAX.zones) return tooMany(path, names.length, MAX.zones);
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    const at = `${path}[${index}].name`;
    const errors: FieldError[] = seen.has(name) ? [duplicate(at, name)] : [];
    seen.add(name);
    return [...errors, ...isLabelValue(name).map((detail) => invalid(at, name, detail))];
  });
}

function portListErrors(ports: readonly EndpointPort[]): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name = '', port, protocol, appProtocol }, index) => {
    const at = `ports[${index}]`;
    const errors = (name === '' ? [] : isDNS1123Label(name)).map((detail) => invalid(`${at}.name`, name, detail));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (!protocol) errors.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
    if (port !== undefined) errors.push(...portNumberErrors(port, `${at}.port`));
    for (const detail of appProtocol === undefined ? [] : isQualifiedName(appProtocol)) {
      errors.push(invalid(`${at}.appProtocol`, appProtocol, detail));
    }
    return errors;
  });
}
