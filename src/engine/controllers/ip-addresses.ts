import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Service } from '../../kube/shapes/service.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import { keyOf, parseKey } from '../control/keys.js';
import { unless } from './ignore.js';

const RESOURCE = 'ipaddresses.networking.k8s.io';

/** Keeps an IPAddress for each cluster IP of each Service, as the real allocator does while it hands them out. */
export function createIPAddressController({ api }: { readonly api: ClusterApi }): Controller {
  return {
    name: 'ip-address',
    watches: {
      services: ({ object, previous }) => {
        const addresses = new Set([...addressesOf(object as Service), ...addressesOf(previous as Service | undefined)]);
        return [...addresses].map((address) => `${address} ${keyOf(object)}`);
      },
    },
    reconcile(text) {
      const [address = '', key = ''] = text.split(' ');
      const at = { namespace: '', name: address };
      const service = api.get<Service>('services', key);
      const isWanted = addressesOf(service).includes(address);
      const present = api.get<IPAddress>(RESOURCE, at);
      if (isWanted && present === undefined) {
        unless(['AlreadyExists'], () => api.create(RESOURCE, addressFor(address, key)));
      } else if (!isWanted && present && isFor(present, key)) {
        unless(['NotFound'], () => api.delete(RESOURCE, at));
      }
      return undefined;
    },
  };
}

interface IPAddress extends KubeObject {
  readonly spec: {
    readonly parentRef: {
      readonly group?: string;
      readonly resource: string;
      readonly namespace: string;
      readonly name: string;
    };
  };
}

function addressesOf(service: Service | undefined): readonly string[] {
  return (service?.spec.clusterIPs ?? []).filter((address) => address !== '' && address !== 'None');
}

function isFor({ spec: { parentRef } }: IPAddress, key: string): boolean {
  return `${parentRef.namespace}/${parentRef.name}` === key;
}

function addressFor(address: string, key: string): IPAddress {
  const { namespace, name } = parseKey(key);
  const labels = {
    'ipaddress.kubernetes.io/ip-family': address.includes(':') ? 'IPv6' : 'IPv4',
    'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name: address, labels },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
}
