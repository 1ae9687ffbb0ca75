import type { Gateway, HTTPRoute, ParentRef } from '../../../../kube/shapes/gateway.js';
import type { Condition } from '../../../../kube/shapes/meta.js';
import type { Service } from '../../../../kube/shapes/service.js';
import type { ClusterApi } from '../../../control/cluster-api.js';
import type { Controller } from '../../../control/controller.js';
import { keyOf, parseKey } from '../../../control/keys.js';
import { timestamp } from '../../../control/time.js';
import { conditionsOf, isSameStatus, type Said } from './gateway-conditions.js';
import { CONTROLLER, GATEWAYS, type GatewayParts, isOurs, parentsOf, ROUTES } from './gateway-loop.js';
import { letsIn } from './gateway-table.js';

/** Attaches HTTPRoutes to their Gateways and says whether that worked. */
export function createHttpRouteLoop(parts: GatewayParts): Controller {
  const { api, table } = parts;
  const all = (namespace?: string) => api.list<HTTPRoute>(ROUTES, namespace).map(keyOf);
  return {
    name: 'http-route',
    latencyMs: 20,
    watches: {
      [ROUTES]: ({ object }) => [keyOf(object)],
      [GATEWAYS]: ({ object, previous }) => (object.metadata.generation === previous?.metadata.generation ? [] : all()),
      services: ({ type, object }) => (type === 'MODIFIED' ? [] : all(object.metadata.namespace)),
    },
    reconcile(key) {
      const route = api.get<HTTPRoute>(ROUTES, parseKey(key));
      table.write(key, route === undefined ? [] : acceptedBy(api, route), route);
      if (route !== undefined) report(parts, route);
      return undefined;
    },
  };
}

function acceptedBy(api: ClusterApi, route: HTTPRoute): readonly string[] {
  return parentsOf(route).filter((key) => {
    const gateway = api.get<Gateway>(GATEWAYS, parseKey(key));
    return gateway !== undefined && isOurs(api, gateway) && letsIn(gateway, route.metadata.namespace ?? '');
  });
}

function report({ sim, api }: GatewayParts, route: HTTPRoute): void {
  const present = (route.status?.parents ?? []) as readonly { readonly conditions: readonly Condition[] }[];
  const parents = (route.spec.parentRefs ?? []).flatMap((parentRef, at) => {
    const gateway = gatewayOf(api, route, parentRef);
    if (gateway === undefined || !isOurs(api, gateway)) return [];
    const accepted: Said = letsIn(gateway, route.metadata.namespace ?? '')
      ? ['Accepted', 'True', 'Accepted', 'The Route is accepted']
      : ['Accepted', 'False', 'NotAllowedByListeners', 'The Route is not allowed by any listener'];
    const said = [accepted, resolved(api, route)];
    const conditions = conditionsOf(route, present[at]?.conditions, timestamp(sim), said);
    return [{ conditions, controllerName: CONTROLLER, parentRef }];
  });
  if (isSameStatus(route.status?.parents ?? [], parents)) return;
  api.updateStatus(ROUTES, { ...route, status: { parents } } as HTTPRoute);
}

function gatewayOf(api: ClusterApi, { metadata }: HTTPRoute, { namespace, name }: ParentRef): Gateway | undefined {
  return api.get<Gateway>(GATEWAYS, { namespace: namespace ?? metadata.namespace ?? '', name });
}

/** The first backend that is not there. */
function resolved(api: ClusterApi, { metadata, spec }: HTTPRoute): Said {
  for (const [rule, { backendRefs = [] }] of (spec.rules ?? []).entries()) {
    for (const [at, { name, namespace, port }] of backendRefs.entries()) {
      const field = `spec.rules[${rule}].backendRefs[${at}]`;
      if (namespace !== undefined && namespace !== metadata.namespace) {
        const message = `${field}.namespace: Forbidden: Backend ref to Service ${namespace}/${name} not permitted by any ReferenceGrant`;
        return ['ResolvedRefs', 'False', 'RefNotPermitted', message];
      }
      const service = api.get<Service>('services', { namespace: metadata.namespace ?? '', name });
      if (service === undefined) {
        return ['ResolvedRefs', 'False', 'BackendNotFound', `${field}.name: Not found: "${name}"`];
      }
      if (!service.spec.ports?.some((each) => each.port === port)) {
        return ['ResolvedRefs', 'False', 'BackendNotFound', `${field}.port: Not found: ${port}`];
      }
    }
  }
  return ['ResolvedRefs', 'True', 'ResolvedRefs', 'All references are resolved'];
}
