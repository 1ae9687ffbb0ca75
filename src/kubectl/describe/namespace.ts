import type { Namespace } from '../../kube/shapes/core.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { annotationsBlock, pairsBlock } from './common.js';
import type { DescribeContext } from './events.js';
import { type LimitRange, limitTable } from './limit-range.js';
import type { Page } from './page.js';

export async function describeNamespace(page: Page, namespace: Namespace, context: DescribeContext): Promise<void> {
  const { metadata, status } = namespace;
  const { client } = context;
  page.line('Name:', metadata.name ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('Status:', status?.phase ?? '');
  page.raw('\n');
  await quotas(page, namespace, context);
  const ranges = await client
    .get<{ items?: readonly LimitRange[] | null }>(`/api/v1/namespaces/${metadata.name}/limitranges`)
    .catch(() => ({ items: [] }));
  if (!ranges.items?.length) page.raw('\nNo LimitRange resource.\n');
  else {
    page.raw('\nResource Limits\n');
    limitTable(page, ranges.items, ' ');
  }
}

interface Quota extends KubeObject {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

async function quotas(page: Page, { metadata }: Namespace, { client }: DescribeContext): Promise<void> {
  const list = await client
    .get<{ items?: readonly Quota[] | null }>(`/api/v1/namespaces/${metadata.name}/resourcequotas`)
    .catch(() => ({ items: [] }));
  if (!list.items?.length) {
    page.raw('No resource quota.\n');
    return;
  }
  page.raw('Resource Quotas\n');
  for (const quota of list.items) {
    page.line('  Name:', quota.metadata.name ?? '');
    page.raw('  Resource\tUsed\tHard\n  --------\t---\t---\n');
    quotaLines(page, quota, '  ');
  }
}

/** Also a description of its own. */
export async function describeQuota(page: Page, quota: Quota): Promise<void> {
  page.line('Name:', quota.metadata.name ?? '');
  page.line('Namespace:', quota.metadata.namespace ?? '');
  page.raw('Resource\tUsed\tHard\n--------\t----\t----\n');
  quotaLines(page, quota, '');
}

function quotaLines(page: Page, { status }: Quota, indent: string): void {
  for (const name of Object.keys(status?.hard ?? {}).sort()) {
    page.line(`${indent}${name}`, status?.used?.[name] ?? '', status?.hard?.[name] ?? '');
  }
}
