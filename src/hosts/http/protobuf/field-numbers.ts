import { NUMBERS } from './numbers/index.js';

/** One field of a message. */
export interface NumberedField {
  readonly name: string;
  /** The way to it: more than one number where JSON flattens an embedded message. */
  readonly path: readonly number[];
  /** A pointer in Go: set even when it holds a zero. All else is always sent, and as good as left out when zero. */
  readonly isPointer: boolean;
}

/** The fields of a type of the schema table. An entry reads `name=NUMBER`, `name=2.1` inside an embedded message, `*` at its end for a pointer. */
export function fieldNumbers(type: string): readonly NumberedField[] {
  const text = NUMBERS.find((types) => Object.hasOwn(types, type))?.[type] ?? '';
  return text === '' ? [] : text.split(' ').map(parseEntry);
}

function parseEntry(entry: string): NumberedField {
  const [name = '', code = ''] = entry.split('=');
  return { name, path: code.replace('*', '').split('.').map(Number), isPointer: code.endsWith('*') };
}
