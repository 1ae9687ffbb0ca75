import type { Gateway, GatewayClass, HTTPRoute } from '../../../../kube/shapes/gateway.js';
import type { KubeObject } from '../../../../kube/shapes/meta.js';
import type { Service } from '../../../../kube/shapes/service.js';
import type { Deployment } from '../../../../kube/shapes/workload.js';
import type { Sim } from '../../../../sim/index.js';
import type { ClusterApi } from '../../../control/cluster-api.js';
import type { Controller } from '../../../control/controller.js';
import { keyOf } from '../../../control/keys.js';
import { timestamp } from '../../../control/time.js';
import { conditionsOf, isSameStatus, type Said } from './gateway-conditions.js';
import { type JudgedListener, judgeListeners } from './gateway-listeners.js';
import { planeDeployment, planeName, planeService } from './gateway-objects.js';
import { reportGateway } from './gateway-status.js';
import type { GatewayTable, OpenListener } from './gateway-table.js';
import { GRANTS } from './reference-grants.js';

export const CONTROLLER = 'gateway.nginx.org/nginx-gateway-controller';
export const GATEWAYS = 'gateways.gateway.networking.k8s.io';
export const ROUTES = 'httproutes.gateway.networking.k8s.io';
const CLASSES = 'gatewayclasses.gateway.networking.k8s.io';

export interface GatewayParts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly table: GatewayTable;
}

/** Accepts the GatewayClasses of this controller. */
export function createGatewayClassLoop({ sim, api }: GatewayParts): Controller {
  return {
    name: 'gateway-class',
    watches: { [CLASSES]: ({ object }) => [object.metadata.name ?? ''] },
    reconcile(name) {
      const found = api.get<GatewayClass>(CLASSES, { namespace: '', name });
      if (found?.spec.controllerName !== CONTROLLER) return undefined;
      const accepted: Said = ['Accepted', 'True', 'Accepted', 'The GatewayClass is accepted'];
      const conditions = conditionsOf(found, found.status?.conditions, timestamp(sim), [accepted]);
      if (isSameStatus(found.status?.conditions, conditions)) return undefined;
      api.updateStatus(CLASSES, { ...found, status: { conditions } } as GatewayClass);
      return undefined;
    },
  };
}

/** Gives each Gateway its proxies, and says in its status how they stand. */
export function createGatewayLoop(parts: GatewayParts): Controller {
  const { api, table } = parts;
  const ofOwner = ({ object }: { readonly object: KubeObject }) => {
    const name = object.metadata.labels?.['gateway.networking.k8s.io/gateway-name'];
    return name === undefined ? [] : [`${object.metadata.namespace ?? ''}/${name}`];
  };
  const all = () => api.list<Gateway>(GATEWAYS).map(keyOf);
  const ofSecret = ({ object }: { readonly object: KubeObject }) =>
    api.list<Gateway>(GATEWAYS).flatMap((gateway) => (refersTo(gateway, keyOf(object)) ? [keyOf(gateway)] : []));
  return {
    name: 'gateway',
    latencyMs: 50,
    watches: {
      [GATEWAYS]: ({ object }) => [keyOf(object)],
      [CLASSES]: all,
      [GRANTS]: all,
      [ROUTES]: ({ object, previous }) => [
        ...new Set([object, previous].flatMap((route) => (route ? parentsOf(route as HTTPRoute) : []))),
      ],
      secrets: ofSecret,
      services: ofOwner,
      'deployments.apps': ofOwner,
    },
    reconcile(key) {
      const gateway = api.get<Gateway>(GATEWAYS, key);
      const isServed = gateway !== undefined && isOurs(api, gateway) && !gateway.metadata.deletionTimestamp;
      const listeners = isServed ? judgeListeners(api, gateway) : [];
      table.listen(key, listeners.flatMap(opened));
      if (!isServed) return undefined;
      const plane = { namespace: gateway.metadata.namespace ?? '', name: planeName(gateway) };
      bring(api, { resource: 'deployments.apps', key: plane, wanted: planeDeployment(gateway) });
      bring(api, { resource: 'services', key: plane, wanted: planeService(gateway) });
      reportGateway(parts, {
        gateway,
        listeners,
        deployment: api.get<Deployment>('deployments.apps', plane),
        service: api.get<Service>('services', plane),
      });
      return undefined;
    },
  };
}

function refersTo({ metadata, spec }: Gateway, secret: string): boolean {
  return spec.listeners.some(({ tls }) =>
    tls?.certificateRefs?.some(({ name, namespace = metadata.namespace }) => `${namespace}/${name}` === secret),
  );
}

function opened({ listener, secret, fault }: JudgedListener): readonly OpenListener[] {
  if (fault !== undefined) return [];
  const { name, port, hostname = '' } = listener;
  return [{ name, port, host: hostname.toLowerCase(), ...(secret === undefined ? {} : { secret }) }];
}

/** Keys of the Gateways that a route names. */
function parentsOf({ metadata, spec }: HTTPRoute): readonly string[] {
  return (spec.parentRefs ?? [])
    .filter(({ kind = 'Gateway' }) => kind === 'Gateway')
    .map(({ namespace, name }) => `${namespace ?? metadata.namespace ?? ''}/${name}`);
}

export function isOurs(api: Pick<ClusterApi, 'get'>, { spec }: Gateway): boolean {
  const found = api.get<GatewayClass>(CLASSES, { namespace: '', name: spec.gatewayClassName });
  return found?.spec.controllerName === CONTROLLER;
}

interface Wanted {
  readonly resource: string;
  readonly key: { readonly namespace: string; readonly name: string };
  readonly wanted: KubeObject;
}

/** Remembers what it wrote, so that it writes again only when the Gateway asks for something else. */
const WRITTEN = 'gateway.nginx.org/written';

function bring(api: ClusterApi, { resource, key, wanted }: Wanted): void {
  const { spec } = wanted as KubeObject & { readonly spec: unknown };
  const text = JSON.stringify(spec);
  const present = api.get<KubeObject>(resource, key);
  if (present === undefined) {
    const metadata = { ...wanted.metadata, annotations: { [WRITTEN]: text } };
    api.create(resource, { ...wanted, metadata });
  } else if (present.metadata.annotations?.[WRITTEN] !== text) {
    api.patch(resource, key, { metadata: { annotations: { [WRITTEN]: text } }, spec });
  }
}
