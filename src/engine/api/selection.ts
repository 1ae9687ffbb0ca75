import { type FieldRequirement, matchesFields, parseFieldSelector } from '../../kube/field-selector.js';
import { matchesLabels, parseLabelSelector, type Requirement, SelectorError } from '../../kube/label-selector.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Store } from '../store/store.js';
import type { Call } from './call.js';
import { badRequest } from './errors.js';
import type { Served } from './kind-registry.js';

/** Which objects of a resource a list, a watch or a deletion of many is about. */
export interface Selection {
  readonly namespace: string | undefined;
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldRequirement[];
}

export function selectionOf(call: Call, served: Served, namespace: string | undefined): Selection {
  try {
    const fields = parseFieldSelector(call.query('fieldSelector') ?? '');
    for (const { field } of fields) checkField(served, field);
    return { namespace, labels: parseLabelSelector(call.query('labelSelector') ?? ''), fields };
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

export function isSelected(served: Served, object: KubeObject, { namespace, labels, fields }: Selection): boolean {
  return (
    (namespace === undefined || object.metadata.namespace === namespace) &&
    matchesLabels(labels, object.metadata.labels) &&
    matchesFields(fields, (field) => fieldValue(served, object, field))
  );
}

export function isEverything({ labels, fields }: Selection): boolean {
  return labels.length === 0 && fields.length === 0;
}

/** Reads through the narrowest index: one name, a label pair, a node, or the namespace. */
export function select(store: Store, served: Served, selection: Selection): readonly KubeObject[] {
  const candidates = served.kind.constant ?? narrowest(store, served, selection);
  return isEverything(selection) ? candidates : candidates.filter((object) => isSelected(served, object, selection));
}

function narrowest(
  store: Store,
  { resource }: Served,
  { namespace, labels, fields }: Selection,
): readonly KubeObject[] {
  const table = store.table(resource);
  const equal = (name: string) => fields.find(({ field, operator }) => field === name && operator === '=')?.value;
  const name = equal('metadata.name');
  if (name !== undefined && namespace !== undefined) {
    const object = table.get(`${namespace}/${name}`);
    return object === undefined ? [] : [object];
  }
  const node = equal('spec.nodeName');
  if (node) return table.onNode(node);
  if (namespace === undefined) return table.all();
  const pair = labels.find(({ operator }) => operator === '=' || operator === '==');
  return pair ? table.withLabels(namespace, { [pair.key]: pair.values[0] ?? '' }) : table.inNamespace(namespace);
}

function checkField({ kind }: Served, field: string): void {
  if (field === 'metadata.name' || field === 'metadata.namespace' || kind.fields?.[field] !== undefined) return;
  throw badRequest(
    kind.fields === undefined
      ? `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
      : `field label not supported: ${field}`,
  );
}

function fieldValue({ kind }: Served, object: KubeObject, field: string): string {
  if (field === 'metadata.name') return object.metadata.name ?? '';
  if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
  return kind.fields?.[field]?.(object) ?? '';
}
