import type { ObjectSchema } from './schema-shape.js';
import { schemaType } from './schema-table.js';
import { GATEWAY_KINDS } from './schemas/gateway.js';
import { KINDS } from './schemas/index.js';

export type * from './schema-shape.js';

/** The shape of a kind, read from the table when it is first asked for; `undefined` when the table does not know the kind. */
export function schemaOf(apiVersion: string, kind: string): ObjectSchema | undefined {
  const name = `${apiVersion} ${kind}`;
  const key = KINDS[name] ?? GATEWAY_KINDS[name];
  return key === undefined ? undefined : schemaType(key);
}
