/** ConfigMaps and Secrets that a kustomization makes. */
import { base64Encode } from '../../kube/base64.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { KubectlEnv } from '../env.js';
import { CommandError } from '../failures.js';
import type { Built, Generator, Kustomization } from './kustomization.js';

export async function generated(env: KubectlEnv, base: string, all: Kustomization): Promise<Built> {
  const hashed = new Set<string>();
  const objects: KubeObject[] = [];
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    for (const generator of (kind === 'ConfigMap' ? all.configMapGenerator : all.secretGenerator) ?? []) {
      const options = { ...all.generatorOptions, ...generator.options };
      objects.push(objectOf(kind, { ...generator, options }, await dataOf(env, base, generator)));
      if (!options.disableNameSuffixHash) hashed.add(`${kind}/${generator.name}`);
    }
  }
  return { objects, hashed };
}

function objectOf(
  kind: 'ConfigMap' | 'Secret',
  generator: Generator,
  data: Readonly<Record<string, string>>,
): KubeObject {
  const { name, namespace, options = {}, type = 'Opaque' } = generator;
  const { labels, annotations } = options;
  const metadata = {
    name,
    ...(namespace ? { namespace } : {}),
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
  };
  if (kind === 'ConfigMap') return { apiVersion: 'v1', kind, metadata, data } as KubeObject;
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64Encode(value)]));
  return { apiVersion: 'v1', kind, metadata, type, data: encoded } as KubeObject;
}

async function dataOf(env: KubectlEnv, base: string, generator: Generator): Promise<Readonly<Record<string, string>>> {
  const { literals = [], files = [], envs = [], env: one } = generator;
  const read = async (path: string) => {
    const text = await env.files.read(path.startsWith('/') ? path : `${base}/${path}`);
    if (typeof text === 'string') return text;
    throw new CommandError(`loading KV pairs: file sources: [${files.join(' ')}]: open ${path}: ${text.message}`);
  };
  const pairs = literals.map((literal) => pairOf(literal));
  for (const source of files) {
    const [key, path] = source.includes('=') ? pairOf(source) : [source.split('/').at(-1) ?? source, source];
    pairs.push([key, await read(path)]);
  }
  for (const path of one === undefined ? envs : [...envs, one]) {
    const lines = (await read(path)).split('\n').map((line) => line.trim());
    pairs.push(...lines.filter((line) => line !== '' && !line.startsWith('#')).map(pairOf));
  }
  return Object.fromEntries(pairs);
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`invalid literal source ${text}, expected key=value`);
  const value = text.slice(at + 1);
  return [text.slice(0, at), /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value];
}
