import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import type { Gateway, GatewayClass, HTTPRoute } from '../../kube/shapes/gateway.js';
import type { Condition } from '../../kube/shapes/meta.js';
import { column, defineKind } from './define-kind.js';
import type { Kind } from './kind.js';
import { metadataErrors } from './metadata.js';

const GROUP = { group: 'gateway.networking.k8s.io', categories: ['gateway-api'], subresources: ['status'] as const };

/** What a client does not say of where it attaches. */
const PARENT = { group: 'gateway.networking.k8s.io', kind: 'Gateway' };
const ANY_PATH = [{ path: { type: 'PathPrefix', value: '/' } }];

const gatewayClassKind = defineKind<GatewayClass>({
  ...GROUP,
  kind: 'GatewayClass',
  plural: 'gatewayclasses',
  shortNames: ['gc'],
  namespaced: false,
  generation: ({ spec }) => spec,
  validateCreate: (object) => metadataErrors(object, { namespaced: false }),
  columns: [column('Name'), column('Controller'), column('Accepted'), column('Age')],
  cells: ({ metadata, spec, status }, now) => [
    metadata.name ?? '',
    spec.controllerName,
    statusOf(status?.conditions, 'Accepted'),
    ageSince(metadata.creationTimestamp, now),
  ],
});

const gatewayKind = defineKind<Gateway>({
  ...GROUP,
  kind: 'Gateway',
  plural: 'gateways',
  shortNames: ['gtw'],
  generation: ({ spec }) => spec,
  defaults: (gateway) => ({
    ...gateway,
    spec: {
      ...gateway.spec,
      listeners: (gateway.spec.listeners ?? []).map((listener) => ({
        ...listener,
        allowedRoutes: {
          ...listener.allowedRoutes,
          namespaces: { from: 'Same', ...listener.allowedRoutes?.namespaces },
        },
      })),
    },
  }),
  validateCreate: gatewayErrors,
  columns: [column('Name'), column('Class'), column('Address'), column('Programmed'), column('Age')],
  cells: ({ metadata, spec, status }, now) => [
    metadata.name ?? '',
    spec.gatewayClassName,
    (status?.addresses ?? []).map(({ value }) => value).join(','),
    statusOf(status?.conditions, 'Programmed'),
    ageSince(metadata.creationTimestamp, now),
  ],
});

const httpRouteKind = defineKind<HTTPRoute>({
  ...GROUP,
  kind: 'HTTPRoute',
  plural: 'httproutes',
  generation: ({ spec }) => spec,
  defaults: routeDefaults,
  validateCreate: (object) => metadataErrors(object),
  columns: [column('Name'), column('Hostnames'), column('Age')],
  cells: ({ metadata, spec }, now) => [
    metadata.name ?? '',
    spec.hostnames === undefined ? '' : JSON.stringify(spec.hostnames),
    ageSince(metadata.creationTimestamp, now),
  ],
});

/** The kinds of a cluster in which the Gateway API is installed. */
export const gatewayKinds: readonly Kind[] = [gatewayClassKind, gatewayKind, httpRouteKind];

function routeDefaults(route: HTTPRoute): HTTPRoute {
  const { parentRefs, rules = [{}] } = route.spec ?? {};
  return {
    ...route,
    spec: {
      ...route.spec,
      ...(parentRefs ? { parentRefs: parentRefs.map((parent) => ({ ...PARENT, ...parent })) } : {}),
      rules: rules.map((rule) => ({
        ...rule,
        matches: rule.matches?.length
          ? rule.matches.map((match) => ({ ...match, path: { type: 'PathPrefix', value: '/', ...match.path } }))
          : ANY_PATH,
        ...(rule.backendRefs
          ? { backendRefs: rule.backendRefs.map((ref) => ({ group: '', kind: 'Service', weight: 1, ...ref })) }
          : {}),
      })),
    },
  };
}

function gatewayErrors(gateway: Gateway): FieldError[] {
  const errors = metadataErrors(gateway);
  const { listeners } = gateway.spec;
  const names = new Set(listeners.map(({ name }) => name));
  if (names.size < listeners.length) {
    errors.push(invalid('spec.listeners', 'array', 'Listener name must be unique within the Gateway'));
  }
  return errors;
}

function statusOf(conditions: readonly Condition[] | undefined, type: string): string {
  return conditions?.find((condition) => condition.type === type)?.status ?? '';
}
