import { ApiError } from '../../kube/api-error.js';
import { ageSince } from '../../kube/duration.js';
import { addQuantities, formatQuantity, parseQuantity, type Quantity } from '../../kube/quantity.js';
import type { Lease, Node } from '../../kube/shapes/core.js';
import type { Pod } from '../../kube/shapes/pod.js';
import { annotationsBlock, listBlock, longTime, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';

export async function describeNode(page: Page, node: Node, context: DescribeContext): Promise<void> {
  const { metadata, spec = {}, status = {} } = node;
  page.line('Name:', metadata.name ?? '');
  const roles = Object.keys(metadata.labels ?? {}).flatMap(
    (key) => key.match(/^node-role\.kubernetes\.io\/(.+)/)?.[1] ?? [],
  );
  page.line('Roles:', roles.length === 0 ? '<none>' : roles.sort().join(','));
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('CreationTimestamp:', longTime(metadata.creationTimestamp));
  const taints = (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
  listBlock(page, 'Taints', taints);
  page.line('Unschedulable:', spec.unschedulable ?? false);
  await leaseBlock(page, node, context);
  conditions(page, node);
  if (status.addresses) page.raw('Addresses:\n');
  for (const { type, address } of status.addresses ?? []) page.line(`  ${type}:`, address);
  amounts(page, 'Capacity', status.capacity);
  amounts(page, 'Allocatable', status.allocatable);
  systemInfo(page, status.nodeInfo ?? {});
  if (spec.podCIDR) page.line('PodCIDR:', spec.podCIDR);
  if (spec.podCIDRs?.length) page.line('PodCIDRs:', spec.podCIDRs.join(','));
  if (spec.providerID) page.line('ProviderID:', spec.providerID);
  await podsBlock(page, node, context);
  await eventsBlock(page, node, context);
}

async function leaseBlock(page: Page, { metadata }: Node, { client }: DescribeContext): Promise<void> {
  try {
    const { spec } = await client.get<Lease>(
      `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${metadata.name}`,
    );
    page.raw('Lease:\n');
    page.line('  HolderIdentity:', spec?.holderIdentity ?? '<unset>');
    page.line('  AcquireTime:', spec?.acquireTime ? longTime(spec.acquireTime) : '<unset>');
    page.line('  RenewTime:', spec?.renewTime ? longTime(spec.renewTime) : '<unset>');
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure;
    page.line('Lease:', `Failed to get lease: ${failure.message}`);
  }
}

function conditions(page: Page, { status }: Node): void {
  if (!status?.conditions?.length) return;
  page.raw(
    'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n  ----\t------\t-----------------\t------------------\t------\t-------\n',
  );
  for (const { type, status: value, lastHeartbeatTime, lastTransitionTime, reason, message } of status.conditions) {
    const times = [longTime(lastHeartbeatTime), longTime(lastTransitionTime)];
    page.line(`  ${type} `, `${value} `, ...times.map((text) => `${text} `), `${reason ?? ''} `, message ?? '');
  }
}

function amounts(page: Page, title: string, list: Readonly<Record<string, string>> | undefined): void {
  const names = Object.keys(list ?? {}).sort();
  if (names.length > 0) page.raw(`${title}:\n`);
  for (const name of names) page.line(`  ${name}:`, list?.[name] ?? '');
}

const INFO: readonly (readonly [string, string])[] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
];

function systemInfo(page: Page, info: Readonly<Record<string, string>>): void {
  page.raw('System Info:\n');
  for (const [title, field] of INFO) page.line(`  ${title}:`, info[field] ?? '');
}

async function podsBlock(page: Page, { metadata, status }: Node, { client, now }: DescribeContext): Promise<void> {
  const { items } = await client.get<{ items: readonly Pod[] | null }>('/api/v1/pods', {
    fieldSelector: `spec.nodeName=${metadata.name},status.phase!=Succeeded,status.phase!=Failed`,
  });
  const pods = items ?? [];
  const room = status?.allocatable ?? {};
  page.line('Non-terminated Pods:', `(${pods.length} in total)`);
  page.raw('  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n');
  page.raw('  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n');
  for (const pod of pods) {
    const cell = (kind: 'requests' | 'limits', name: string) => share(total([pod], kind, name), room[name]);
    const cells = [
      cell('requests', 'cpu'),
      cell('limits', 'cpu'),
      cell('requests', 'memory'),
      cell('limits', 'memory'),
    ];
    const age = ageSince(pod.metadata.creationTimestamp, now);
    page.line(`  ${pod.metadata.namespace}`, pod.metadata.name ?? '', '', ...cells, age);
  }
  page.raw('Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  page.raw('  Resource\tRequests\tLimits\n  --------\t--------\t------\n');
  const others = Object.keys(room)
    .filter((name) => name.startsWith('hugepages-'))
    .sort();
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...others]) {
    page.line(
      `  ${name}`,
      share(total(pods, 'requests', name), room[name]),
      share(total(pods, 'limits', name), room[name]),
    );
  }
}

function total(pods: readonly Pod[], kind: 'requests' | 'limits', name: string): Quantity {
  const texts = pods.flatMap(({ spec }) => spec.containers.map(({ resources }) => resources?.[kind]?.[name] ?? '0'));
  return texts.map((text) => parseQuantity(text) ?? ZERO).reduce(addQuantities, ZERO);
}

const ZERO: Quantity = parseQuantity('0') ?? { nanos: 0n, format: 'DecimalSI' };

/** `50m (2%)`. */
function share(amount: Quantity, of: string | undefined): string {
  const room = parseQuantity(of ?? '0') ?? ZERO;
  const percent = room.nanos === ZERO.nanos ? 0 : Math.floor((Number(amount.nanos) / Number(room.nanos)) * 100);
  return `${formatQuantity(amount)} (${percent}%)`;
}
