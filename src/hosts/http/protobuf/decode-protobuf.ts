import type { Schema } from '../../../kube/schema.js';
import { schemaOf } from '../../../kube/schema.js';
import { fieldNumbers } from './field-numbers.js';
import { readMessage, WireError, type WireMessage, type WireValue } from './wire.js';

/** Every object in this encoding begins so; then comes an envelope with the object's kind and its bytes. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/**
 * An object that a typed client sent as `application/vnd.kubernetes.protobuf`, as the JSON value that it stands for.
 * Throws `WireError` when the bytes are none.
 */
export function decodeProtobuf(bytes: Uint8Array): unknown {
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) {
    throw new WireError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  const envelope = readMessage(bytes.subarray(MAGIC.length));
  const meta = readMessage(bytesOf(envelope.get(1)?.[0]));
  const [apiVersion, kind] = [textOf(meta.get(1)?.[0]), textOf(meta.get(2)?.[0])];
  // The options of a request carry the version of the objects that they are about.
  const schema = schemaOf(apiVersion, kind) ?? (kind.endsWith('Options') ? schemaOf('v1', kind) : undefined);
  const content = schema && decodeObject(schema.key, schema.fields, bytesOf(envelope.get(2)?.[0]));
  return { kind, apiVersion, ...content };
}

type Fields = Readonly<Record<string, Schema>>;

function decodeObject(type: string, fields: Fields, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const message = readMessage(bytes);
  const object: Record<string, unknown> = {};
  for (const { name, path, isPointer } of fieldNumbers(type)) {
    const schema = fields[name];
    const values = valuesAt(message, path);
    if (schema === undefined || values.length === 0) continue;
    const value = decodeField(schema, values);
    if (isPointer || !isZero(value)) object[name] = value;
  }
  return object;
}

function valuesAt(message: WireMessage, [first = 0, ...rest]: readonly number[]): readonly WireValue[] {
  const values = message.get(first) ?? [];
  return rest.length === 0 ? values : values.flatMap((value) => valuesAt(readMessage(bytesOf(value)), rest));
}

function decodeField(schema: Schema, values: readonly WireValue[]): unknown {
  switch (schema.type) {
    case 'list':
      return values.map((value) => decodeValue(schema.items, value));
    case 'map':
      return Object.fromEntries(values.map((value) => decodeEntry(schema.values, value)));
    default:
      return decodeValue(schema, values.at(-1) ?? 0n);
  }
}

function decodeEntry(schema: Schema, value: WireValue): [string, unknown] {
  const entry = readMessage(bytesOf(value));
  const held = entry.get(2)?.[0] ?? new Uint8Array();
  // A list cannot be a map's value on the wire, so that a message of its own wraps it.
  const decoded =
    schema.type === 'list' ? decodeField(schema, readMessage(bytesOf(held)).get(1) ?? []) : decodeValue(schema, held);
  return [textOf(entry.get(1)?.[0]), decoded];
}

function decodeValue(schema: Schema, value: WireValue): unknown {
  switch (schema.type) {
    case 'string':
      return textOf(value);
    case 'bytes':
      return Buffer.from(bytesOf(value)).toString('base64');
    case 'boolean':
      return value === 1n;
    case 'integer':
      return integerOf(value);
    case 'number':
      return typeof value === 'bigint' ? doubleOf(value) : 0;
    case 'quantity':
      return textOf(readMessage(bytesOf(value)).get(1)?.[0]);
    case 'intOrString':
      return decodeIntOrString(readMessage(bytesOf(value)));
    case 'time':
      return decodeTime(readMessage(bytesOf(value)), schema.format === 'micro');
    case 'any':
      return decodeRaw(readMessage(bytesOf(value)));
    case 'object':
      return decodeObject(schema.key, schema.fields, bytesOf(value));
    case 'list':
    case 'map':
      return decodeField(schema, [value]);
  }
}

function decodeIntOrString(message: WireMessage): number | string {
  return message.get(1)?.[0] === 1n ? textOf(message.get(3)?.[0]) : integerOf(message.get(2)?.[0] ?? 0n);
}

/** No field at all is Go's zero time, which JSON leaves out. */
function decodeTime(message: WireMessage, isMicro: boolean): string {
  if (message.size === 0) return '';
  const seconds = integerOf(message.get(1)?.[0] ?? 0n);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  const micros = Math.floor(integerOf(message.get(2)?.[0] ?? 0n) / 1000);
  return isMicro ? `${whole}.${String(micros).padStart(6, '0')}Z` : `${whole}Z`;
}

/** Free content travels as the text of its JSON. */
function decodeRaw(message: WireMessage): unknown {
  const text = textOf(message.get(1)?.[0]);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireError('proto: free content is no JSON', { cause });
  }
}

function isZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === '' || value === 0 || value === false;
  return Object.keys(value).length === 0;
}

function bytesOf(value: WireValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function textOf(value: WireValue | undefined): string {
  return Buffer.from(bytesOf(value)).toString('utf8');
}

function integerOf(value: WireValue): number {
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
}

function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
