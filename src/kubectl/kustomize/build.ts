/** `kustomize`: the objects that a directory's kustomization describes. */
import { applyJsonPatch, type JsonPatchOperation } from '../../kube/json-patch.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { strategicMerge } from '../../kube/strategic-merge-patch.js';
import { readYaml, readYamlDocuments, YamlError } from '../../kube/yaml-read.js';
import type { KubectlEnv } from '../env.js';
import { CommandError } from '../failures.js';
import { generated } from './generate.js';
import { withHashes } from './hash.js';
import type { Built, Kustomization, Patch, Target } from './kustomization.js';
import { inOrder } from './order.js';
import { transformed } from './transform.js';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** In the order in which a server can take them. Throws CommandError. */
export async function kustomized(env: KubectlEnv, directory: string): Promise<readonly KubeObject[]> {
  return inOrder(withHashes(await built(env, directory.replace(/\/+$/, '') || '/')));
}

async function built(env: KubectlEnv, base: string): Promise<Built> {
  const kustomization = await readKustomization(env, base);
  const parts: Built[] = [];
  for (const path of [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])])
    parts.push(await resource(env, base, path));
  parts.push(await generated(env, base, kustomization));
  const patches = await patchesOf(env, base, kustomization);
  const objects = patches.reduce<readonly KubeObject[]>(
    withPatch,
    parts.flatMap((part) => part.objects),
  );
  const hashed = new Set(parts.flatMap((part) => [...part.hashed]));
  return transformed({ objects, hashed }, kustomization);
}

async function readKustomization(env: KubectlEnv, base: string): Promise<Kustomization> {
  const found: { readonly path: string; readonly text: string }[] = [];
  for (const name of NAMES) {
    const path = `${base}/${name}`;
    const text = await env.files.read(path);
    if (typeof text === 'string') found.push({ path, text });
  }
  const [only, other] = found;
  const where = absolute(env.cwd, base);
  const names = only ? [] : await env.files.list(base);
  if ('error' in names)
    throw new CommandError(
      `must build at directory: not a valid directory: evalsymlink failure on '${base}' : lstat ${where}: ${names.message}`,
    );
  if (other) throw new CommandError(`Found multiple kustomization files under: ${where}`);
  if (only) return (parsed(only.text, only.path)[0] ?? {}) as Kustomization;
  const words = NAMES.map((name) => `'${name}'`);
  throw new CommandError(
    `unable to find one of ${words.slice(0, -1).join(', ')} or ${words.at(-1)} in directory '${where}'`,
  );
}

async function resource(env: KubectlEnv, base: string, path: string): Promise<Built> {
  const full = joined(base, path);
  const text = await env.files.read(full);
  if (typeof text === 'string') return { objects: parsed(text, full) as readonly KubeObject[], hashed: new Set() };
  if (text.error === 'directory') return built(env, full);
  const where = absolute(env.cwd, full);
  throw new CommandError(
    `accumulating resources: accumulation err='accumulating resources from '${path}': open ${where}: ${text.message}': must build at directory: '${where}': file is not directory`,
  );
}

function parsed(text: string, path: string): readonly unknown[] {
  try {
    return readYamlDocuments(text).filter((value) => value !== null && value !== undefined);
  } catch (cause) {
    if (!(cause instanceof YamlError)) throw cause;
    throw new CommandError(`invalid YAML in ${path}: ${cause.message}`, { cause });
  }
}

async function patchesOf(env: KubectlEnv, base: string, all: Kustomization): Promise<readonly Patch[]> {
  const { patches = [], patchesStrategicMerge = [], patchesJson6902 = [] } = all;
  const listed: readonly Patch[] = [
    ...patchesStrategicMerge.map((source) => (source.includes('\n') ? { patch: source } : { path: source })),
    ...patches,
    ...patchesJson6902,
  ];
  return Promise.all(
    listed.map(async (patch) => {
      if (patch.path === undefined) return patch;
      const text = await env.files.read(joined(base, patch.path));
      if (typeof text === 'string') return { ...patch, patch: text };
      throw new CommandError(`failed to get the patch file from path(${patch.path}): ${text.message}`);
    }),
  );
}

function withPatch(objects: readonly KubeObject[], { patch = '', target }: Patch): readonly KubeObject[] {
  const operations = readYaml(patch);
  if (Array.isArray(operations)) {
    return objects.map((object) =>
      isTarget(object, target ?? {})
        ? (applyJsonPatch(object, operations as JsonPatchOperation[]) as KubeObject)
        : object,
    );
  }
  return (readYamlDocuments(patch) as readonly KubeObject[]).reduce(
    (all, fields) => merged(all, fields, target),
    objects,
  );
}

function merged(objects: readonly KubeObject[], fields: KubeObject, target: Target | undefined): readonly KubeObject[] {
  const own: Target = { kind: fields.kind, name: fields.metadata?.name };
  const wanted = target ?? own;
  if (!objects.some((object) => isTarget(object, wanted)))
    throw new CommandError(
      `no resource matches strategic merge patch "${fields.kind}.${fields.apiVersion}/${own.name ?? ''}.[noNs]": no matches for Id; failed to find unique target for patch`,
    );
  const isDeletion = (fields as { readonly $patch?: string }).$patch === 'delete';
  return objects.flatMap((object) => {
    if (!isTarget(object, wanted)) return [object];
    if (isDeletion) return [];
    // A patch that is aimed by `target` may carry any name.
    const patch = { ...fields, metadata: { ...fields.metadata, name: object.metadata.name } };
    return [strategicMerge(schemaOf(object.apiVersion, object.kind), object, patch) as KubeObject];
  });
}

function isTarget({ apiVersion, kind, metadata }: KubeObject, target: Target): boolean {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const pairs: readonly (readonly [string | undefined, string | undefined])[] = [
    [target.group, group],
    [target.version, version],
    [target.kind, kind],
    [target.name, metadata.name],
    [target.namespace, metadata.namespace],
  ];
  return pairs.every(([wanted, is = '']) => wanted === undefined || new RegExp(`^(?:${wanted})$`).test(is));
}

function joined(base: string, path: string): string {
  return path.startsWith('/') ? path : normal(`${base}/${path}`);
}

function absolute(cwd: string, path: string): string {
  return normal(path.startsWith('/') ? path : `${cwd}/${path}`);
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/') || '.';
}
