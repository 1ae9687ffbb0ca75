import type { Program } from '../../../sh/program.js';
import type { Sim } from '../../../sim/index.js';
import type { ClusterApi } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import type { EventRecorder } from '../../control/events.js';
import { createGatewayClassLoop, createGatewayLoop } from './gateway/gateway-loop.js';
import { createGatewayProxy } from './gateway/gateway-proxy.js';
import { createGatewayTable } from './gateway/gateway-table.js';
import { createHttpRouteLoop } from './gateway/http-route-loop.js';
import { createIngressLoop } from './ingress/ingress-loop.js';
import { createIngressNginx } from './ingress/ingress-nginx.js';
import { createIngressTable } from './ingress/ingress-table.js';

interface L7Parts {
  readonly sim: Sim;
  readonly api: (user: string) => ClusterApi;
  /** The kinds of the Gateway API are served. */
  readonly hasGateways: boolean;
  readonly recorder: (source: { readonly component: string }) => EventRecorder;
}

/** Proxies that know HTTP: each is a loop that watches the API and a program that carries the traffic. */
export interface L7 {
  readonly controllers: readonly Controller[];
  /** By the path of the program in its image. */
  readonly programs: Readonly<Record<string, Program>>;
}

export function createL7({ sim, api, recorder, hasGateways }: L7Parts): L7 {
  const ingress = api('system:serviceaccount:ingress-nginx:ingress-nginx');
  const table = createIngressTable();
  const gateways = createGateways({ sim, api });
  return {
    controllers: [
      createIngressLoop({ sim, api: ingress, recorder: recorder({ component: 'nginx-ingress-controller' }), table }),
      ...(hasGateways ? gateways.controllers : []),
    ],
    programs: { '/nginx-ingress-controller': createIngressNginx(ingress, table), ...gateways.programs },
  };
}

function createGateways({ sim, api }: Pick<L7Parts, 'sim' | 'api'>): L7 {
  const table = createGatewayTable();
  sim.registry.register('l7/gateways', table);
  const user = api('system:serviceaccount:nginx-gateway:ngf-nginx-gateway-fabric');
  const parts = { sim, api: user, table };
  return {
    controllers: [createGatewayClassLoop(parts), createGatewayLoop(parts), createHttpRouteLoop(parts)],
    programs: { '/nginx-gateway': createGatewayProxy(user, table) },
  };
}
