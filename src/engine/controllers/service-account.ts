import type { ConfigMap, Namespace, ServiceAccount } from '../../kube/shapes/core.js';
import type { Change, ClusterApi } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import { unless } from './ignore.js';

const ROOT_CA = 'kube-root-ca.crt';
const NOTE =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Gives each namespace its ServiceAccount `default`. */
export function createServiceAccountController({ api }: { readonly api: ClusterApi }): Controller {
  return {
    name: 'serviceaccount',
    watches: {
      namespaces: ({ type, object }) => (type === 'DELETED' ? [] : [object.metadata.name ?? '']),
      serviceaccounts: (change) => deletedFrom(change, 'default'),
    },
    reconcile(namespace) {
      if (!isActive(api, namespace) || api.get<ServiceAccount>('serviceaccounts', { namespace, name: 'default' }))
        return undefined;
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
      unless(['AlreadyExists', 'Forbidden', 'NotFound'], () => api.create('serviceaccounts', account));
      return undefined;
    },
  };
}

/** Gives each namespace the ConfigMap with the API server's certificate authority. */
export function createRootCaController({
  api,
  certificate,
}: {
  readonly api: ClusterApi;
  readonly certificate: string;
}): Controller {
  return {
    name: 'root-ca-publisher',
    watches: {
      namespaces: ({ type, object }) => (type === 'DELETED' ? [] : [object.metadata.name ?? '']),
      configmaps: ({ object }) => (object.metadata.name === ROOT_CA ? [object.metadata.namespace ?? ''] : []),
    },
    reconcile(namespace) {
      if (!isActive(api, namespace)) return undefined;
      const present = api.get<ConfigMap>('configmaps', { namespace, name: ROOT_CA });
      const data = { 'ca.crt': certificate };
      if (present === undefined) {
        const metadata = { name: ROOT_CA, namespace, annotations: { 'kubernetes.io/description': NOTE } };
        const map: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
        unless(['AlreadyExists', 'Forbidden', 'NotFound'], () => api.create('configmaps', map));
      } else if (present.data?.['ca.crt'] !== certificate) {
        api.update<ConfigMap>('configmaps', { ...present, data });
      }
      return undefined;
    },
  };
}

function isActive(api: ClusterApi, name: string): boolean {
  const namespace = api.get<Namespace>('namespaces', { namespace: '', name });
  return namespace !== undefined && namespace.metadata.deletionTimestamp === undefined;
}

function deletedFrom({ type, object }: Change, name: string): readonly string[] {
  return type === 'DELETED' && object.metadata.name === name ? [object.metadata.namespace ?? ''] : [];
}
