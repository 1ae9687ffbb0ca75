/** `-o FORMAT`: everything that prints objects other than as a table of the server. */
import { goJson } from '../../kube/go-value.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { FlagSpec, Flags } from '../command/flags.js';
import type { KubectlEnv } from '../env.js';
import { CommandError } from '../failures.js';
import { customColumns } from './custom-columns.js';
import { goTemplatePrinter } from './go-template-printer.js';
import { jsonPathPrinter } from './jsonpath-printer.js';
import { kyamlText } from './kyaml-text.js';
import { namePrinter } from './name.js';

export interface ObjectPrinter {
  /** The text of an object or a List. Throws CommandError, or PartialOutput when a part was printed before. */
  print(object: KubeObject): string;
  /** The text is lines of cells for a table writer. */
  readonly isTabbed?: boolean;
}

/** The flags of all verbs that can print objects. */
export const PRINT_FLAGS: readonly FlagSpec[] = [
  { name: 'output', short: 'o', type: 'string', usage: 'Format of the output.' },
  { name: 'template', type: 'string', usage: 'Template text or file for the go-template and jsonpath formats.' },
  {
    name: 'allow-missing-template-keys',
    type: 'bool',
    default: 'true',
    usage: 'Templates print nothing for a missing field instead of failing.',
  },
  { name: 'show-managed-fields', type: 'bool', default: 'false', usage: 'Keep managedFields in JSON and YAML.' },
];

const TEMPLATES = [
  'go-template',
  'go-template-file',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'template',
  'templatefile',
] as const;

export interface FormatOptions {
  /** The verb's further formats, for its error text. */
  readonly extra?: readonly string[];
  /** `created`: what `-o name` and no format at all append. */
  readonly operation?: string;
  readonly headers?: boolean;
}

/** Formats without an argument; their case does not matter. */
const PLAIN: ReadonlySet<string> = new Set(['json', 'yaml', 'kyaml', 'name']);

/** `undefined` for no format and for `wide`. Throws CommandError for formats that do not exist. */
export async function objectPrinter(
  flags: Flags,
  env: KubectlEnv,
  options: FormatOptions = {},
): Promise<ObjectPrinter | undefined> {
  const output = flags.string('output') || (flags.string('template') ? 'go-template' : '');
  const [format = '', ...rest] = output.split('=');
  const argument = output.includes('=') ? rest.join('=') : flags.string('template');
  const withoutFields = flags.bool('show-managed-fields') ? (object: KubeObject) => object : withoutManagedFields;
  const isWide = output === 'wide';
  switch (PLAIN.has(output.toLowerCase()) ? output.toLowerCase() : format) {
    case '':
    case 'wide':
      if (format === 'wide' && (!isWide || !options.extra?.includes('wide'))) throw noPrinter(output, options);
      return undefined;
    case 'json':
      return { print: (object) => `${goJson(withoutFields(object), '    ')}\n` };
    case 'yaml':
      return documents((object) => yamlText(withoutFields(object)));
    case 'kyaml':
      return { print: (object) => kyamlText(withoutFields(object)) };
    case 'name':
      return namePrinter(options.operation);
    case 'custom-columns':
    case 'custom-columns-file':
      if (!options.extra?.includes(format)) throw noPrinter(output, options);
      if (argument === '') throw new CommandError(`${format} format specified but no custom columns given`);
      return customColumns(await templateText(format, argument, env), {
        fromFile: format.endsWith('-file'),
        headers: options.headers ?? true,
      });
    default:
      return templatePrinter({ format, argument, output, flags, env }, options);
  }
}

async function templatePrinter(
  wish: { format: string; argument: string; output: string; flags: Flags; env: KubectlEnv },
  options: FormatOptions,
): Promise<ObjectPrinter> {
  const { format, argument, output, flags, env } = wish;
  if (!(TEMPLATES as readonly string[]).includes(format)) throw noPrinter(output, options);
  if (argument === '') throw new CommandError('template format specified but no template given');
  const template = await templateText(format, argument, env);
  const allowMissingKeys = flags.bool('allow-missing-template-keys');
  return format.startsWith('jsonpath')
    ? jsonPathPrinter(template, { allowMissingKeys, asJson: format === 'jsonpath-as-json' })
    : goTemplatePrinter(template, { allowMissingKeys });
}

async function templateText(format: string, argument: string, env: KubectlEnv): Promise<string> {
  if (!format.endsWith('file')) return argument;
  const text = await env.files.read(argument);
  if (typeof text === 'string') return text;
  const flag = format.startsWith('custom-columns') ? 'template' : '--template';
  throw new CommandError(`error reading ${flag} ${argument}, open ${argument}: ${text.message}\n`);
}

function noPrinter(output: string, options: FormatOptions): CommandError {
  const formats = ['json', 'kyaml', 'name', 'yaml', ...TEMPLATES, ...(options.extra ?? [])].sort();
  return new CommandError(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${formats.join(',')}`,
  );
}

/** From the second object on, YAML documents are parted by `---`. */
function documents(text: (object: KubeObject) => string): ObjectPrinter {
  let isFirst = true;
  return {
    print(object) {
      const head = isFirst ? '' : '---\n';
      isFirst = false;
      return head + text(object);
    },
  };
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const items = (object as { items?: readonly KubeObject[] }).items;
  if (Array.isArray(items)) return { ...object, items: items.map(withoutManagedFields) } as KubeObject;
  const { managedFields: _, ...metadata } = (object.metadata ?? {}) as KubeObject['metadata'] & {
    managedFields?: unknown;
  };
  return object.metadata ? { ...object, metadata } : object;
}
