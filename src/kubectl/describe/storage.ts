/** PersistentVolume, PersistentVolumeClaim, StorageClass. */
import type { Condition, KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import { annotationsBlock, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';
import { sourceBlock } from './volumes.js';

interface Claim extends KubeObject {
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
    readonly dataSource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  };
  readonly status?: {
    readonly phase?: string;
    readonly capacity?: Readonly<Record<string, string>>;
    readonly accessModes?: readonly string[];
    readonly conditions?: readonly Condition[];
  };
}

export async function describeClaim(page: Page, claim: Claim, context: DescribeContext): Promise<void> {
  const { metadata, spec, status = {} } = claim;
  const isBound = (spec.volumeName ?? '') !== '';
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  page.line('StorageClass:', classOf(claim, spec.storageClassName));
  page.line('Status:', metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''));
  page.line('Volume:', spec.volumeName ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('Finalizers:', `[${(metadata.finalizers ?? []).join(' ')}]`);
  page.line('Capacity:', isBound ? (status.capacity?.['storage'] ?? '') : '');
  page.line('Access Modes:', isBound ? modesText(status.accessModes) : '');
  if (spec.volumeMode) page.line('VolumeMode:', spec.volumeMode);
  if (spec.dataSource) {
    page.raw('DataSource:\n');
    if (spec.dataSource.apiGroup) page.line('  APIGroup:', spec.dataSource.apiGroup);
    page.line('  Kind:', spec.dataSource.kind);
    page.line('  Name:', spec.dataSource.name);
  }
  const users = await usersOf(claim, context);
  page.line('Used By:', users[0] ?? '<none>');
  for (const name of users.slice(1)) page.line('', name);
  await eventsBlock(page, claim, context);
}

async function usersOf({ metadata }: Claim, { client }: DescribeContext): Promise<string[]> {
  const { items } = await client.get<{ items: readonly Pod[] | null }>(`/api/v1/namespaces/${metadata.namespace}/pods`);
  const uses = ({ spec }: Pod) =>
    spec.volumes?.some(
      ({ persistentVolumeClaim }) =>
        (persistentVolumeClaim as { claimName?: string } | undefined)?.claimName === metadata.name,
    );
  return (items ?? []).filter(uses).map((pod) => pod.metadata.name ?? '');
}

interface Volume extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly storageClassName?: string;
    readonly accessModes?: readonly string[];
    readonly persistentVolumeReclaimPolicy?: string;
    readonly volumeMode?: string;
    readonly capacity?: Readonly<Record<string, string>>;
    readonly claimRef?: { readonly namespace?: string; readonly name?: string };
    readonly nodeAffinity?: { readonly required?: { readonly nodeSelectorTerms?: readonly NodeTerm[] } };
  };
  readonly status?: { readonly phase?: string; readonly message?: string; readonly reason?: string };
}

interface NodeTerm {
  readonly matchExpressions?: LabelSelector['matchExpressions'];
}

export async function describeVolume(page: Page, volume: Volume, context: DescribeContext): Promise<void> {
  const { metadata, spec, status = {} } = volume;
  const { claimRef } = spec;
  page.line('Name:', metadata.name ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('Finalizers:', `[${(metadata.finalizers ?? []).join(' ')}]`);
  page.line('StorageClass:', classOf(volume, spec.storageClassName));
  page.line('Status:', metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''));
  page.line('Claim:', claimRef ? `${claimRef.namespace}/${claimRef.name}` : '');
  page.line('Reclaim Policy:', spec.persistentVolumeReclaimPolicy ?? '');
  page.line('Access Modes:', modesText(spec.accessModes));
  if (spec.volumeMode) page.line('VolumeMode:', spec.volumeMode);
  page.line('Capacity:', spec.capacity?.['storage'] ?? '');
  affinityBlock(page, spec.nodeAffinity?.required?.nodeSelectorTerms);
  if (status.reason) page.line('Reason:', status.reason);
  page.line('Message:', status.message ?? '');
  page.raw('Source:\n');
  sourceBlock(page, spec);
  await eventsBlock(page, volume, context);
}

function affinityBlock(page: Page, terms: readonly NodeTerm[] | undefined): void {
  page.line('Node Affinity:', terms ? '' : '<none>');
  if (!terms) return;
  page.line('  Required Terms:', terms.length > 0 ? '' : '<none>');
  terms.forEach(({ matchExpressions = [] }, index) => {
    const texts = matchExpressions.map(
      ({ key, operator, values = [] }) =>
        `${key} ${operator.toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`,
    );
    page.line(`    Term ${index}:`, texts[0] ?? '<none>');
    for (const text of texts.slice(1)) page.line('', text);
  });
}

interface StorageClass extends KubeObject {
  readonly provisioner: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly allowVolumeExpansion?: boolean;
  readonly mountOptions?: readonly string[];
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
}

export async function describeStorageClass(page: Page, one: StorageClass, context: DescribeContext): Promise<void> {
  const { metadata } = one;
  const isDefault = metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  page.line('Name:', metadata.name ?? '');
  page.line('IsDefaultClass:', isDefault ? 'Yes' : 'No');
  page.line('Annotations:', plainPairs(metadata.annotations));
  page.line('Provisioner:', one.provisioner);
  page.line('Parameters:', plainPairs(one.parameters));
  const grows = one.allowVolumeExpansion;
  page.line('AllowVolumeExpansion:', grows === undefined ? '<unset>' : grows ? 'True' : 'False');
  if (one.mountOptions?.length) page.raw(`MountOptions:\n${one.mountOptions.map((text) => `  ${text}\n`).join('')}`);
  else page.line('MountOptions:', '<none>');
  if (one.reclaimPolicy) page.line('ReclaimPolicy:', one.reclaimPolicy);
  if (one.volumeBindingMode) page.line('VolumeBindingMode:', one.volumeBindingMode);
  await eventsBlock(page, one, context);
}

function plainPairs(pairs: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(pairs ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${pairs?.[key]}`).join(',');
}

function classOf({ metadata }: KubeObject, name: string | undefined): string {
  return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? name ?? '';
}

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** Each mode once, in the order of their strength. */
function modesText(modes: readonly string[] | undefined): string {
  return Object.keys(MODES)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => MODES[mode])
    .join(',');
}
