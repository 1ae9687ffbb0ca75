/** What `get` prints of the answers it has. */
import type { ApiResource } from '../../client/discovery.js';
import { kindWithGroup } from '../../client/resource-mapper.js';
import { ageSince } from '../../kube/duration.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { PartialOutput } from '../print/custom-columns.js';
import type { ObjectPrinter } from '../print/format.js';
import { sortBy } from '../print/sort-by.js';
import { TABLE_TABS, TabWriter } from '../print/tab-writer.js';
import {
  isTable,
  plainTable,
  type Table,
  type TableRow,
  type TableStyle,
  tableHeader,
  tableRow,
} from '../print/table.js';
import type { Selected, Selection } from '../resource/arguments.js';
import type { Fetched } from '../resource/fetch.js';

export interface GetOutput {
  readonly call: Call;
  readonly selected: Selected;
  readonly fetched: readonly Fetched[];
  /** What went wrong; printing may add to it. */
  readonly failures: unknown[];
}

/** `-o yaml` and the like: one named object as it is, else all in one List. */
export function printObjects({ call, selected, fetched, failures }: GetOutput, printer: ObjectPrinter): void {
  const { env, flags } = call;
  if (fetched.length === 0 && failures.length > 0) return;
  const [only] = fetched;
  const isAlone = selected.single && fetched.length === 1 && only !== undefined;
  if (selected.single && fetched.length === 0) return;
  let items = fetched.flatMap(({ body }) => itemsOf(body));
  const order = flags.string('sort-by');
  if (order !== '' && !isAlone) {
    const sorted = sortBy(order, items, (item) => item);
    if (!sorted) throw new CommandError(`couldn't find any field with path "{${order}}" in the list of objects`);
    items = sorted;
  }
  const list = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items } as unknown as KubeObject;
  const writer = new TabWriter(TABLE_TABS);
  const write = (text: string) => {
    if (printer.isTabbed) writer.write(text);
    else env.stdout(text);
  };
  try {
    write(printer.print(isAlone ? only.body : list));
  } catch (failure) {
    if (!(failure instanceof PartialOutput)) throw failure;
    write(failure.text);
    failures.push(failure.failure);
  }
  env.stdout(writer.flush());
}

/** Tables, one after the other; an empty line between kinds. */
export async function printTables({ call, selected, fetched, failures }: GetOutput): Promise<void> {
  const { env, flags } = call;
  const groups = tableGroups(call, fetched);
  const kinds = new Set((fetched.length > 0 ? fetched : selected.selections).map(resourceOf));
  const withKind = flags.bool('show-kind') || kinds.size > 1;
  let written = false;
  // kubectl never takes the namespace column away again once a kind has needed it.
  let withNamespace = false;
  for (const { resource, tables } of groups) {
    withNamespace ||= resource.namespaced;
    const style = tableStyle(call, withKind ? kindWithGroup(resource) : undefined, withNamespace);
    const text = tablesText(tables, style);
    if (text === '') continue;
    env.stdout(written && style.headers ? `\n${text}` : text);
    written = true;
  }
  if (written || failures.length > 0 || flags.bool('ignore-not-found')) return;
  const areNamespaced = !flags.bool('all-namespaces') && [...kinds].every(({ namespaced }) => namespaced);
  const where = areNamespaced ? ` in ${await call.session.namespace()} namespace.` : '';
  env.stderr(`No resources found${where}\n`);
}

function resourceOf(one: Fetched | Selection): ApiResource {
  return 'selection' in one ? one.selection.resource : one.resource;
}

export function tableStyle({ flags }: Call, kind: string | undefined, isNamespaced: boolean): TableStyle {
  return {
    wide: flags.string('output') === 'wide',
    headers: !flags.bool('no-headers'),
    kind,
    withNamespace: flags.bool('all-namespaces') && isNamespaced,
    labelColumns: flags.list('label-columns'),
    showLabels: flags.bool('show-labels'),
  };
}

/** The items of a list, or the object alone. */
export function itemsOf(body: KubeObject): readonly KubeObject[] {
  const { items } = body as { items?: readonly KubeObject[] };
  if (!Array.isArray(items)) return [body];
  const kind = body.kind.replace(/List$/, '');
  return items.map((item) => ({ ...item, apiVersion: item.apiVersion ?? body.apiVersion, kind: item.kind ?? kind }));
}

interface Group {
  readonly resource: Fetched['selection']['resource'];
  readonly tables: Table[];
}

/** Neighbours of one kind share a table. */
function tableGroups(call: Call, fetched: readonly Fetched[]): Group[] {
  const groups: Group[] = [];
  for (const { selection, body } of fetched) {
    const table = asTable(call, body);
    const last = groups.at(-1);
    if (last?.resource === selection.resource) last.tables.push(table);
    else groups.push({ resource: selection.resource, tables: [table] });
  }
  const order = call.flags.string('sort-by');
  return order === '' ? groups : groups.map((group) => ({ ...group, tables: sorted(order, group.tables) }));
}

export function asTable({ env }: Call, body: KubeObject): Table {
  if (isTable(body)) return body;
  const now = env.clock.now();
  return plainTable(itemsOf(body), ({ metadata }) => ageSince(metadata.creationTimestamp, now));
}

function sorted(order: string, tables: readonly Table[]): Table[] {
  const [first] = tables;
  if (!first) return [];
  const rows =
    sortBy<TableRow>(
      order,
      tables.flatMap((table) => table.rows),
      (row) => row.object,
    ) ?? [];
  return [{ ...first, rows }];
}

function tablesText(tables: readonly Table[], style: TableStyle): string {
  const writer = new TabWriter(TABLE_TABS);
  let lastHeader: string | undefined;
  for (const table of tables) {
    if (table.rows.length === 0) continue;
    const header = tableHeader(table, style);
    if (style.headers && header !== lastHeader) writer.write(`${header}\n`);
    lastHeader = header;
    for (const row of table.rows) writer.write(`${tableRow(table, row, style)}\n`);
  }
  return writer.flush();
}
