import { goText } from '../../kube/go-value.js';
import { type JsonPath, JsonPathError, jsonPath, relaxedJsonPath } from '../../kube/jsonpath.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { CommandError } from '../failures.js';
import type { ObjectPrinter } from './format.js';

/** `-o custom-columns=HEADER:.path,…`, or two lines of a file. Gives lines of cells for the table writer. */
export function customColumns(
  spec: string,
  options: { readonly fromFile: boolean; readonly headers: boolean },
): ObjectPrinter & { readonly isTabbed: true } {
  const columns = options.fromFile ? columnsOfFile(spec) : columnsOfSpec(spec);
  let wantsHeader = options.headers;
  return {
    isTabbed: true,
    print(object) {
      const header = wantsHeader ? `${columns.map(({ header }) => header).join('\t')}\n` : '';
      wantsHeader = false;
      const items = (object as { items?: readonly KubeObject[] }).items;
      const objects = Array.isArray(items) ? items : [object];
      let text = header;
      for (const one of objects) {
        try {
          text += `${columns.map(({ path }) => cell(path, one)).join('\t')}\n`;
        } catch (cause) {
          if (!(cause instanceof JsonPathError)) throw cause;
          throw new PartialOutput(text, new CommandError(cause.message, { cause }));
        }
      }
      return text;
    },
  };
}

/** What was printed before the error came. */
export class PartialOutput extends Error {
  constructor(
    readonly text: string,
    readonly failure: CommandError,
  ) {
    super(failure.message);
  }
}

interface Column {
  readonly header: string;
  readonly path: JsonPath;
}

function columnsOfSpec(spec: string): Column[] {
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return column(part.slice(0, colon), part.slice(colon + 1));
  });
}

function columnsOfFile(text: string): Column[] {
  const [headers = '', paths] = text.replace(/\n$/, '').split('\n');
  if (paths === undefined) {
    const format = 'Expected format is one line of space separated headers, one line of space separated column specs.';
    throw new CommandError(`invalid template, missing ${text === '' ? 'header' : 'spec'} line. ${format}`);
  }
  const names = headers.trim().split(/\s+/);
  const fields = paths.trim().split(/\s+/);
  if (names.length !== fields.length) {
    throw new CommandError(
      `number of headers (${names.length}) and field specifications (${fields.length}) don't match`,
    );
  }
  return names.map((name, index) => column(name, fields[index] ?? ''));
}

function column(header: string, expression: string): Column {
  try {
    return { header, path: jsonPath(relaxedJsonPath(expression), { allowMissingKeys: true }) };
  } catch (cause) {
    throw new CommandError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function cell(path: JsonPath, object: KubeObject): string {
  const values = path.find(object).flat();
  return values.length === 0 ? '<none>' : values.map(goText).join(',');
}
