import type { Ingress, IngressClass } from '../../../../kube/shapes/ingress.js';
import type { Pod } from '../../../../kube/shapes/pod.js';
import type { LoadBalancerStatus, Service } from '../../../../kube/shapes/service.js';
import type { Sim } from '../../../../sim/index.js';
import type { Change, ClusterApi } from '../../../control/cluster-api.js';
import type { Controller } from '../../../control/controller.js';
import type { EventRecorder } from '../../../control/events.js';
import { keyOf } from '../../../control/keys.js';
import { parseFlags } from '../../programs/flags.js';
import type { IngressTable } from './ingress-table.js';

interface IngressLoopParts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
  readonly table: IngressTable;
}

const INGRESSES = 'ingresses.networking.k8s.io';
const CLASSES = 'ingressclasses.networking.k8s.io';
const IMAGE = /(?:^|\/)ingress-nginx\/controller[:@]/;
const DEFAULT_CONTROLLER = 'k8s.io/ingress-nginx';
/** Until nginx runs with a new configuration, in ms. */
const RELOAD_MS = 100;

/** A Pod of the controller that is ready. */
interface Installation {
  readonly controllerClass: string;
  /** The Service whose addresses an Ingress gets. */
  readonly publishService: string;
  readonly servesClassless: boolean;
}

/** The watching half of ingress-nginx: it works while one of the controller's Pods is ready. */
export function createIngressLoop({ sim, api, recorder, table }: IngressLoopParts): Controller {
  const installed = new Map<string, Installation>();
  sim.registry.register('l7/ingress-nginx', {
    save: () => ({ installed: [...installed], table: table.save() }),
    load(data) {
      const saved = data as { readonly installed: readonly [string, Installation][]; readonly table: unknown };
      installed.clear();
      for (const [pod, found] of saved.installed) installed.set(pod, found);
      table.load(saved.table);
    },
  });
  const all = () => (installed.size > 0 ? api.list<Ingress>(INGRESSES).map(keyOf) : []);
  return {
    name: 'ingress-nginx',
    latencyMs: RELOAD_MS,
    watches: {
      [INGRESSES]: ({ object }) => [keyOf(object)],
      [CLASSES]: all,
      services: ({ object }) =>
        [...installed.values()].some((each) => each.publishService === keyOf(object)) ? all() : [],
      pods: (change) => (noteInstallation(installed, change) ? api.list<Ingress>(INGRESSES).map(keyOf) : []),
    },
    reconcile(key) {
      const ingress = api.get<Ingress>(INGRESSES, key);
      const installation = ingress && [...installed.values()].find((each) => isOurs(api, ingress, each));
      const isNew = !table.has(key);
      table.write(key, installation && ingress);
      if (ingress === undefined || installation === undefined) return undefined;
      if (isNew) recorder.event(ingress, 'Normal', 'Sync', 'Scheduled for sync');
      publish(api, ingress, installation);
      return undefined;
    },
  };
}

/** Whether the Pod's change brings or takes the controller. */
function noteInstallation(installed: Map<string, Installation>, { type, object }: Change): boolean {
  const pod = object as Pod;
  const container = pod.spec.containers.find(({ image = '' }) => IMAGE.test(image));
  if (container === undefined) return false;
  const key = keyOf(pod);
  const isReady = pod.status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') ?? false;
  const runs = type !== 'DELETED' && isReady && pod.metadata.deletionTimestamp === undefined;
  if (runs === installed.has(key)) return false;
  if (runs) installed.set(key, installationOf(pod, container.args ?? []));
  else installed.delete(key);
  return true;
}

function installationOf({ metadata }: Pod, args: readonly string[]): Installation {
  const { flags } = parseFlags(args);
  const namespace = metadata.namespace ?? '';
  const service = flags.get('publish-service') ?? '';
  return {
    controllerClass: flags.get('controller-class') ?? DEFAULT_CONTROLLER,
    publishService: service.replaceAll('$(POD_NAMESPACE)', namespace),
    servesClassless: flags.get('watch-ingress-without-class') === 'true',
  };
}

function isOurs(api: ClusterApi, { spec, metadata }: Ingress, installation: Installation): boolean {
  const name = spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  if (name === undefined) return installation.servesClassless;
  const found = api.get<IngressClass>(CLASSES, { namespace: '', name });
  return found?.spec?.controller === installation.controllerClass;
}

/** Writes the addresses of the controller's Service into the Ingress. */
function publish(api: ClusterApi, ingress: Ingress, { publishService }: Installation): void {
  const service = publishService === '' ? undefined : api.get<Service>('services', publishService);
  const wanted = service === undefined ? [] : addressesOf(service);
  const present = ingress.status?.loadBalancer?.ingress ?? [];
  if (JSON.stringify(wanted) === JSON.stringify(present)) return;
  const loadBalancer = wanted.length === 0 ? {} : { ingress: wanted };
  api.updateStatus(INGRESSES, { ...ingress, status: { loadBalancer } } as Ingress);
}

function addressesOf({ spec, status }: Service): NonNullable<LoadBalancerStatus['ingress']> {
  if (spec.type === 'LoadBalancer') {
    return (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({
      ...(ip === undefined ? {} : { ip }),
      ...(hostname === undefined ? {} : { hostname }),
    }));
  }
  return [spec.clusterIP ?? '', ...(spec.externalIPs ?? [])].filter((ip) => ip !== '').map((ip) => ({ ip }));
}
