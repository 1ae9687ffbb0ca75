import type { Program } from '../../../sh/program.js';
import type { Sim } from '../../../sim/index.js';
import type { ClusterApi } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import type { EventRecorder } from '../../control/events.js';
import { createIngressLoop } from './ingress/ingress-loop.js';
import { createIngressNginx } from './ingress/ingress-nginx.js';
import { createIngressTable } from './ingress/ingress-table.js';

interface L7Parts {
  readonly sim: Sim;
  readonly api: (user: string) => ClusterApi;
  readonly recorder: (source: { readonly component: string }) => EventRecorder;
}

/** Proxies that know HTTP: each is a loop that watches the API and a program that carries the traffic. */
export interface L7 {
  readonly controllers: readonly Controller[];
  /** By the path of the program in its image. */
  readonly programs: Readonly<Record<string, Program>>;
}

export function createL7({ sim, api, recorder }: L7Parts): L7 {
  const ingress = api('system:serviceaccount:ingress-nginx:ingress-nginx');
  const table = createIngressTable();
  return {
    controllers: [
      createIngressLoop({ sim, api: ingress, recorder: recorder({ component: 'nginx-ingress-controller' }), table }),
    ],
    programs: { '/nginx-ingress-controller': createIngressNginx(ingress, table) },
  };
}
