import type { HttpHeader } from '../programs/http.js';

/** What is done to the headers of a message. */
export interface HeaderChanges {
  readonly set?: readonly HttpHeader[];
  readonly add?: readonly HttpHeader[];
  readonly remove?: readonly string[];
}

/** Set replaces, add comes behind what is there, remove takes away. */
export function changedHeaders(
  headers: readonly HttpHeader[],
  { set = [], add = [], remove = [] }: HeaderChanges = {},
): readonly HttpHeader[] {
  const gone = new Set([...set.map(({ name }) => name), ...remove].map((name) => name.toLowerCase()));
  const kept = headers.filter(({ name }) => !gone.has(name.toLowerCase()));
  return add.reduce<readonly HttpHeader[]>(
    (all, { name, value }) => added(all, { name, value }),
    [...kept, ...set.map(({ name, value }) => ({ name, value }))],
  );
}

function added(headers: readonly HttpHeader[], header: HttpHeader): readonly HttpHeader[] {
  const at = headers.findIndex(({ name }) => name.toLowerCase() === header.name.toLowerCase());
  const present = headers[at];
  if (present === undefined) return [...headers, header];
  return headers.with(at, { ...present, value: `${present.value},${header.value}` });
}
