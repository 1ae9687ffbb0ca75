// What changed between two values of plain data: the moments of a lesson differ in little.

/** How one value becomes another. What is equal has no delta. */
export type Delta =
  | { readonly is: unknown }
  /** Members of an object; `keys` names all of them in their order, where that is not as before. */
  | { readonly at: Readonly<Record<string, Delta>>; readonly keys?: readonly string[] }
  /** Items of a list of the same length. */
  | { readonly items: Readonly<Record<number, Delta>> }
  /** A list made of parts of the one before and of new items. */
  | { readonly parts: readonly (Part | { readonly add: readonly unknown[] })[] };

type Part = readonly [from: number, count: number];
type Members = Readonly<Record<string, unknown>>;

/** `undefined` when both are equal, down to the order of their members. */
export function deltaOf(before: unknown, after: unknown): Delta | undefined {
  if (before === after) return undefined;
  if (Array.isArray(before) && Array.isArray(after)) return listDelta(before, after);
  if (isMembers(before) && isMembers(after)) return membersDelta(before, after);
  return { is: after };
}

export function applyDelta(before: unknown, delta: Delta): unknown {
  if ('is' in delta) return delta.is;
  if ('at' in delta) {
    const from = before as Members;
    const keys = delta.keys ?? Object.keys(from);
    return Object.fromEntries(
      keys.map((key) => {
        const change = memberOf(delta.at, key);
        return [key, change === undefined ? from[key] : applyDelta(from[key], change)];
      }),
    );
  }
  const list = before as readonly unknown[];
  if ('items' in delta) {
    return list.map((item, index) => {
      const change = delta.items[index];
      return change === undefined ? item : applyDelta(item, change);
    });
  }
  return delta.parts.flatMap((part) => ('add' in part ? part.add : list.slice(part[0], part[0] + part[1])));
}

function membersDelta(before: Members, after: Members): Delta | undefined {
  const keys = keysOf(after);
  const known = keysOf(before);
  const isSameOrder = keys.length === known.length && keys.every((key, index) => key === known[index]);
  const changes = keys.flatMap((key) => {
    const change = Object.hasOwn(before, key) ? deltaOf(before[key], after[key]) : { is: after[key] };
    return change === undefined ? [] : [[key, change] as const];
  });
  if (isSameOrder && changes.length === 0) return undefined;
  const at = Object.fromEntries(changes);
  return isSameOrder ? { at } : { at, keys };
}

function listDelta(before: readonly unknown[], after: readonly unknown[]): Delta | undefined {
  if (before.length !== after.length) return { parts: partsOf(before, after) };
  const items: Record<number, Delta> = {};
  let changed = 0;
  for (const [index, item] of after.entries()) {
    const change = deltaOf(before[index], item);
    if (change === undefined) continue;
    items[index] = change;
    changed += 1;
  }
  if (changed === 0) return undefined;
  // A window that moved on has another item in every place, and few that are new.
  const parts = changed > after.length / 2 ? partsOf(before, after) : [];
  const isMoved = parts.some((part) => !('add' in part));
  return isMoved ? { parts } : { items };
}

function partsOf(before: readonly unknown[], after: readonly unknown[]): (Part | { add: unknown[] })[] {
  const places = new Map(before.map((item, index) => [JSON.stringify(item), index]));
  const parts: ([number, number] | { add: unknown[] })[] = [];
  for (const item of after) {
    const last = parts.at(-1);
    const place = places.get(JSON.stringify(item));
    if (place === undefined) {
      if (last !== undefined && 'add' in last) last.add.push(item);
      else parts.push({ add: [item] });
    } else if (last !== undefined && !('add' in last) && last[0] + last[1] === place) last[1] += 1;
    else parts.push([place, 1]);
  }
  return parts;
}

function memberOf<T>(members: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

/** A member without a value is none in JSON. */
function keysOf(members: Members): readonly string[] {
  return Object.keys(members).filter((key) => members[key] !== undefined);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
