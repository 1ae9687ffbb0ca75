/** Tables of the server (meta.k8s.io/v1) as lines of cells. */
import type { KubeObject } from '../../kube/shapes/meta.js';

export interface Table {
  readonly kind: 'Table';
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableColumn {
  readonly name: string;
  readonly type?: string;
  /** Columns other than 0 are shown with `-o wide` alone. */
  readonly priority?: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object?: KubeObject;
}

export const TABLE_ACCEPT = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

export interface TableStyle {
  readonly wide: boolean;
  readonly headers: boolean;
  /** `service`: put in front of names when several kinds are shown. */
  readonly kind?: string | undefined;
  readonly withNamespace: boolean;
  readonly labelColumns: readonly string[];
  readonly showLabels: boolean;
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Table';
}

/** The header line, upper case, without a line feed. */
export function tableHeader(table: Table, style: TableStyle): string {
  const names = shownColumns(table, style).map(({ name }) => name.toUpperCase());
  const labels = style.labelColumns.map((label) => (label.split('/').at(-1) ?? label).toUpperCase());
  return [
    ...(style.withNamespace ? ['NAMESPACE'] : []),
    ...names,
    ...labels,
    ...(style.showLabels ? ['LABELS'] : []),
  ].join('\t');
}

/** One row without a line feed. */
export function tableRow(table: Table, row: TableRow, style: TableStyle): string {
  const cells = table.columnDefinitions.flatMap((column, index) => {
    if (!isShown(column, style)) return [];
    const text = cellText(row.cells[index]);
    return [index === 0 && style.kind !== undefined ? `${style.kind}/${text}` : text];
  });
  const metadata = row.object?.metadata;
  const labels = metadata?.labels ?? {};
  return [
    ...(style.withNamespace ? [metadata?.namespace ?? ''] : []),
    ...cells,
    ...style.labelColumns.map((label) => labels[label] ?? ''),
    ...(style.showLabels ? [labelText(labels)] : []),
  ].join('\t');
}

/** `a=b,c=d`, sorted, or `<none>`. */
function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

/** Names and ages only, for servers that print no tables and for `--server-print=false`. */
export function plainTable(objects: readonly KubeObject[], age: (object: KubeObject) => string): Table {
  return {
    kind: 'Table',
    columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
    rows: objects.map((object) => ({ cells: [object.metadata.name ?? '', age(object)], object })),
  };
}

function shownColumns(table: Table, style: TableStyle): readonly TableColumn[] {
  return table.columnDefinitions.filter((column) => isShown(column, style));
}

function isShown(column: TableColumn, style: TableStyle): boolean {
  return style.wide || (column.priority ?? 0) === 0;
}

/** A cell ends at its first line break. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '<nil>';
  const text = Array.isArray(cell) || typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}
