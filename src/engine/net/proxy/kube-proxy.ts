import type { Node } from '../../../kube/shapes/core.js';
import type { EndpointSlice, Service } from '../../../kube/shapes/service.js';
import type { Sim } from '../../../sim/index.js';
import type { Change, ClusterReader } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import { keyOf, parseKey } from '../../control/keys.js';
import { isIpv6 } from '../address.js';
import { type PortRules, portRules } from './port-rules.js';
import type { RuleTable } from './rule-table.js';

/** Label that ties a slice to its Service. */
const SERVICE_NAME = 'kubernetes.io/service-name';
const ZONE = 'topology.kubernetes.io/zone';
const SLICES = 'endpointslices.discovery.k8s.io';
/** ms that one iptables-restore takes, and the least time between two (kube-proxy's minSyncPeriod). */
const SYNC_TIME = 10;
const MIN_SYNC_PERIOD = 1000;

interface KubeProxyOptions {
  readonly sim: Sim;
  readonly reader: ClusterReader;
  readonly node: string;
  /** One a family. */
  readonly tables: readonly RuleTable[];
  /** Ports for health checks came or went: the process has to listen anew. */
  readonly healthPortsChanged: () => void;
}

/** The loop `kube-proxy/NODE`: writes the rules of changed Services, those of one sync at the same moment. */
export function createKubeProxy(options: KubeProxyOptions): Controller {
  const { sim, node, tables } = options;
  let lastSync = -MIN_SYNC_PERIOD;
  let nextSync = -1;
  sim.registry.register(`net/kube-proxy/${node}`, {
    save: () => ({ lastSync, nextSync, tables: tables.map((table) => table.save()) }),
    load(data) {
      const saved = data as { lastSync: number; nextSync: number; tables: readonly unknown[] };
      ({ lastSync, nextSync } = saved);
      for (const [at, table] of tables.entries()) table.load(saved.tables[at]);
    },
  });

  const services = () => [...new Set(tables.flatMap((table) => table.services()))];
  return {
    name: `kube-proxy/${node}`,
    watches: {
      services: ({ object }) => [keyOf(object)],
      [SLICES]: serviceKeys,
      nodes: (change) => (isZoneChange(change, node) ? services() : []),
    },
    reconcile(key) {
      const now = sim.now();
      if (nextSync < now) nextSync = Math.max(now + SYNC_TIME, lastSync + MIN_SYNC_PERIOD);
      if (now < nextSync) return { afterMs: nextSync - now };
      lastSync = now;
      if (writeService(options, key)) options.healthPortsChanged();
      return undefined;
    },
  };
}

function writeService({ sim, reader, node, tables }: KubeProxyOptions, key: string): boolean {
  const { namespace, name } = parseKey(key);
  const service = reader.get<Service>('services', { namespace, name });
  const write = (rules: (table: RuleTable) => readonly PortRules[]) =>
    tables.map((table) => table.write(key, rules(table), sim.now())).includes(true);
  if (service === undefined || service.metadata.labels?.['service.kubernetes.io/service-proxy-name'] !== undefined) {
    return write(() => []);
  }
  const slices = reader.withLabels<EndpointSlice>(SLICES, namespace, { [SERVICE_NAME]: name });
  const self = reader.get<Node>('nodes', { namespace: '', name: node });
  const zone = self?.metadata.labels?.[ZONE] ?? '';
  return write(({ options: { family } }) => {
    const own = self?.status?.addresses?.find(
      ({ type, address }) => type === 'InternalIP' && isIpv6(address) === (family === 'IPv6'),
    );
    return portRules(service, slices, { node, zone, address: own?.address ?? '', family });
  });
}

/** The Services that a slice belonged and belongs to. */
function serviceKeys({ object, previous }: Change): readonly string[] {
  const keys = [object, previous].flatMap((slice) => {
    const name = slice?.metadata.labels?.[SERVICE_NAME];
    return name === undefined ? [] : [`${slice?.metadata.namespace ?? ''}/${name}`];
  });
  return [...new Set(keys)];
}

function isZoneChange({ object, previous }: Change, node: string): boolean {
  return object.metadata.name === node && object.metadata.labels?.[ZONE] !== previous?.metadata.labels?.[ZONE];
}
