import { deepEqual } from './deep-equal.js';

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** An operation that cannot be done: a path that leads nowhere, or a test that fails. */
export class JsonPatchError extends Error {
  override readonly name = 'JsonPatchError';
}

export function applyJsonPatch(target: unknown, operations: readonly JsonPatchOperation[]): unknown {
  return operations.reduce(applyOperation, target);
}

function applyOperation(target: unknown, { op, path, from = '', value }: JsonPatchOperation): unknown {
  const at = pointer(path);
  switch (op) {
    case 'add':
      return put(target, at, { value, insert: true });
    case 'replace':
      lookup(target, at);
      return put(target, at, { value, insert: false });
    case 'remove':
      lookup(target, at);
      return remove(target, at);
    case 'move': {
      const moved = lookup(target, pointer(from));
      return put(remove(target, pointer(from)), at, { value: moved, insert: true });
    }
    case 'copy':
      return put(target, at, { value: lookup(target, pointer(from)), insert: true });
    case 'test':
      if (deepEqual(find(target, at) ?? null, value ?? null)) return target;
      throw new JsonPatchError(`testing value ${path} failed`);
    default:
      throw new JsonPatchError(`Unexpected kind: ${String(op)}`);
  }
}

function pointer(path: string): readonly string[] {
  if (path === '') return [];
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function find(target: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => child(value, key), target);
}

function lookup(target: unknown, path: readonly string[]): unknown {
  const value = find(target, path);
  if (value !== undefined) return value;
  throw new JsonPatchError(`operation does not apply: doc is missing path: "/${path.join('/')}"`);
}

function child(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[index(value, key, false)];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function put(
  target: unknown,
  path: readonly string[],
  change: { readonly value: unknown; readonly insert: boolean },
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change.value;
  if (Array.isArray(target)) {
    const copy = [...target];
    const at = index(target, key, rest.length === 0);
    if (rest.length > 0) copy[at] = put(copy[at], rest, change);
    else if (change.insert) copy.splice(at, 0, change.value);
    else copy[at] = change.value;
    return copy;
  }
  if (typeof target !== 'object' || target === null) {
    throw new JsonPatchError(`operation does not apply: doc is missing path: "/${path.join('/')}"`);
  }
  return { ...target, [key]: put((target as Record<string, unknown>)[key], rest, change) };
}

function remove(target: unknown, path: readonly string[]): unknown {
  const [key = '', ...rest] = path;
  if (Array.isArray(target)) {
    const at = index(target, key, false);
    return rest.length === 0
      ? target.toSpliced(at, 1)
      : target.map((item, position) => (position === at ? remove(item, rest) : item));
  }
  const { [key]: value, ...others } = target as Record<string, unknown>;
  return rest.length === 0 ? others : { ...(target as object), [key]: remove(value, rest) };
}

function index(list: readonly unknown[], key: string, canAppend: boolean): number {
  if (key === '-') return list.length;
  const position = Number(key);
  if (/^-?\d+$/.test(key) && position < list.length + (canAppend ? 1 : 0))
    return position < 0 ? list.length + position : position;
  throw new JsonPatchError(`Unable to access invalid index: ${key}: invalid index referenced`);
}
