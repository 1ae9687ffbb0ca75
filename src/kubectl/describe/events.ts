import type { RestClient } from '../../client/rest-client.js';
import { ageSince } from '../../kube/duration.js';
import type { Event } from '../../kube/shapes/core.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Page } from './page.js';

export interface DescribeContext {
  readonly client: RestClient;
  readonly now: number;
  readonly showEvents: boolean;
}

/** The last part of most descriptions. */
export async function eventsBlock(page: Page, object: KubeObject, context: DescribeContext): Promise<void> {
  if (!context.showEvents) return;
  const events = await eventsOf(context.client, object);
  if (events.length === 0) {
    page.line('Events:', '<none>');
    return;
  }
  page.break();
  page.raw('Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n');
  for (const event of events) {
    const from = event.source?.component || event.reportingComponent || '';
    const { fieldPath } = event.involvedObject;
    const message = `${fieldPath ? `${fieldPath}: ` : ''}${(event.message ?? '').trim()}`;
    page.line(`  ${event.type}`, event.reason ?? '', eventAge(event, context.now), from, message);
  }
}

/** `12s (x3 over 2m)`. */
export function eventAge(event: ClusterEvent, now: number): string {
  const first = ageSince(event.eventTime || event.firstTimestamp, now);
  if (event.series) return `${ageSince(event.series.lastObservedTime, now)} (x${event.series.count} over ${first})`;
  if ((event.count ?? 0) > 1) return `${ageSince(event.lastTimestamp, now)} (x${event.count} over ${first})`;
  return first;
}

/** An Event with the series that events.k8s.io keeps. */
export interface ClusterEvent extends Event {
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
}

async function eventsOf(client: RestClient, { metadata, kind }: KubeObject): Promise<readonly ClusterEvent[]> {
  const scope = metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
  const fields = {
    'involvedObject.kind': kind,
    'involvedObject.name': metadata.name,
    ...(metadata.namespace ? { 'involvedObject.namespace': metadata.namespace } : {}),
    ...(kind === 'Node' ? {} : { 'involvedObject.uid': metadata.uid }),
  };
  const fieldSelector = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `${field}=${value}`)
    .join(',');
  const { items } = await client.get<{ items: readonly ClusterEvent[] | null }>(`/api/v1${scope}/events`, {
    fieldSelector,
  });
  return [...(items ?? [])].sort((left, right) => time(left) - time(right));
}

/** Events that carry an eventTime alone (the scheduler's) come first. */
function time({ lastTimestamp }: Event): number {
  return lastTimestamp ? Date.parse(lastTimestamp) : 0;
}
