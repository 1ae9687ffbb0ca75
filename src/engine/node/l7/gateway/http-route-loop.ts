import type { Gateway, HTTPBackendRef, HTTPRoute, ParentRef } from '../../../../kube/shapes/gateway.js';
import type { Condition, KubeObject } from '../../../../kube/shapes/meta.js';
import type { Service } from '../../../../kube/shapes/service.js';
import type { ClusterApi } from '../../../control/cluster-api.js';
import type { Controller } from '../../../control/controller.js';
import { keyOf, parseKey } from '../../../control/keys.js';
import { timestamp } from '../../../control/time.js';
import { attach } from './attachments.js';
import { conditionsOf, isSameStatus, type Said } from './gateway-conditions.js';
import { CONTROLLER, GATEWAYS, type GatewayParts, isOurs, ROUTES } from './gateway-loop.js';
import { GRANTS, isGranted } from './reference-grants.js';

/** Attaches HTTPRoutes to their Gateways and says whether that worked. */
export function createHttpRouteLoop(parts: GatewayParts): Controller {
  const { api, table } = parts;
  const all = () => api.list<HTTPRoute>(ROUTES).map(keyOf);
  const naming = (service: string) =>
    api
      .list<HTTPRoute>(ROUTES)
      .filter((route) => backendsOf(route).some(({ key }) => key === service))
      .map(keyOf);
  return {
    name: 'http-route',
    latencyMs: 20,
    watches: {
      [ROUTES]: ({ object }) => [keyOf(object)],
      // A listener's certificate may come or go without a word of the Gateway's own.
      [GATEWAYS]: ({ object, previous }) => (isJudgedAlike(object, previous) ? [] : all()),
      [GRANTS]: all,
      namespaces: ({ object, previous }) =>
        previous !== undefined && isSameStatus(object.metadata.labels, previous.metadata.labels) ? [] : all(),
      services: ({ type, object }) => (type === 'MODIFIED' ? [] : naming(keyOf(object))),
    },
    reconcile(key) {
      const route = api.get<HTTPRoute>(ROUTES, key);
      const parents = route === undefined ? [] : attachedParents(api, route);
      table.write(
        key,
        parents.flatMap(({ attached }) => attached.attachments),
        route,
      );
      if (route !== undefined) report(parts, route, parents);
      return undefined;
    },
  };
}

function isJudgedAlike(object: KubeObject, previous: KubeObject | undefined): boolean {
  if (previous === undefined || object.metadata.generation !== previous.metadata.generation) return false;
  const said = ({ status }: Gateway) =>
    (status?.listeners as readonly { readonly conditions: readonly Condition[] }[] | undefined)?.map(({ conditions }) =>
      conditions.find(({ type }) => type === 'Accepted'),
    );
  return isSameStatus(said(object as Gateway), said(previous as Gateway));
}

interface Parent {
  readonly parentRef: ParentRef;
  readonly attached: ReturnType<typeof attach>;
}

/** Those of this controller. */
function attachedParents(api: ClusterApi, route: HTTPRoute): readonly Parent[] {
  return (route.spec.parentRefs ?? []).flatMap((parentRef) => {
    const { kind = 'Gateway', name, namespace = route.metadata.namespace ?? '' } = parentRef;
    const gateway = kind === 'Gateway' ? api.get<Gateway>(GATEWAYS, { namespace, name }) : undefined;
    if (gateway === undefined || !isOurs(api, gateway)) return [];
    return [{ parentRef, attached: attach(api, { gateway, route, parent: parentRef }) }];
  });
}

function report({ sim, api }: GatewayParts, route: HTTPRoute, found: readonly Parent[]): void {
  const present = (route.status?.parents ?? []) as readonly { readonly conditions: readonly Condition[] }[];
  const refs = resolved(api, route);
  const parents = found.map(({ parentRef, attached }, at) => {
    const conditions = conditionsOf(route, present[at]?.conditions, timestamp(sim), [attached.accepted, refs]);
    return { conditions, controllerName: CONTROLLER, parentRef };
  });
  if (isSameStatus(route.status?.parents ?? [], parents)) return;
  api.updateStatus(ROUTES, { ...route, status: { parents } } as HTTPRoute);
}

interface Backend {
  readonly ref: HTTPBackendRef;
  readonly field: string;
  /** `NAMESPACE/NAME`. */
  readonly key: string;
}

/** All that the rules of a route name, mirrors among them. */
function backendsOf({ metadata, spec }: HTTPRoute): readonly Backend[] {
  const backend = (ref: HTTPBackendRef, field: string): Backend => {
    const { namespace = metadata.namespace ?? '', name } = ref;
    return { ref, field, key: `${namespace}/${name}` };
  };
  return (spec.rules ?? []).flatMap(({ backendRefs = [], filters = [] }, rule) => [
    ...filters.flatMap(({ requestMirror }, at) =>
      requestMirror
        ? [backend(requestMirror.backendRef, `spec.rules[${rule}].filters[${at}].requestMirror.backendRef`)]
        : [],
    ),
    ...backendRefs.map((ref, at) => backend(ref, `spec.rules[${rule}].backendRefs[${at}]`)),
  ]);
}

/** The first backend that is not there, or not allowed. */
function resolved(api: ClusterApi, route: HTTPRoute): Said {
  const { namespace = '' } = route.metadata;
  for (const { ref, field, key } of backendsOf(route)) {
    const { kind = 'Service', name, port } = ref;
    if (kind !== 'Service') {
      const message = `${field}.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Service"`;
      return ['ResolvedRefs', 'False', 'InvalidKind', message];
    }
    const to = parseKey(key);
    if (!isGranted(api, { from: { kind: 'HTTPRoute', namespace }, to: { kind, ...to } })) {
      const message = `${field}.namespace: Forbidden: Backend ref to Service ${key} not permitted by any ReferenceGrant`;
      return ['ResolvedRefs', 'False', 'RefNotPermitted', message];
    }
    const service = api.get<Service>('services', to);
    if (service === undefined) {
      return ['ResolvedRefs', 'False', 'BackendNotFound', `${field}.name: Not found: "${name}"`];
    }
    if (!service.spec.ports?.some((each) => each.port === port)) {
      return ['ResolvedRefs', 'False', 'BackendNotFound', `${field}.port: Not found: ${port}`];
    }
  }
  return ['ResolvedRefs', 'True', 'ResolvedRefs', 'All references are resolved'];
}
