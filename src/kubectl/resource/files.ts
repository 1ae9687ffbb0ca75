/** `-f` and `-k`: objects out of files, directories and standard input, one after the other. */
import type { ApiResource } from '../../client/discovery.js';
import { goJson } from '../../kube/go-value.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { readYaml, YamlError } from '../../kube/yaml-read.js';
import type { Call } from '../command/command.js';
import type { FileFailure, KubectlEnv } from '../env.js';
import { CommandError, PlainError } from '../failures.js';
import { kustomized } from '../kustomize/build.js';

export interface FileObject {
  readonly object: KubeObject;
  readonly resource: ApiResource;
  /** The path as it was given, `STDIN` for standard input; errors name it. */
  readonly source: string;
}

export interface ReadOptions {
  /** `strict`, `warn`, `ignore` of `--validate`: check that apiVersion and kind are there. */
  readonly validate?: boolean;
  /** Receives what could not be read; reading goes on with the next document or file. Without it the first one is thrown. */
  readonly onFailure?: (failure: unknown) => void;
}

/** Whether files or a kustomization name the objects. */
export function hasFiles({ flags }: Call): boolean {
  const knows = flags.specs.some(({ name }) => name === 'filename');
  return knows && (flags.list('filename').length > 0 || kustomizationOf(flags) !== '');
}

function kustomizationOf(flags: Call['flags']): string {
  return flags.specs.some(({ name }) => name === 'kustomize') ? flags.string('kustomize') : '';
}

/** Objects in order, Lists taken apart, the namespace filled in. Throws CommandError at the first bad document. */
export async function* readObjects(call: Call, options: ReadOptions = {}): AsyncGenerator<FileObject> {
  const { flags, env, session } = call;
  const mapper = await session.mapper();
  const isLocal = flags.specs.some(({ name }) => name === 'local') && flags.bool('local');
  const namespace = isLocal && !session.hasNamespaceFlag() ? undefined : await session.namespace();
  const fail = (failure: unknown) => {
    if (!options.onFailure || !(failure instanceof CommandError)) throw failure;
    options.onFailure(failure);
  };
  const take = (object: KubeObject, source: string): FileObject | undefined => {
    const resource = mapper.byKind(object.apiVersion, object.kind);
    if (!resource) {
      fail(noMatch(object, source));
      return undefined;
    }
    const isForced = session.hasNamespaceFlag();
    return { object: resource.namespaced ? placed(object, namespace, isForced) : object, resource, source };
  };
  const directory = kustomizationOf(flags);
  for (const object of directory === '' ? [] : await kustomized(env, directory)) {
    for (const one of flattened(object, directory)) {
      const taken = take(one, directory);
      if (taken) yield taken;
    }
  }
  for (const path of flags.list('filename')) {
    try {
      for await (const { text, source } of texts(path, flags.bool('recursive'), env)) {
        for (const object of documentObjects(text, source, options)) {
          const taken = take(object, source);
          if (taken) yield taken;
        }
      }
    } catch (failure) {
      fail(failure);
    }
  }
}

function* documentObjects(text: string, source: string, options: ReadOptions): Generator<KubeObject> {
  for (const document of splitDocuments(text)) {
    const value = parsedDocument(document, source);
    if (value === null || value === undefined) continue;
    if (options.validate) validateShape(value, source);
    yield* flattened(value, source);
  }
}

