import type { ObjectSchema, Schema } from '../../kube/schema.js';

/** A body as its kind reads it: fields that the kind does not have are dropped and named, `null` is as good as left out. */
interface Decoded {
  readonly value: unknown;
  /** Paths such as `spec.ports[0].targetport`, in the order of the body. */
  readonly unknown: readonly string[];
}

/** Throws `DecodeError` where a value has the wrong type, in the words of Go's JSON decoder. */
export function decode(schema: Schema, body: unknown): Decoded {
  const unknown: string[] = [];
  const value = read(schema, body, { path: '', field: '', struct: '', unknown });
  return { value, unknown };
}

export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  constructor(
    message: string,
    /** The same complaint as apimachinery's converter of unstructured objects makes it. */
    readonly converter = message,
  ) {
    super(message);
  }
}

interface Place {
  /** With indexes, for unknown fields. */
  readonly path: string;
  /** Without indexes, as the decoder names fields. */
  readonly field: string;
  readonly struct: string;
  readonly unknown: string[];
}

function read(schema: Schema, value: unknown, place: Place): unknown {
  if (value === null || value === undefined) return undefined;
  switch (schema.type) {
    case 'object':
      return readObject(schema, value, place);
    case 'map':
      if (!isRecord(value)) return wrong(value, goType(schema), place);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          read(schema.values, item, { ...place, path: `${place.path}.${key}` }) ?? zero(schema.values),
        ]),
      );
    case 'list':
      if (!Array.isArray(value)) return wrong(value, goType(schema), place);
      return value.map(
        (item, index) => read(schema.items, item, { ...place, path: `${place.path}[${index}]` }) ?? zero(schema.items),
      );
    default:
      return readScalar(schema, value, place);
  }
}

function readObject(schema: ObjectSchema, value: unknown, place: Place): unknown {
  if (!isRecord(value)) return wrong(value, goType(schema), place);
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const path = join(place.path, key);
    const field = schema.fields[key];
    if (field === undefined) {
      place.unknown.push(path);
      continue;
    }
    const known = read(field, item, { ...place, path, field: join(place.field, key), struct: schema.name });
    if (known !== undefined) result[key] = known;
  }
  return result;
}

function readScalar(
  schema: Exclude<Schema, { type: 'object' | 'map' | 'list' }>,
  value: unknown,
  place: Place,
): unknown {
  switch (schema.type) {
    case 'string':
    case 'bytes':
      return typeof value === 'string' ? value : wrong(value, goType(schema), place);
    case 'time':
      if (typeof value !== 'string') return wrong(value, 'string', { ...place, struct: '' });
      return value === '' ? undefined : value;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) ? value : wrong(value, goType(schema), place);
    case 'number':
      return typeof value === 'number' ? value : wrong(value, 'float64', place);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(value, 'bool', place);
    case 'intOrString':
      if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))) return value;
      return wrong(value, typeof value === 'number' ? 'int32' : 'string', { ...place, struct: '' });
    case 'quantity':
      return readQuantity(value);
    case 'any':
      return value;
  }
}

const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

function readQuantity(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && QUANTITY.test(text)) return text;
  throw new DecodeError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

/** What Go puts where JSON says null inside a list or map. */
function zero(schema: Schema): unknown {
  switch (schema.type) {
    case 'string':
    case 'bytes':
      return '';
    case 'integer':
    case 'number':
    case 'intOrString':
      return 0;
    case 'boolean':
      return false;
    case 'object':
      return {};
    default:
      return null;
  }
}

function wrong(value: unknown, type: string, { field, struct }: Place): never {
  const what = jsonType(value);
  const target = struct === '' ? `Go value of type ${type}` : `Go struct field ${struct}.${field} of type ${type}`;
  throw new DecodeError(`json: cannot unmarshal ${what} into ${target}`, conversionError(value, type));
}

function conversionError(value: unknown, type: string): string {
  const from = unstructuredType(value);
  if (type.startsWith('[]')) return `cannot restore slice from ${from}`;
  if (type.startsWith('map[')) return `cannot restore map from ${from}`;
  if (type.startsWith('v1.')) return `cannot restore struct from: ${from.replace(/[[{].*/, '')}`;
  return type === 'string' && from === 'int64' ? 'cannot convert int64 to string' : `unrecognized type: ${type}`;
}

function unstructuredType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function jsonType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'number' : `number ${value}`;
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

function goType(schema: Schema): string {
  switch (schema.type) {
    case 'integer':
      return schema.format ?? 'int64';
    case 'boolean':
      return 'bool';
    case 'bytes':
      return '[]uint8';
    case 'list':
      return `[]${goType(schema.items)}`;
    case 'map':
      return `map[string]${goType(schema.values)}`;
    case 'object':
      return `v1.${schema.name}`;
    case 'number':
      return 'float64';
    default:
      return 'string';
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
