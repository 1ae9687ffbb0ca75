import { addQuantities, formatQuantity, parseQuantity, type Quantity } from './quantity.js';
import type { KubeObject } from './shapes/meta.js';
import type { Container, Pod } from './shapes/pod.js';
import type { Service } from './shapes/service.js';

/** Amounts by the names that a ResourceQuota has for them. */
export type Usage = ReadonlyMap<string, Quantity>;

/** Kinds that may be counted by their bare name. */
const COUNTED: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);

/** The resource whose objects use that amount, e.g. `services` for `services.nodeports`. */
export function quotaSource(name: string): string | undefined {
  if (name.startsWith('count/')) return name.slice('count/'.length);
  if (name.startsWith('services.')) return 'services';
  if (COUNTED.has(name)) return name;
  return /^(requests\.|limits\.)?(cpu|memory)$/.test(name) ? 'pods' : undefined;
}

/** What one object uses. */
export function quotaUsage(resource: string, object: KubeObject): Usage {
  const usage = new Map([[`count/${resource}`, count(1)]]);
  if (resource === 'pods') {
    addPod(usage, object as Pod);
  } else if (COUNTED.has(resource)) {
    usage.set(resource, count(1));
    if (resource === 'services') addService(usage, object as Service);
  }
  return usage;
}

/** The sum of what the objects use, for those names only; a name that nobody uses is 0. */
export function quotaTotal(names: readonly string[], parts: readonly Usage[]): Usage {
  return new Map(
    names.map((name) => [name, parts.reduce((sum, usage) => addQuantities(sum, usage.get(name) ?? ZERO), ZERO)]),
  );
}

/** `name=amount` in the order of the names, as quota messages have it. */
export function usageText(usage: Usage): string {
  return [...usage]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${formatQuantity(amount)}`)
    .join(',');
}

const ZERO = count(0);

function count(amount: number): Quantity {
  return { nanos: BigInt(amount) * 1_000_000_000n, format: 'DecimalSI' };
}

/** Every port of a Service that gets node ports counts, those of a load balancer, too. */
function addService(usage: Map<string, Quantity>, { spec }: Service): void {
  const ports = spec.ports ?? [];
  const isBalanced = spec.type === 'LoadBalancer';
  const asked = ports.filter(({ nodePort }) => nodePort).length;
  if (isBalanced) usage.set('services.loadbalancers', count(1));
  if (spec.type === 'NodePort' || (isBalanced && spec.allocateLoadBalancerNodePorts !== false)) {
    usage.set('services.nodeports', count(ports.length));
  } else if (isBalanced) {
    usage.set('services.nodeports', count(asked));
  }
}

/** A Pod that has ended uses nothing but its place in the store. */
function addPod(usage: Map<string, Quantity>, { spec, status }: Pod): void {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return;
  usage.set('pods', count(1));
  for (const name of ['cpu', 'memory']) {
    const requests = total(spec.containers, (container) => container.resources?.requests?.[name]);
    const limits = total(spec.containers, (container) => container.resources?.limits?.[name]);
    usage.set(name, requests).set(`requests.${name}`, requests).set(`limits.${name}`, limits);
  }
}

function total(containers: readonly Container[], amountOf: (container: Container) => string | undefined): Quantity {
  return containers.reduce(
    (sum, container) => addQuantities(sum, parseQuantity(amountOf(container) ?? '0') ?? ZERO),
    ZERO,
  );
}