interface SourceText {
  readonly text: string;
  readonly source: string;
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

async function* texts(path: string, isRecursive: boolean, env: KubectlEnv): AsyncGenerator<SourceText> {
  if (path === '-') {
    yield { text: await wholeInput(env), source: 'STDIN' };
    return;
  }
  if (/^https?:\/\//.test(path)) {
    const host = /^https?:\/\/([^/]+)/.exec(path)?.[1] ?? '';
    throw new PlainError(`The connection to the server ${host} was refused - did you specify the right host or port?`);
  }
  const text = await env.files.read(path);
  if (typeof text === 'string') {
    yield { text, source: path };
    return;
  }
  if (text.error !== 'directory') throw pathError(path, text);
  yield* directory(path, isRecursive, env);
}

async function* directory(path: string, isRecursive: boolean, env: KubectlEnv): AsyncGenerator<SourceText> {
  const names = await env.files.list(path);
  if (!Array.isArray(names)) throw pathError(path, names as FileFailure);
  const base = path.replace(/\/+$/, '');
  let found = false;
  for (const name of names as readonly string[]) {
    if (name.endsWith('/')) {
      if (isRecursive) yield* directory(`${base}/${name.slice(0, -1)}`, isRecursive, env);
    } else if (EXTENSIONS.some((extension) => name.endsWith(extension))) {
      found = true;
      const text = await env.files.read(`${base}/${name}`);
      if (typeof text !== 'string') throw pathError(`${base}/${name}`, text);
      yield { text, source: `${base}/${name}` };
    }
  }
  if (!found && !isRecursive) {
    throw new CommandError(`error reading [${path}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
  }
}

function pathError(path: string, failure: FileFailure): CommandError {
  return failure.error === 'missing'
    ? new CommandError(`the path "${path}" does not exist`)
    : new CommandError(`the path "${path}" cannot be accessed: stat ${path}: ${failure.message}`);
}

/** All of standard input. */
async function wholeInput(env: KubectlEnv): Promise<string> {
  let text = '';
  for (let piece = await env.stdin.read(); piece !== null; piece = await env.stdin.read()) text += piece;
  return text;
}

/** Lines of `---` part documents, each with line numbers of its own in errors. */
function splitDocuments(text: string): string[] {
  const parts = text.replace(/^---[ \t]*\n/, '').split(/\n---[^\n]*(?:\n|$)/);
  return parts.map((part, index) => (index < parts.length - 1 ? `${part}\n` : part));
}

function parsedDocument(document: string, source: string): unknown {
  if (/^\s*\{/.test(document)) {
    try {
      return JSON.parse(document);
    } catch {
      // kubectl, too, reads as YAML what is no JSON.
    }
  }
  try {
    return readYaml(document);
  } catch (cause) {
    if (!(cause instanceof YamlError)) throw cause;
    throw new CommandError(`error parsing ${source}: error converting YAML to JSON: ${cause.message}`, { cause });
  }
}

function validateShape(value: unknown, source: string): void {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const { apiVersion, kind } = (isMap ? value : {}) as Record<string, unknown>;
  const missing = [...(apiVersion ? [] : ['apiVersion not set']), ...(kind ? [] : ['kind not set'])];
  if (missing.length === 0) return;
  const text = !isMap ? 'invalid object to validate' : missing.length > 1 ? `[${missing.join(', ')}]` : missing[0];
  throw new CommandError(
    `error validating "${source}": error validating data: ${text}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

function flattened(value: unknown, source: string): KubeObject[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw new CommandError(
      `unable to decode "${source}": json: cannot unmarshal ${type} into Go value of type unstructured.detector`,
    );
  }
  const object = value as KubeObject & { readonly items?: readonly unknown[] };
  if (!object.kind) throw missingWord('Kind', object, source);
  if (!object.apiVersion) throw missingWord('apiVersion', object, source);
  if (object.kind.endsWith('List') && Array.isArray(object.items)) {
    return object.items.flatMap((item) => flattened(item, source));
  }
  checkStrings(object, source);
  // Go keeps unstructured objects in maps, which it writes sorted: servers meet fields in that order.
  return [JSON.parse(goJson({ ...object, metadata: object.metadata ?? {} })) as KubeObject];
}

function missingWord(word: string, object: object, source: string): CommandError {
  return new CommandError(`unable to decode "${source}": Object '${word}' is missing in '${JSON.stringify(object)}'`);
}

/** Labels and annotations must be text already for the client. */
function checkStrings({ metadata }: KubeObject, source: string): void {
  for (const field of ['labels', 'annotations'] as const) {
    for (const value of Object.values(metadata?.[field] ?? {})) {
      if (typeof value === 'string' || value === null) continue;
      const type = typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value;
      throw new CommandError(
        `unable to decode "${source}": json: cannot unmarshal ${type} into Go struct field ObjectMeta.metadata.${field} of type string`,
      );
    }
  }
}

function noMatch({ apiVersion, kind, metadata }: KubeObject, source: string): CommandError {
  return new CommandError(
    `resource mapping not found for name: "${metadata.name ?? ''}" namespace: "${metadata.namespace ?? ''}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
  );
}

/** Without a namespace the object stays where it says itself, or nowhere. */
function placed(object: KubeObject, namespace: string | undefined, isForced: boolean): KubeObject {
  if (namespace === undefined) return object;
  const own = object.metadata.namespace;
  if (own !== undefined && own !== '' && isForced && own !== namespace) {
    throw new CommandError(
      `the namespace from the provided object "${own}" does not match the namespace "${namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  return own ? object : { ...object, metadata: { ...object.metadata, namespace } };
}
