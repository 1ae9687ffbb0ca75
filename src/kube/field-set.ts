/**
 * A set of field paths in the form of FieldsV1: `f:name` a field, `k:{…}` an entry of a list by its keys, `v:…` a value of a set.
 * A node without children is a member; one with children is a member when it has `.`.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const LEAF: FieldSet = Object.freeze({});

const SELF: FieldSet = Object.freeze({ '.': LEAF });

/** What is in either set; `a` itself when it has all of `b` already. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  let children: Record<string, FieldSet> | undefined;
  for (const element in b) {
    const below = b[element] ?? LEAF;
    const inA = a[element];
    const both = inA === undefined ? below : unionNode(inA, below);
    if (both === inA) continue;
    children ??= { ...a };
    children[element] = both;
  }
  return children ?? a;
}

/** What is in `a` and not in `b`; `a` itself when they have nothing in common. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  for (const element in b) {
    const inA = a[element];
    if (inA !== undefined && differenceNode(inA, b[element] ?? LEAF) !== inA) return rest(a, b);
  }
  return a;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const children: Record<string, FieldSet> = {};
  for (const element in a) {
    const inB = b[element];
    const both = inB && intersectionNode(a[element] ?? LEAF, inB);
    if (both !== undefined) children[element] = both;
  }
  return children;
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

/** FieldsV1 with its elements in order, as it goes into an object; the set itself when it is so already. */
export function sortedSet(set: FieldSet): FieldSet {
  let last = '';
  let isSorted = true;
  for (const element in set) {
    const below = set[element] ?? LEAF;
    if (element < last || sortedSet(below) !== below) {
      isSorted = false;
      break;
    }
    last = element;
  }
  if (isSorted) return set;
  const sorted: Record<string, FieldSet> = {};
  for (const key of Object.keys(set).sort()) sorted[key] = sortedSet(set[key] ?? LEAF);
  return sorted;
}

function unionNode(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return isMember(b) ? b : { '.': LEAF, ...b };
  if (isEmptySet(b)) return isMember(a) ? a : { '.': LEAF, ...a };
  return union(a, b);
}

function differenceNode(a: FieldSet, b: FieldSet): FieldSet | undefined {
  if (isEmptySet(a)) return isMember(b) ? undefined : a;
  const left = difference(a, isEmptySet(b) ? SELF : b);
  if (left === a) return a;
  for (const element in left) if (element !== '.') return left;
  return isEmptySet(left) ? undefined : LEAF;
}

function rest(a: FieldSet, b: FieldSet): FieldSet {
  const left: Record<string, FieldSet> = {};
  for (const element in a) {
    const inA = a[element] ?? LEAF;
    const inB = b[element];
    const below = inB === undefined ? inA : differenceNode(inA, inB);
    if (below !== undefined) left[element] = below;
  }
  return left;
}

function intersectionNode(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return node(isMember(a) && isMember(b), intersection(withoutSelf(a), withoutSelf(b)));
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
