import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from '../../kube/dns-names.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid, notSupported, required } from '../../kube/field-error.js';
import type { EndpointAddress, EndpointSubset, Endpoints } from '../../kube/shapes/service.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';
import { PROTOCOLS, portNumberErrors } from './ports.js';
import { addressErrors, specialAddressErrors } from './service-addresses.js';

export const endpointsKind = defineKind<Endpoints>({
  kind: 'Endpoints',
  plural: 'endpoints',
  shortNames: ['ep'],
  createOnUpdate: true,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  defaults: endpointsDefaults,
  validateCreate: (endpoints) => [
    ...metadataErrors(endpoints),
    ...(endpoints.subsets ?? []).flatMap((subset, index) => subsetErrors(subset, `subsets[${index}]`)),
  ],
  columns: [column('Name'), column('Endpoints'), column('Age')],
  cells: ({ metadata, subsets }, now) => [
    metadata.name ?? '',
    endpointsText(subsets ?? []),
    ageSince(metadata.creationTimestamp, now),
  ],
});

function endpointsDefaults(endpoints: Endpoints): Endpoints {
  if (!endpoints.subsets?.some(({ ports }) => ports?.some(({ protocol }) => !protocol))) return endpoints;
  const subsets = endpoints.subsets.map(({ ports, ...subset }) => ({
    ...subset,
    ...(ports ? { ports: ports.map((port) => ({ ...port, protocol: port.protocol || ('TCP' as const) })) } : {}),
  }));
  return { ...endpoints, subsets };
}

function subsetErrors(
  { addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length + notReadyAddresses.length === 0) {
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  }
  errors.push(...addresses.flatMap((one, index) => hostErrors(one, `${path}.addresses[${index}]`)));
  errors.push(...notReadyAddresses.flatMap((one, index) => hostErrors(one, `${path}.notReadyAddresses[${index}]`)));
  for (const [index, { name, port, protocol, appProtocol }] of ports.entries()) {
    const at = `${path}.ports[${index}]`;
    if (name) for (const detail of isDNS1123Label(name)) errors.push(invalid(`${at}.name`, name, detail));
    else if (ports.length > 1) errors.push(required(`${at}.name`));
    errors.push(...portNumberErrors(port, `${at}.port`));
    if (!protocol) errors.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
    for (const detail of appProtocol === undefined ? [] : isQualifiedName(appProtocol)) {
      errors.push(invalid(`${at}.appProtocol`, appProtocol, detail));
    }
  }
  return errors;
}

function hostErrors({ ip = '', hostname, nodeName }: EndpointAddress, path: string): FieldError[] {
  const errors = addressErrors(ip, `${path}.ip`);
  for (const detail of hostname ? isDNS1123Label(hostname) : [])
    errors.push(invalid(`${path}.hostname`, hostname, detail));
  for (const detail of nodeName === undefined ? [] : isDNS1123Subdomain(nodeName)) {
    errors.push(invalid(`${path}.nodeName`, nodeName, detail));
  }
  return [...errors, ...specialAddressErrors(ip, `${path}.ip`)];
}

const SHOWN = 3;

/** Ready addresses with their ports; blank when there are only addresses that are not ready. */
function endpointsText(subsets: readonly EndpointSubset[]): string {
  if (subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) =>
          addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
        ),
  );
  return withMore(all);
}

/** At most three of a list, and how many more there are. */
export function withMore(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN).join(',');
  return all.length > SHOWN ? `${shown} + ${all.length - SHOWN} more...` : shown;
}
