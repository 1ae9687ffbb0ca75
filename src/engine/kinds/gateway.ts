import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import type { Gateway, GatewayClass, GatewayListener, HTTPRoute, ReferenceGrant } from '../../kube/shapes/gateway.js';
import type { Condition } from '../../kube/shapes/meta.js';
import { column, defineKind } from './define-kind.js';
import { routeDefaults, routeErrors } from './http-route.js';
import type { Kind } from './kind.js';
import { metadataErrors } from './metadata.js';

const GROUP = { group: 'gateway.networking.k8s.io', categories: ['gateway-api'], subresources: ['status'] as const };

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
      listeners: (gateway.spec.listeners ?? []).map(listenerDefaults),
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
  validateCreate: routeErrors,
  columns: [column('Name'), column('Hostnames'), column('Age')],
  cells: ({ metadata, spec }, now) => [
    metadata.name ?? '',
    spec.hostnames === undefined ? '' : JSON.stringify(spec.hostnames),
    ageSince(metadata.creationTimestamp, now),
  ],
});

const referenceGrantKind = defineKind<ReferenceGrant>({
  ...GROUP,
  subresources: [],
  version: 'v1beta1',
  kind: 'ReferenceGrant',
  plural: 'referencegrants',
  shortNames: ['refgrant'],
  generation: ({ spec }) => spec,
  validateCreate: (object) => metadataErrors(object),
  columns: [column('Name'), column('Age')],
  cells: ({ metadata }, now) => [metadata.name ?? '', ageSince(metadata.creationTimestamp, now)],
});

/** The kinds of a cluster in which the Gateway API is installed. */
export const gatewayKinds: readonly Kind[] = [gatewayClassKind, gatewayKind, httpRouteKind, referenceGrantKind];

function listenerDefaults(listener: GatewayListener): GatewayListener {
  const { tls, allowedRoutes } = listener;
  const refs = tls?.certificateRefs;
  return {
    ...listener,
    allowedRoutes: { ...allowedRoutes, namespaces: { from: 'Same', ...allowedRoutes?.namespaces } },
    ...(tls
      ? {
          tls: {
            mode: 'Terminate',
            ...tls,
            ...(refs ? { certificateRefs: refs.map((ref) => ({ group: '', kind: 'Secret', ...ref })) } : {}),
          },
        }
      : {}),
  };
}

/** The rules that the schema's expressions hold (standard channel). */
function gatewayErrors(gateway: Gateway): FieldError[] {
  const { listeners } = gateway.spec;
  const places = listeners.map(({ port, protocol, hostname = '' }) => `${port} ${protocol} ${hostname}`);
  const rules: readonly (readonly [string, boolean])[] = [
    [
      "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
      listeners.every(({ protocol, tls }) => !['HTTP', 'TCP', 'UDP'].includes(protocol) || tls === undefined),
    ],
    [
      'tls mode must be Terminate for protocol HTTPS',
      listeners.every(({ protocol, tls }) => protocol !== 'HTTPS' || tls === undefined || tls.mode === 'Terminate'),
    ],
    [
      "hostname must not be specified for protocols ['TCP', 'UDP']",
      listeners.every(({ protocol, hostname = '' }) => !['TCP', 'UDP'].includes(protocol) || hostname === ''),
    ],
    ['Listener name must be unique within the Gateway', isUnique(listeners.map(({ name }) => name))],
    ['Combination of port, protocol and hostname must be unique for each listener', isUnique(places)],
  ];
  const broken = rules.filter(([, holds]) => !holds).map(([detail]) => invalid('spec.listeners', 'array', detail));
  return [...metadataErrors(gateway), ...broken];
}

function isUnique(words: readonly string[]): boolean {
  return new Set(words).size === words.length;
}

function statusOf(conditions: readonly Condition[] | undefined, type: string): string {
  return conditions?.find((condition) => condition.type === type)?.status ?? '';
}
