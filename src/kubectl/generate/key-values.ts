/** Data of ConfigMaps and Secrets from literals and files. */
import { isConfigMapKey, isEnvVarName } from '../../kube/dns-names.js';
import type { Call } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { CommandError } from '../failures.js';

export const APPEND_HASH: FlagSpec = {
  name: 'append-hash',
  type: 'bool',
  default: 'false',
  usage: 'Append a hash of the content to the name.',
};

export const KEY_VALUE_FLAGS: readonly FlagSpec[] = [
  { name: 'from-file', type: 'list', usage: 'File, KEY=FILE or directory; may be repeated.' },
  { name: 'from-literal', type: 'array', usage: 'KEY=VALUE; may be repeated.' },
  { name: 'from-env-file', type: 'list', usage: 'File with lines KEY=VALUE; may be repeated.' },
  APPEND_HASH,
];

/** Sorted by key. Throws CommandError. */
export async function keyValues(call: Call, owner: { readonly kind: string; readonly name: string }) {
  const { flags } = call;
  const values = new Map<string, string>();
  const add = (key: string, value: string) => {
    const problems = isConfigMapKey(key);
    if (problems.length > 0) {
      throw new CommandError(
        `${JSON.stringify(key)} is not a valid key name for a ${owner.kind}: ${problems.join(',')}`,
      );
    }
    if (values.has(key)) {
      throw new CommandError(
        `cannot add key "${key}", another key by that name already exists in Data for ${owner.kind} "${owner.name}"`,
      );
    }
    values.set(key, value);
  };
  const given = (name: string) => (flags.specs.some((spec) => spec.name === name) ? flags.list(name) : []);
  if (given('from-env-file').length > 0 && given('from-file').length + given('from-literal').length > 0) {
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  }
  for (const source of given('from-file')) for (const pair of await fromFile(call, source)) add(...pair);
  for (const source of given('from-literal')) add(...literal(source));
  for (const path of given('from-env-file')) for (const pair of await fromEnvFile(call, path)) add(...pair);
  return Object.fromEntries([...values].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function literal(source: string): readonly [string, string] {
  const at = source.indexOf('=');
  if (at < 1) throw new CommandError(`invalid literal source ${source}, expected key=value`);
  return [source.slice(0, at), unquoted(source.slice(at + 1))];
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

async function fromFile({ env }: Call, source: string): Promise<(readonly [string, string])[]> {
  const at = source.indexOf('=');
  const [key, path] = at < 0 ? [undefined, source] : [source.slice(0, at), source.slice(at + 1)];
  if (key === '') throw new CommandError(`key name for file path ${path} missing`);
  if (path === '') throw new CommandError(`file path for key name ${key} missing`);
  if (path.includes('=')) throw new CommandError("key names or file paths cannot contain '='");
  const text = await env.files.read(path);
  if (typeof text === 'string') return [[key ?? baseName(path), text]];
  if (text.error !== 'directory') throw new CommandError(`error reading ${path}: ${text.message}`);
  if (key !== undefined) throw new CommandError('cannot give a key name for a directory path');
  const names = await env.files.list(path);
  if (!('length' in names)) throw new CommandError(`error listing files in ${path}: ${names.message}`);
  const pairs: (readonly [string, string])[] = [];
  for (const name of names) {
    const content = name.endsWith('/') ? undefined : await env.files.read(`${path.replace(/\/+$/, '')}/${name}`);
    if (typeof content === 'string' && isConfigMapKey(name).length === 0) pairs.push([name, content]);
  }
  return pairs;
}

async function fromEnvFile({ env }: Call, path: string): Promise<(readonly [string, string])[]> {
  const text = await env.files.read(path);
  if (typeof text !== 'string') throw new CommandError(`error reading ${path}: ${text.message}`);
  const lines = text.split('\n').map((line) => line.trimStart());
  return lines.flatMap((line): (readonly [string, string])[] => {
    if (line === '' || line.startsWith('#')) return [];
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    const problems = isEnvVarName(name);
    if (problems.length > 0) {
      throw new CommandError(`${JSON.stringify(name)} is not a valid key name: ${problems.join(',')}`);
    }
    return [at < 0 ? [line, env.env[line] ?? ''] : [line.slice(0, at), line.slice(at + 1)]];
  });
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}
