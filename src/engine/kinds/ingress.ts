import { isDNS1123Subdomain } from '../../kube/dns-names.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid, notSupported, required } from '../../kube/field-error.js';
import type { Ingress, IngressBackend, IngressPath } from '../../kube/shapes/ingress.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const SHOWN_HOSTS = 3;

export const ingressKind = defineKind<Ingress>({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  subresources: ['status'],
  prepareCreate: (ingress) => ({ ...ingress, status: { loadBalancer: {} } }),
  validateCreate: ingressErrors,
  generation: ({ spec }) => spec,
  columns: [column('Name'), column('Class'), column('Hosts'), column('Address'), column('Ports'), column('Age')],
  cells: ({ metadata, spec = {}, status }, now) => [
    metadata.name ?? '',
    spec.ingressClassName ?? '<none>',
    hosts(spec.rules ?? []),
    (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').join(','),
    spec.tls?.length ? '80, 443' : '80',
    ageSince(metadata.creationTimestamp, now),
  ],
});

function hosts(rules: NonNullable<NonNullable<Ingress['spec']>['rules']>): string {
  const named = rules.map(({ host }) => host ?? '').filter((host) => host !== '');
  if (named.length === 0) return '*';
  const shown = named.slice(0, SHOWN_HOSTS).join(',');
  return named.length > SHOWN_HOSTS ? `${shown} + ${named.length - SHOWN_HOSTS} more...` : shown;
}

function ingressErrors(ingress: Ingress): FieldError[] {
  const { defaultBackend, rules = [] } = ingress.spec ?? {};
  const errors = metadataErrors(ingress);
  if (rules.length === 0 && !defaultBackend) {
    return [...errors, invalid('spec', {}, 'either `defaultBackend` or `rules` must be specified')];
  }
  if (defaultBackend) errors.push(...backendErrors(defaultBackend, 'spec.defaultBackend'));
  for (const [index, { host, http }] of rules.entries()) {
    const path = `spec.rules[${index}]`;
    for (const detail of host ? isDNS1123Subdomain(host.replace(/^\*\./, '')) : []) {
      errors.push(invalid(`${path}.host`, host, detail));
    }
    if (http && !http.paths?.length) errors.push(required(`${path}.http.paths`));
    for (const [item, one] of (http?.paths ?? []).entries())
      errors.push(...pathErrors(one, `${path}.http.paths[${item}]`));
  }
  return errors;
}

function pathErrors({ path = '', pathType, backend = {} }: IngressPath, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!pathType) errors.push(required(`${at}.pathType`, 'pathType must be specified'));
  else if (!PATH_TYPES.includes(pathType)) errors.push(notSupported(`${at}.pathType`, pathType, PATH_TYPES));
  else if (!path.startsWith('/') && (pathType !== 'ImplementationSpecific' || path !== '')) {
    errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  }
  return [...errors, ...backendErrors(backend, `${at}.backend`)];
}

function backendErrors({ service, resource }: IngressBackend, path: string): FieldError[] {
  if (resource !== undefined) return [];
  if (service === undefined) return [required(path, 'must specify either a service or resource backend')];
  const errors: FieldError[] = [];
  if (!service.name) errors.push(required(`${path}.service.name`));
  if (!service.port?.name && !service.port?.number) {
    errors.push(required(path, 'port name or number is required'));
  }
  return errors;
}
