import type { Service } from '../../../../kube/shapes/service.js';
import type { Sim } from '../../../../sim/index.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import type { ControlPlane } from '../../../control/control-plane.js';
import { createAddressIndex } from '../address-index.js';
import type { CorednsWorld } from './coredns-frame.js';
import type { Fallthrough } from './plugin-settings.js';

interface Parts {
  readonly sim: Sim;
  readonly reader: ClusterReader;
  readonly control: Pick<ControlPlane, 'add'>;
}

/** What CoreDNS knows of this cluster; adds the loop `dns-addresses`. */
export function clusterDnsWorld({ sim, reader, control }: Parts): CorednsWorld {
  const addresses = createAddressIndex(sim, reader);
  control.add(addresses.controller);
  const serial = () => Math.floor((sim.epoch + sim.now()) / 1000);
  const serverAddresses = () =>
    reader.get<Service>('services', { namespace: 'kube-system', name: 'kube-dns' })?.spec.clusterIPs ?? [];
  return {
    below: sim.random.below,
    zoneOptions: ({ fallthrough, ...settings }) => ({
      ...settings,
      reader,
      addresses,
      serial,
      serverAddresses,
      fallthrough: passedZones(fallthrough),
    }),
    external: (settings) => ({
      settings,
      reader,
      serial,
      serverAddresses,
      namespaces: [],
      servicesAt: addresses.outside,
    }),
  };
}

/** Of a plugin that passes on without naming zones, every name goes on. */
function passedZones(zones: Fallthrough): readonly string[] {
  return zones?.length === 0 ? ['.'] : (zones ?? []);
}
