import { deepEqual } from '../../kube/deep-equal.js';
import { formatQuantity } from '../../kube/quantity.js';
import { quotaSource, quotaTotal, quotaUsage } from '../../kube/quota-usage.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Change, ClusterApi } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import { keyOf } from '../control/keys.js';

type Amounts = Readonly<Record<string, string>>;

interface ResourceQuota extends KubeObject {
  readonly spec?: { readonly hard?: Amounts };
  readonly status?: { readonly hard?: Amounts; readonly used?: Amounts };
}

const QUOTAS = 'resourcequotas';

/** Kinds whose changes are counted at once; others when their quota changes. */
const COUNTED = ['configmaps', 'persistentvolumeclaims', 'pods', 'replicationcontrollers', 'secrets', 'services'];

/** Writes into each ResourceQuota what its namespace uses. */
export function createResourceQuotaController({ api }: { readonly api: ClusterApi }): Controller {
  const quotasBeside = ({ object }: Change) => api.list<ResourceQuota>(QUOTAS, object.metadata.namespace).map(keyOf);
  return {
    name: 'resourcequota',
    latencyMs: 20,
    watches: {
      ...Object.fromEntries(COUNTED.map((resource) => [resource, quotasBeside])),
      [QUOTAS]: ({ type, object }) => (type === 'DELETED' ? [] : [keyOf(object)]),
    },
    reconcile(key) {
      const quota = api.get<ResourceQuota>(QUOTAS, key);
      if (quota === undefined) return undefined;
      const hard = quota.spec?.hard ?? {};
      const status = { hard, used: usedIn(api, quota.metadata.namespace ?? '', Object.keys(hard)) };
      if (!deepEqual(status, quota.status)) api.updateStatus<ResourceQuota>(QUOTAS, { ...quota, status });
      return undefined;
    },
  };
}

function usedIn(api: ClusterApi, namespace: string, names: readonly string[]): Amounts {
  const known = new Set(api.resources().map(({ resource }) => resource));
  const sources = new Set(names.map(quotaSource).filter((source) => source !== undefined && known.has(source)));
  const parts = [...sources].flatMap((source = '') =>
    api.list(source, namespace).map((object) => quotaUsage(source, object)),
  );
  const counted = names.filter((name) => sources.has(quotaSource(name)));
  return Object.fromEntries([...quotaTotal(counted, parts)].map(([name, amount]) => [name, formatQuantity(amount)]));
}
