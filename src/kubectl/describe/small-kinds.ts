/** Kinds whose descriptions are a few lines: ConfigMap, Secret, ServiceAccount, StatefulSet, DaemonSet. */
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { ConfigMap, Secret, ServiceAccount } from '../../kube/shapes/core.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import { annotationsBlock, longTime, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';
import { podsStatus, templateBlock } from './workloads.js';

export async function describeConfigMap(page: Page, map: ConfigMap, context: DescribeContext): Promise<void> {
  head(page, map);
  page.raw('\nData\n====\n');
  for (const key of Object.keys(map.data ?? {}).sort()) page.raw(`${key}:\n----\n${map.data?.[key]}\n\n`);
  page.raw('\nBinaryData\n====\n');
  for (const key of Object.keys(map.binaryData ?? {}).sort()) {
    page.raw(`${key}: ${byteLength(map.binaryData?.[key] ?? '')} bytes\n`);
  }
  page.raw('\n');
  await eventsBlock(page, map, context);
}

export async function describeSecret(page: Page, secret: Secret): Promise<void> {
  head(page, secret);
  page.raw(`\nType:\t${secret.type ?? ''}\n\nData\n====\n`);
  for (const key of Object.keys(secret.data ?? {}).sort()) {
    page.line(`${key}:`, `${byteLength(secret.data?.[key] ?? '')} bytes`);
  }
}

export async function describeServiceAccount(
  page: Page,
  account: ServiceAccount,
  context: DescribeContext,
): Promise<void> {
  head(page, account);
  const pulls = (account as { imagePullSecrets?: readonly { name: string }[] }).imagePullSecrets ?? [];
  if (pulls.length === 0) page.line('Image pull secrets:', '<none>');
  pulls.forEach(({ name }, index) => {
    page.line(index === 0 ? 'Image pull secrets:' : '', name);
  });
  await eventsBlock(page, account, context);
}

interface SetObject extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
    readonly volumeClaimTemplates?: readonly ClaimTemplate[];
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
  };
  readonly status?: Readonly<Record<string, number>>;
}

export async function describeStatefulSet(page: Page, set: SetObject, context: DescribeContext): Promise<void> {
  const { metadata, spec, status } = set;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  page.line('CreationTimestamp:', longTime(metadata.creationTimestamp));
  page.line('Selector:', formatLabelSelector(spec.selector));
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('Replicas:', `${spec.replicas ?? 0} desired | ${status?.['replicas'] ?? 0} total`);
  page.line('Update Strategy:', spec.updateStrategy?.type ?? '');
  const rolling = spec.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) page.line('  Partition:', rolling.partition);
  page.line('Pods Status:', await podsStatus(set, context));
  templateBlock(page, spec.template);
  claimsBlock(page, spec.volumeClaimTemplates);
  await eventsBlock(page, set, context);
}

interface ClaimTemplate extends KubeObject {
  readonly spec: {
    readonly storageClassName?: string;
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  };
}

function claimsBlock(page: Page, claims: readonly ClaimTemplate[] = []): void {
  if (claims.length === 0) {
    page.line('Volume Claims:', '<none>');
    return;
  }
  page.raw('Volume Claims:\n');
  for (const { metadata, spec } of claims) {
    page.line('  Name:', metadata.name ?? '');
    page.line('  StorageClass:', spec.storageClassName ?? '');
    pairsBlock(page, '  Labels', metadata.labels);
    annotationsBlock(page, '  Annotations', metadata.annotations);
    page.line('  Capacity:', spec.resources?.requests?.['storage'] ?? '<default>');
    page.line('  Access Modes:', `[${(spec.accessModes ?? []).join(' ')}]`);
  }
}

export async function describeDaemonSet(page: Page, set: SetObject, context: DescribeContext): Promise<void> {
  const { metadata, spec, status = {} } = set;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  page.line('Selector:', formatLabelSelector(spec.selector));
  page.line('Node-Selector:', formatLabelSelector({ matchLabels: spec.template.spec.nodeSelector ?? {} }) || '<none>');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.raw(`Desired Number of Nodes Scheduled: ${status['desiredNumberScheduled'] ?? 0}\n`);
  page.raw(`Current Number of Nodes Scheduled: ${status['currentNumberScheduled'] ?? 0}\n`);
  page.raw(`Number of Nodes Scheduled with Up-to-date Pods: ${status['updatedNumberScheduled'] ?? 0}\n`);
  page.raw(`Number of Nodes Scheduled with Available Pods: ${status['numberAvailable'] ?? 0}\n`);
  page.raw(`Number of Nodes Misscheduled: ${status['numberMisscheduled'] ?? 0}\n`);
  page.line('Pods Status:', await podsStatus(set, context));
  templateBlock(page, spec.template);
  await eventsBlock(page, set, context);
}

function head(page: Page, { metadata }: KubeObject): void {
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
}

/** Bytes behind base64 text. */
function byteLength(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}
