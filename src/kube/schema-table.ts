import type { ListSchema, ObjectSchema, ScalarSchema, Schema } from './schema-shape.js';
import { GATEWAY } from './schemas/gateway.js';
import { TYPES } from './schemas/index.js';

/**
 * Reads one type of the generated table. A type is its fields, parted by blanks: `*name:CODE`, `*` for required; before them `~` for
 * retainKeys and `!` for a struct that is applied as a whole. Codes: `s` string (with `(A|B)` its enum), `i` int32, `l` int64, `n` number,
 * `b` boolean, `x` int-or-string, `q` quantity, `t` time, `u` micro time, `y` bytes, `a` anything, `@T` a type, `{}CODE` a map (`{!}` atomic),
 * `[...]CODE` a list: `=` atomic, `+` set, `#k,l` map by these keys; `^key` merged by a strategic patch.
 */
export function schemaType(key: string): ObjectSchema | undefined {
  const known = read.get(key);
  if (known) return known;
  const text = [...TYPES, GATEWAY].find((types) => Object.hasOwn(types, key))?.[key];
  if (text === undefined) return undefined;
  const schema = lazyType(key, text);
  read.set(key, schema);
  return schema;
}

/** Types that were read before; the table never changes, so that every world may share them. */
const read = new Map<string, ObjectSchema>();

function lazyType(key: string, text: string): ObjectSchema {
  const [, flags = '', list = ''] = /^([~!]*)(.*)$/.exec(text) ?? [];
  const entries = list === '' ? [] : list.split(' ');
  let fields: Readonly<Record<string, Schema>> | undefined;
  return {
    type: 'object',
    key,
    name: key.slice(key.lastIndexOf('.') + 1),
    get fields() {
      fields ??= Object.fromEntries(entries.map(field));
      return fields;
    },
    required: entries.filter((entry) => entry.startsWith('*')).map((entry) => field(entry)[0]),
    ...(flags.includes('~') ? { retainKeys: true } : {}),
    ...(flags.includes('!') ? { mapType: 'atomic' } : {}),
  };
}

function field(entry: string): [string, Schema] {
  const colon = entry.indexOf(':');
  return [entry.slice(entry.startsWith('*') ? 1 : 0, colon), decode(entry.slice(colon + 1))];
}

function decode(code: string): Schema {
  switch (code[0]) {
    case '[':
      return decodeList(code.slice(1, code.indexOf(']')), code.slice(code.indexOf(']') + 1));
    case '{':
      return code[1] === '!'
        ? { type: 'map', values: decode(code.slice(3)), mapType: 'atomic' }
        : { type: 'map', values: decode(code.slice(2)) };
    case '@':
      return typeNamed(code.slice(1));
    case '!':
      return atomic(typeNamed(code.slice(2)));
    case 's':
      return code === 's' ? STRING : { type: 'string', enum: code.slice(2, -1).split('|') };
    default:
      return SCALARS[code] ?? { type: 'any' };
  }
}

function decodeList(options: string, items: string): ListSchema {
  const [, kind = '', keys = '', patchKey] = /^([=+#]?)([^^]*)(?:\^(.*))?$/.exec(options) ?? [];
  const listType = LIST_TYPES[kind];
  return {
    type: 'list',
    items: decode(items),
    ...(listType ? { listType } : {}),
    ...(keys === '' ? {} : { keys: keys.split(',') }),
    ...(patchKey === undefined ? {} : { patchKey }),
  };
}

function typeNamed(key: string): ObjectSchema {
  const schema = schemaType(key);
  if (schema === undefined) throw new Error(`the schema table has no type "${key}"`);
  return schema;
}

/** The same type, applied as a whole in this one place. */
function atomic(schema: ObjectSchema): ObjectSchema {
  return {
    type: 'object',
    key: schema.key,
    name: schema.name,
    get fields() {
      return schema.fields;
    },
    required: schema.required,
    mapType: 'atomic',
  };
}

const LIST_TYPES: Readonly<Record<string, 'atomic' | 'set' | 'map'>> = { '=': 'atomic', '+': 'set', '#': 'map' };

const STRING: ScalarSchema = { type: 'string' };

const SCALARS: Readonly<Record<string, ScalarSchema>> = {
  i: { type: 'integer', format: 'int32' },
  l: { type: 'integer', format: 'int64' },
  n: { type: 'number' },
  b: { type: 'boolean' },
  x: { type: 'intOrString' },
  q: { type: 'quantity' },
  t: { type: 'time' },
  u: { type: 'time', format: 'micro' },
  y: { type: 'bytes' },
  a: { type: 'any' },
};
