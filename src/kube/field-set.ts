/**
 * A set of field paths in the form of FieldsV1: `f:name` a field, `k:{…}` an entry of a list by its keys, `v:…` a value of a set.
 * A node without children is a member; one with children is a member when it has `.`.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const LEAF: FieldSet = Object.freeze({});

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return combineChildren(a, b, (inA, inB) => inA || inB);
}

export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combineChildren(a, b, (inA, inB) => inA && !inB);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combineChildren(a, b, (inA, inB) => inA && inB);
}

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** A node from its parts; `undefined` when nothing is left of it. */
export function node(member: boolean, children: FieldSet | undefined): FieldSet | undefined {
  if (children === undefined || isEmptySet(children)) return member ? LEAF : undefined;
  return member ? { '.': LEAF, ...children } : children;
}

/** Members as upstream prints paths: `.spec.ports[port=80,protocol="TCP"].targetPort`. */
export function pathsOf(set: FieldSet, prefix = ''): readonly string[] {
  return Object.entries(set).flatMap(([element, below]) => {
    if (element === '.') return prefix === '' ? [] : [prefix];
    const path = prefix + printed(element);
    return isEmptySet(below) ? [path] : pathsOf(below, path);
  });
}

/** FieldsV1 with its elements in order, as it goes into an object. */
export function sortedSet(set: FieldSet): FieldSet {
  const keys = Object.keys(set);
  if (keys.length === 0) return LEAF;
  const sorted: Record<string, FieldSet> = {};
  for (const key of keys.sort()) sorted[key] = sortedSet(set[key] ?? LEAF);
  return sorted;
}

type Rule = (inA: boolean, inB: boolean) => boolean;

function combineChildren(a: FieldSet, b: FieldSet, rule: Rule): FieldSet {
  if (isEmptySet(b) && rule(true, false)) return a;
  if (isEmptySet(a) && rule(false, true)) return b;
  const children: Record<string, FieldSet> = {};
  for (const element in a) add(children, element, combine(a[element], b[element], rule));
  for (const element in b) if (a[element] === undefined) add(children, element, combine(undefined, b[element], rule));
  return children;
}

function combine(a: FieldSet | undefined, b: FieldSet | undefined, rule: Rule): FieldSet | undefined {
  if (a === undefined) return rule(false, true) ? b : undefined;
  if (b === undefined) return rule(true, false) ? a : undefined;
  const children = combineChildren(withoutSelf(a), withoutSelf(b), rule);
  return node(rule(isMember(a), isMember(b)), children);
}

function add(children: Record<string, FieldSet>, element: string, child: FieldSet | undefined): void {
  if (child !== undefined) children[element] = child;
}

function isMember(set: FieldSet): boolean {
  return set['.'] !== undefined || isEmptySet(set);
}

function withoutSelf(set: FieldSet): FieldSet {
  if (set['.'] === undefined) return set;
  const { '.': _self, ...children } = set;
  return children;
}

function printed(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  const keys = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}]`;
}
