import type { Gateway } from '../../../../kube/shapes/gateway.js';
import type { Condition } from '../../../../kube/shapes/meta.js';
import type { Service } from '../../../../kube/shapes/service.js';
import type { Deployment } from '../../../../kube/shapes/workload.js';
import type { Sim } from '../../../../sim/index.js';
import type { ClusterApi } from '../../../control/cluster-api.js';
import { keyOf } from '../../../control/keys.js';
import { timestamp } from '../../../control/time.js';
import { conditionsOf, isSameStatus, type Said } from './gateway-conditions.js';
import type { JudgedListener } from './gateway-listeners.js';
import type { GatewayTable } from './gateway-table.js';

interface StatusParts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly table: GatewayTable;
}

interface Standing {
  readonly gateway: Gateway;
  readonly listeners: readonly JudgedListener[];
  readonly deployment: Deployment | undefined;
  readonly service: Service | undefined;
}

/** Writes how a Gateway and each of its listeners stand. */
export function reportGateway({ sim, api, table }: StatusParts, standing: Standing): void {
  const { gateway, listeners, deployment, service } = standing;
  const now = timestamp(sim);
  const isRunning = (deployment?.status?.readyReplicas ?? 0) > 0;
  const addresses = isRunning && service ? addressesOf(service) : [];
  const before = gateway.status?.listeners as
    | readonly { readonly name: string; readonly conditions: Condition[] }[]
    | undefined;
  const told = listeners.map((judged) => {
    const { name } = judged.listener;
    const present = before?.find((each) => each.name === name)?.conditions;
    return {
      name,
      attachedRoutes: table.attached(keyOf(gateway), name),
      conditions: conditionsOf(gateway, present, now, listenerSaid(judged, isRunning)),
      supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
    };
  });
  const conditions = conditionsOf(gateway, gateway.status?.conditions, now, gatewaySaid(listeners, isRunning));
  const status = { ...(addresses.length > 0 && { addresses }), conditions, listeners: told };
  if (isSameStatus(gateway.status, status)) return;
  api.updateStatus('gateways.gateway.networking.k8s.io', { ...gateway, status } as Gateway);
}

function gatewaySaid(listeners: readonly JudgedListener[], isRunning: boolean): readonly Said[] {
  const valid = listeners.filter(({ fault }) => fault === undefined).length;
  if (valid === 0) {
    const message = 'The Gateway has no valid listeners';
    return [
      ['Accepted', 'False', 'ListenersNotValid', message],
      ['Programmed', 'False', 'Invalid', message],
    ];
  }
  const accepted: Said =
    valid === listeners.length
      ? ['Accepted', 'True', 'Accepted', 'The Gateway is accepted']
      : ['Accepted', 'True', 'ListenersNotValid', 'The Gateway has at least one valid listener'];
  return [accepted, programmed('Gateway', isRunning)];
}

function listenerSaid({ fault }: JudgedListener, isRunning: boolean): readonly Said[] {
  const fine: readonly Said[] = [
    ['Accepted', 'True', 'Accepted', 'The Listener is accepted'],
    programmed('Listener', isRunning),
    ['ResolvedRefs', 'True', 'ResolvedRefs', 'All references are resolved'],
    ['Conflicted', 'False', 'NoConflicts', 'No conflicts'],
  ];
  if (fault === undefined) return fine;
  const said: readonly Said[] = [...fault.said, ['Programmed', 'False', 'Invalid', fault.message]];
  return fine.map((one) => said.find(([type]) => type === one[0]) ?? one);
}

function programmed(what: 'Gateway' | 'Listener', isRunning: boolean): Said {
  return isRunning
    ? ['Programmed', 'True', 'Programmed', `The ${what} is programmed`]
    : ['Programmed', 'False', 'Pending', `The ${what} has no running proxy yet`];
}

/** Those of the load balancer; without one the address inside the cluster. */
function addressesOf({ spec, status }: Service): readonly { readonly type: string; readonly value: string }[] {
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length === 0) return [{ type: 'IPAddress', value: spec.clusterIP ?? '' }];
  return ingress.map(({ ip, hostname }) =>
    ip === undefined ? { type: 'Hostname', value: hostname ?? '' } : { type: 'IPAddress', value: ip },
  );
}
