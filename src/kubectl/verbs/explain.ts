/** explain: the fields of a kind from the server's OpenAPI document. */
import type { ApiResource } from '../../client/discovery.js';
import { parseGroupVersion } from '../../kube/resource-path.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, PlainError } from '../failures.js';

export const explainCommand: Command = {
  name: 'explain',
  short: 'Get documentation for a resource.',
  usage: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [--output=plaintext|plaintext-openapiv2]',
  examples: '  # The fields of a service\n  kubectl explain service.spec',
  flags: [
    { name: 'api-version', type: 'string', usage: 'Group and version of the resource.' },
    { name: 'output', short: 'o', type: 'string', default: 'plaintext', usage: 'Format of the output.' },
    { name: 'recursive', type: 'bool', default: 'false', usage: 'Print the fields of fields, too.' },
  ],
  run: explain,
};

interface OpenApiSchema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly allOf?: readonly OpenApiSchema[];
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

type Schemas = Readonly<Record<string, OpenApiSchema>>;

const REF = '#/components/schemas/';

async function explain({ args, flags, env, session }: Call): Promise<undefined> {
  const [wanted, ...others] = args;
  if (wanted === undefined) {
    throw new CommandError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  }
  if (others.length > 0) throw new CommandError('We accept only this format: explain RESOURCE');
  const format = flags.string('output');
  if (!['plaintext', 'plaintext-openapiv2'].includes(format)) throw new CommandError(`unrecognized format: ${format}`);
  const mapper = await session.mapper();
  const { resource: preferred, fields } = split(wanted, (text) => mapper.byArgument(text));
  const resource = preferred && inVersion(preferred, flags.string('api-version'), mapper.api.resources);
  if (!resource) throw new PlainError(`the server doesn't have a resource type "${wanted.split('.')[0]}"`);
  const client = await session.client();
  const { group, version, kind } = resource;
  const document = await client.get<{ components?: { schemas?: Schemas } }>(
    group === '' ? `/openapi/v3/api/${version}` : `/openapi/v3/apis/${group}/${version}`,
  );
  const schemas = document.components?.schemas ?? {};
  env.stdout(`${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`);
  const found = fieldOf(rootOf(schemas, resource), fields, schemas);
  if (typeof found === 'string') throw new CommandError(`field "${found}" does not exist`);
  env.stdout(text(found, { name: fields.at(-1), schemas, isRecursive: flags.bool('recursive') }));
  return undefined;
}

/** `deployments.apps.spec`: as much of the front as names a resource, the rest are fields. */
function split(
  text: string,
  find: (text: string) => ApiResource | undefined,
): { readonly resource: ApiResource | undefined; readonly fields: readonly string[] } {
  const [type = '', ...fields] = text.split('.').filter((part) => part !== '');
  return { resource: find(type), fields };
}

/** The same resource in the version that `--api-version` asks for. */
function inVersion(resource: ApiResource, apiVersion: string, all: readonly ApiResource[]): ApiResource {
  if (apiVersion === '') return resource;
  const { group, version } = parseGroupVersion(apiVersion);
  const found = all.find((one) => one.name === resource.name && one.group === group && one.version === version);
  if (!found) throw new CommandError(`couldn't find resource for "${group}/${version}, Resource=${resource.name}"`);
  return found;
}

function rootOf(schemas: Schemas, { group, version, kind }: ApiResource): OpenApiSchema {
  const root = Object.values(schemas).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (one) => one.group === group && one.version === version && one.kind === kind,
    ),
  );
  return root ?? {};
}

/** The schema at the end of a path, or the name that is not there. */
function fieldOf(root: OpenApiSchema, fields: readonly string[], schemas: Schemas): OpenApiSchema | string {
  let schema = root;
  for (const field of fields) {
    const next = objectOf(schema, schemas).properties?.[field];
    if (!next) return field;
    schema = next;
  }
  return schema;
}

/** Behind references, lists and maps. */
function objectOf(schema: OpenApiSchema, schemas: Schemas): OpenApiSchema {
  const ref = refOf(schema);
  if (ref !== undefined) return objectOf(schemas[ref] ?? {}, schemas);
  const inner = schema.items ?? schema.additionalProperties;
  return inner ? objectOf(inner, schemas) : schema;
}

function refOf(schema: OpenApiSchema): string | undefined {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return ref?.startsWith(REF) ? ref.slice(REF.length) : undefined;
}

function typeName(schema: OpenApiSchema): string {
  const ref = refOf(schema);
  if (ref !== undefined) return ref.split('.').at(-1) ?? ref;
  if (schema.items) return `[]${typeName(schema.items)}`;
  if (schema.additionalProperties) return `map[string]${typeName(schema.additionalProperties)}`;
  return (schema.type ?? 'Object').replace(/^object$/, 'Object');
}

interface Wish {
  /** Of the last field of the path; absent for the kind itself. */
  readonly name: string | undefined;
  readonly schemas: Schemas;
  readonly isRecursive: boolean;
}

function text(schema: OpenApiSchema, { name, schemas, isRecursive }: Wish): string {
  const object = objectOf(schema, schemas);
  const head = name === undefined ? '' : `FIELD: ${name} <${typeName(schema)}>\n${enumLines(schema)}\n`;
  const told = schema.description ?? object.description;
  const description = `DESCRIPTION:\n    ${told === undefined ? '<empty>' : `${told}\n    `}\n`;
  if (!object.properties) return `${head}${name === undefined ? '' : '\n'}${description}\n\n`;
  const lines = fieldLines(object, { schemas, isRecursive, depth: 1, seen: [] });
  return `${head}${name === undefined ? '' : '\n'}${description}FIELDS:\n${lines}\n`;
}

function enumLines({ enum: values }: OpenApiSchema): string {
  return values
    ? `ENUM:\n${[...values]
        .sort()
        .map((value) => `    ${value}\n`)
        .join('')}`
    : '';
}

interface Level {
  readonly schemas: Schemas;
  readonly isRecursive: boolean;
  readonly depth: number;
  readonly seen: readonly OpenApiSchema[];
}

function fieldLines(object: OpenApiSchema, level: Level): string {
  const { schemas, isRecursive, depth, seen } = level;
  const indent = '  '.repeat(depth);
  return Object.entries(object.properties ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, schema]) => {
      const required = object.required?.includes(name) ? ' -required-' : '';
      const values = schema.enum ? `${indent}enum: ${[...schema.enum].sort().join(', ')}\n` : '';
      const line = `${indent}${name}\t<${typeName(schema)}>${required}\n${values}`;
      if (!isRecursive) return `${line}${indent}  ${schema.description ?? '<no description>'}\n\n`;
      const inner = objectOf(schema, schemas);
      return seen.includes(inner)
        ? line
        : line + fieldLines(inner, { ...level, depth: depth + 1, seen: [...seen, inner] });
    })
    .join('');
}
