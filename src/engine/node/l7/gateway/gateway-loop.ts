import type { Gateway, GatewayClass, HTTPRoute } from '../../../../kube/shapes/gateway.js';
import type { Condition, KubeObject } from '../../../../kube/shapes/meta.js';
import type { Service } from '../../../../kube/shapes/service.js';
import type { Deployment } from '../../../../kube/shapes/workload.js';
import type { Sim } from '../../../../sim/index.js';
import type { ClusterApi } from '../../../control/cluster-api.js';
import type { Controller } from '../../../control/controller.js';
import { keyOf, parseKey } from '../../../control/keys.js';
import { timestamp } from '../../../control/time.js';
import { conditionsOf, isSameStatus, type Said } from './gateway-conditions.js';
import { planeDeployment, planeName, planeService, servedPorts } from './gateway-objects.js';
import type { GatewayTable } from './gateway-table.js';

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
  const { api } = parts;
  const ofOwner = ({ object }: { readonly object: KubeObject }) => {
    const name = object.metadata.labels?.['gateway.networking.k8s.io/gateway-name'];
    return name === undefined ? [] : [`${object.metadata.namespace ?? ''}/${name}`];
  };
  return {
    name: 'gateway',
    latencyMs: 50,
    watches: {
      [GATEWAYS]: ({ object }) => [keyOf(object)],
      [CLASSES]: () => api.list<Gateway>(GATEWAYS).map(keyOf),
      [ROUTES]: ({ object, previous }) => [
        ...new Set([object, previous].flatMap((route) => (route ? parentsOf(route as HTTPRoute) : []))),
      ],
      services: ofOwner,
      'deployments.apps': ofOwner,
    },
    reconcile(key) {
      const gateway = api.get<Gateway>(GATEWAYS, parseKey(key));
      if (gateway === undefined || !isOurs(api, gateway) || gateway.metadata.deletionTimestamp) return undefined;
      const plane = { namespace: gateway.metadata.namespace ?? '', name: planeName(gateway) };
      bring(api, { resource: 'deployments.apps', key: plane, wanted: planeDeployment(gateway) });
      bring(api, { resource: 'services', key: plane, wanted: planeService(gateway) });
      report(parts, gateway, {
        deployment: api.get<Deployment>('deployments.apps', plane),
        service: api.get<Service>('services', plane),
      });
      return undefined;
    },
  };
}

/** Keys of the Gateways that a route names. */
export function parentsOf({ metadata, spec }: HTTPRoute): readonly string[] {
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

interface Plane {
  readonly deployment: Deployment | undefined;
  readonly service: Service | undefined;
}

function report({ sim, api, table }: GatewayParts, gateway: Gateway, { deployment, service }: Plane): void {
  const now = timestamp(sim);
  const isRunning = (deployment?.status?.readyReplicas ?? 0) > 0;
  const programmed: Said = isRunning
    ? ['Programmed', 'True', 'Programmed', 'The Gateway is programmed']
    : ['Programmed', 'False', 'Pending', 'The Gateway has no running proxy yet'];
  const accepted: Said = ['Accepted', 'True', 'Accepted', 'The Gateway is accepted'];
  const addresses = isRunning && service ? addressesOf(service) : [];
  const served = new Set(servedPorts(gateway).map(({ port }) => port));
  const before = gateway.status?.listeners as
    | readonly { readonly name: string; readonly conditions: Condition[] }[]
    | undefined;
  const listeners = gateway.spec.listeners.map(({ name, port, protocol }) => {
    const isServed = served.has(port) && protocol === 'HTTP';
    const said: readonly Said[] = isServed
      ? [
          ['Accepted', 'True', 'Accepted', 'The Listener is accepted'],
          [
            'Programmed',
            isRunning ? 'True' : 'False',
            isRunning ? 'Programmed' : 'Pending',
            programmed[3].replace('Gateway', 'Listener'),
          ],
          ['ResolvedRefs', 'True', 'ResolvedRefs', 'All references are resolved'],
          ['Conflicted', 'False', 'NoConflicts', 'No conflicts'],
        ]
      : [
          ['Accepted', 'False', 'UnsupportedProtocol', `Protocol ${protocol} is not supported`],
          ['Programmed', 'False', 'Invalid', `Protocol ${protocol} is not supported`],
        ];
    return {
      name,
      attachedRoutes: isServed ? table.attached(keyOf(gateway)) : 0,
      conditions: conditionsOf(gateway, before?.find((each) => each.name === name)?.conditions, now, said),
      supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
    };
  });
  const conditions = conditionsOf(gateway, gateway.status?.conditions, now, [accepted, programmed]);
  const status = { ...(addresses.length > 0 && { addresses }), conditions, listeners };
  if (isSameStatus(gateway.status, status)) return;
  api.updateStatus(GATEWAYS, { ...gateway, status } as Gateway);
}

/** Those of the load balancer; without one the address inside the cluster. */
function addressesOf({ spec, status }: Service): readonly { readonly type: string; readonly value: string }[] {
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length === 0) return [{ type: 'IPAddress', value: spec.clusterIP ?? '' }];
  return ingress.map(({ ip, hostname }) =>
    ip === undefined ? { type: 'Hostname', value: hostname ?? '' } : { type: 'IPAddress', value: ip },
  );
}
