import { watchEvents } from '../../client/watch.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { type ClusterEvent, eventAge } from '../describe/events.js';
import { CommandError } from '../failures.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';
import { TABLE_TABS, TabWriter } from '../print/tab-writer.js';
import { typedJson } from '../print/typed-json.js';
import { resourceOf } from '../resource/arguments.js';
import { ALL_NAMESPACES, CHUNK_SIZE } from '../resource/selector-flags.js';
import { Deadline } from '../write/deadline.js';

export const eventsCommand: Command = {
  name: 'events',
  short: 'List events.',
  usage: '[(-o|--output=)FORMAT] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  flags: [
    ...PRINT_FLAGS,
    ALL_NAMESPACES,
    CHUNK_SIZE,
    { name: 'for', type: 'string', usage: 'Only events of this object.' },
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Print no headers.' },
    { name: 'types', type: 'list', usage: 'Only events of these types.' },
    { name: 'watch', short: 'w', type: 'bool', default: 'false', usage: 'Go on and print new events.' },
  ],
  run: events,
};

async function events(call: Call): Promise<number | undefined> {
  const { flags, session, env } = call;
  if (flags.list('types').some((type) => !/^(normal|warning)$/i.test(type))) {
    throw new CommandError('valid --types are Normal or Warning');
  }
  const printer = await objectPrinter(flags, env);
  const namespace = await session.namespace();
  const scope = flags.bool('all-namespaces') ? '' : `/namespaces/${namespace}`;
  const client = await session.client();
  const query = await fieldQuery(call);
  const list = await client.get<{ metadata: { resourceVersion?: string }; items: readonly ClusterEvent[] | null }>(
    `/api/v1${scope}/events`,
    query,
  );
  const wanted = flags.list('types').map((type) => type.toLowerCase());
  const isWanted = ({ type }: ClusterEvent) => wanted.length === 0 || wanted.includes((type ?? '').toLowerCase());
  const items = (list.items ?? []).filter(isWanted).sort((left, right) => time(left) - time(right));
  if (items.length === 0 && !flags.bool('watch')) {
    env.stderr(flags.bool('all-namespaces') ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
    return undefined;
  }
  if (printer) {
    const all = { apiVersion: 'v1', kind: 'EventList', metadata: {}, items: items.map(typed) } as unknown as KubeObject;
    env.stdout(flags.string('output') === 'json' ? `${typedJson(all)}\n` : printer.print(all));
    return undefined;
  }
  const writer = new TabWriter(TABLE_TABS);
  if (!flags.bool('no-headers')) {
    writer.write(`${flags.bool('all-namespaces') ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
  }
  for (const event of items) writer.write(line(call, event));
  env.stdout(writer.flush());
  if (!flags.bool('watch')) return undefined;
  const from = list.metadata.resourceVersion;
  const timeout = session.requestTimeout();
  const deadline = new Deadline(env, timeout === undefined ? undefined : env.clock.now() + timeout);
  const stream = watchEvents<ClusterEvent>(client, {
    path: `/api/v1${scope}/events`,
    query: { ...query, ...(from ? { resourceVersion: from } : {}) },
    signal: deadline,
  });
  for await (const { type, object } of stream) {
    if (type === 'DELETED' || type === 'BOOKMARK' || !isWanted(object)) continue;
    writer.write(line(call, object));
    env.stdout(writer.flush());
  }
  deadline.end();
  return env.signal.aborted ? 130 : undefined;
}

async function fieldQuery({ flags, session }: Call): Promise<Record<string, string>> {
  const target = flags.string('for');
  if (target === '') return {};
  const [type = '', name = ''] = target.split('/');
  if (name === '') throw new CommandError('--for must be in resource/name form');
  const { kind } = resourceOf(type, await session.mapper());
  return { fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${name}` };
}

function line({ flags, env }: Call, event: ClusterEvent): string {
  const { kind, name } = event.involvedObject;
  const cells = [
    eventAge(event, env.clock.now()),
    event.type ?? '',
    event.reason ?? '',
    `${kind}/${name}`,
    (event.message ?? '').trim(),
  ];
  return `${[...(flags.bool('all-namespaces') ? [event.metadata.namespace ?? ''] : []), ...cells].join('\t')}\n`;
}

function typed(event: ClusterEvent): ClusterEvent {
  return { ...event, apiVersion: 'v1', kind: 'Event' };
}

function time({ lastTimestamp, eventTime, firstTimestamp, series }: ClusterEvent): number {
  return Date.parse(series?.lastObservedTime || lastTimestamp || eventTime || firstTimestamp || '') || 0;
}
