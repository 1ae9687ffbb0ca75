/** `get -w`: the list, then every change. */
import { kindWithGroup, resourcePath } from '../../client/resource-mapper.js';
import { watchEvents } from '../../client/watch.js';
import type { WatchEvent } from '../../kube/api.js';
import { goJson } from '../../kube/go-value.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import type { ObjectPrinter } from '../print/format.js';
import { TABLE_TABS, TabWriter } from '../print/tab-writer.js';
import { isTable, TABLE_ACCEPT, type Table, tableHeader, tableRow } from '../print/table.js';
import type { Selected, Selection } from '../resource/arguments.js';
import { selectorQuery } from '../resource/fetch.js';
import { Deadline } from '../write/deadline.js';
import { asTable, itemsOf, tableStyle } from './get-print.js';

export async function watchTables(
  call: Call,
  selected: Selected,
  printer: ObjectPrinter | undefined,
): Promise<number | undefined> {
  const { flags, session, env } = call;
  const [selection, ...others] = selected.selections;
  if (!selection || others.length > 0) throw new CommandError('you may only specify a single resource type');
  const client = await session.client();
  const show = printer ? objectSink(call, printer) : tableSink(call, selection);
  const headers = printer ? undefined : { accept: TABLE_ACCEPT };
  const query = watchQuery(call, selection);
  const path = resourcePath(selection.resource, { namespace: selection.namespace });
  const first = await client.get<KubeObject>(
    selection.name === undefined ? path : `${path}/${selection.name}`,
    selection.name === undefined ? query : {},
    headers,
  );
  if (!flags.bool('watch-only')) show('ADDED', first);
  const from = versionOf(first);
  const timeout = session.requestTimeout();
  const deadline = new Deadline(env, timeout === undefined ? undefined : env.clock.now() + timeout);
  const events = watchEvents<KubeObject>(client, {
    path,
    query: { ...query, ...(from === undefined ? {} : { resourceVersion: from }) },
    ...(headers ? { headers } : {}),
    signal: deadline,
  });
  for await (const event of events) if (event.type !== 'BOOKMARK') show(event.type, event.object);
  deadline.end();
  return env.signal.aborted ? 1 : undefined;
}

type Sink = (type: WatchEvent['type'], body: KubeObject) => void;

function tableSink(call: Call, { resource }: Selection): Sink {
  const style = tableStyle(
    call,
    call.flags.bool('show-kind') ? kindWithGroup(resource) : undefined,
    resource.namespaced,
  );
  const withEvents = call.flags.bool('output-watch-events');
  const writer = new TabWriter(TABLE_TABS);
  let columns: Table | undefined;
  return (type, body) => {
    const table = asTable(call, body);
    if (table.rows.length === 0) return;
    // Only the first Table of a watch carries its columns.
    const shown = table.columnDefinitions?.length
      ? table
      : { ...table, columnDefinitions: columns?.columnDefinitions ?? [] };
    if (style.headers && !columns) writer.write(`${withEvents ? 'EVENT\t' : ''}${tableHeader(shown, style)}\n`);
    columns = shown;
    for (const row of shown.rows) writer.write(`${withEvents ? `${type}\t` : ''}${tableRow(shown, row, style)}\n`);
    call.env.stdout(writer.flush());
  };
}

function objectSink({ env, flags }: Call, printer: ObjectPrinter): Sink {
  const format = flags.string('output').toLowerCase();
  const withEvents = flags.bool('output-watch-events') && format !== 'name';
  const writer = new TabWriter(TABLE_TABS);
  const eventText = (type: WatchEvent['type'], object: KubeObject) =>
    format === 'json'
      ? `{"type":"${type}","object":${goJson(object)}}\n`
      : printer.print({ type, object } as unknown as KubeObject);
  return (type, body) => {
    for (const object of itemsOf(body)) {
      const text = withEvents ? eventText(type, object) : printer.print(object);
      if (printer.isTabbed) writer.write(text);
      env.stdout(printer.isTabbed ? writer.flush() : text);
    }
  };
}

function watchQuery({ flags }: Call, selection: Selection): Record<string, string> {
  const labelSelector = flags.string('selector');
  const fieldSelector = flags.string('field-selector');
  if (selection.name === undefined) return selectorQuery({ labelSelector, fieldSelector });
  return { fieldSelector: `metadata.name=${selection.name}` };
}

function versionOf(body: KubeObject): string | undefined {
  if (isTable(body)) return body.metadata?.resourceVersion ?? body.rows[0]?.object?.metadata.resourceVersion;
  const version = body.metadata?.resourceVersion;
  if (version === undefined) throw new CommandError('the answer has no resourceVersion to watch from');
  return version;
}
