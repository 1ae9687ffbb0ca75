import { compareQuantities, parseQuantity, type Quantity } from '../../kube/quantity.js';
import { quotaSource, quotaTotal, quotaUsage, type Usage, usageText } from '../../kube/quota-usage.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Store } from '../store/store.js';
import { forbidden } from './errors.js';
import type { Served } from './kind-registry.js';

interface ResourceQuota extends KubeObject {
  readonly spec?: { readonly hard?: Readonly<Record<string, string>> };
}

/** Refuses what would use more of a namespace than one of its quotas allows; costs nothing where there is no quota. */
export function admitWithinQuota(store: Store, { resource, kind }: Served, object: KubeObject, old?: KubeObject): void {
  const { namespace = '', name = '' } = object.metadata;
  if (!kind.namespaced) return;
  for (const quota of store.table('resourcequotas').inNamespace(namespace) as readonly ResourceQuota[]) {
    const hard = limitsOf(quota, resource);
    const asked = increase(quotaUsage(resource, object), old && quotaUsage(resource, old), hard);
    if (asked.size === 0) continue;
    const standing = store.table(resource).inNamespace(namespace);
    const used = quotaTotal(
      [...asked.keys()],
      standing.map((one) => quotaUsage(resource, one)),
    );
    const exceeded = [...asked.keys()].filter((one) => isExceeded(one, { asked, used, hard }));
    if (exceeded.length === 0) continue;
    const part = (usage: Usage) => usageText(new Map([...usage].filter(([one]) => exceeded.includes(one))));
    const why = `requested: ${part(asked)}, used: ${part(used)}, limited: ${part(hard)}`;
    throw forbidden(kind, name, { why: `exceeded quota: ${quota.metadata.name}, ${why}` });
  }
}

function limitsOf({ spec }: ResourceQuota, resource: string): Usage {
  const own = Object.entries(spec?.hard ?? {}).filter(([name]) => quotaSource(name) === resource);
  return new Map(
    own.flatMap(([name, amount]) => {
      const parsed = parseQuantity(amount);
      return parsed ? [[name, parsed] as const] : [];
    }),
  );
}

/** What is asked for beyond what the object uses already. */
function increase(wanted: Usage, before: Usage | undefined, hard: Usage): Usage {
  const names = [...hard.keys()].filter((name) => wanted.has(name));
  const more = names.map((name): [string, Quantity] => {
    const { nanos, format } = wanted.get(name) ?? NONE;
    return [name, { nanos: nanos - (before?.get(name)?.nanos ?? 0n), format }];
  });
  return new Map(more.filter(([, { nanos }]) => nanos > 0n));
}

const NONE: Quantity = { nanos: 0n, format: 'DecimalSI' };

function isExceeded(
  name: string,
  { asked, used, hard }: { readonly asked: Usage; readonly used: Usage; readonly hard: Usage },
): boolean {
  const [wanted, standing, limit] = [asked.get(name) ?? NONE, used.get(name) ?? NONE, hard.get(name) ?? NONE];
  return compareQuantities({ nanos: wanted.nanos + standing.nanos, format: wanted.format }, limit) > 0;
}
