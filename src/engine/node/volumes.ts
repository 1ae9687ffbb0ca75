import type { Pod, Volume } from '../../kube/shapes/pod.js';
import type { EnvSources } from './container-env.js';
import { configMapData, secretData } from './container-env.js';
import { podField, resourceField } from './downward.js';

/** A volume's files, or why it cannot be mounted yet. */
export type VolumeFiles =
  | { readonly files: Readonly<Record<string, { readonly text: string; readonly mode: number }>> }
  | { readonly error: string };

export type VolumeSources = Pick<EnvSources, 'api' | 'podIPs' | 'hostIPs'> & {
  readonly pod: Pod;
  readonly token: () => string;
};

interface Item {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

interface Source {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
  readonly defaultMode?: number;
  readonly items?: readonly (Item & DownwardItem)[];
  readonly sources?: readonly Readonly<Record<string, Source & { readonly path?: string }>>[];
}

interface DownwardItem {
  readonly path: string;
  readonly mode?: number;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: { readonly containerName?: string; readonly resource: string; readonly divisor?: string };
}

/** What lies in a volume when the Pod starts; kinds without files of their own are empty. */
export function volumeFiles(volume: Volume, sources: VolumeSources): VolumeFiles {
  const [kind = 'emptyDir', source] = Object.entries(volume).find(([key]) => key !== 'name') ?? [];
  return project(kind, (source ?? {}) as Source, { ...sources, volume: volume.name });
}

function project(kind: string, source: Source, context: VolumeSources & { readonly volume: string }): VolumeFiles {
  const { api, pod, volume } = context;
  const namespace = pod.metadata.namespace ?? 'default';
  const mode = source.defaultMode ?? 0o644;
  switch (kind) {
    case 'configMap':
      return pick(configMapData(api, namespace, source.name ?? ''), source, {
        kind: 'configmap',
        name: source.name ?? '',
        volume,
        mode,
      });
    case 'secret': {
      const name = source.secretName ?? source.name ?? '';
      return pick(secretData(api, namespace, name), source, { kind: 'secret', name, volume, mode });
    }
    case 'downwardAPI':
      return {
        files: Object.fromEntries(
          (source.items ?? []).map((item) => [
            `/${item.path}`,
            { text: downward(item, context), mode: item.mode ?? mode },
          ]),
        ),
      };
    case 'serviceAccountToken': {
      const { path = 'token' } = source as { path?: string };
      return { files: { [`/${path}`]: { text: context.token(), mode } } };
    }
    case 'projected':
      return projected(source, context);
    default:
      return { files: {} };
  }
}

function projected(source: Source, context: VolumeSources & { readonly volume: string }): VolumeFiles {
  const files: Record<string, { text: string; mode: number }> = {};
  for (const part of source.sources ?? []) {
    for (const [kind, inner] of Object.entries(part)) {
      const made = project(kind, { defaultMode: source.defaultMode ?? 0o644, ...inner }, context);
      if ('error' in made) return made;
      Object.assign(files, made.files);
    }
  }
  return { files };
}

function pick(
  data: Record<string, string> | undefined,
  source: Source,
  { kind, name, volume, mode }: { kind: string; name: string; volume: string; mode: number },
): VolumeFiles {
  if (data === undefined) {
    if (source.optional) return { files: {} };
    return { error: `MountVolume.SetUp failed for volume "${volume}" : ${kind} "${name}" not found` };
  }
  const items: readonly Item[] = source.items ?? Object.keys(data).map((key) => ({ key, path: key }));
  const files: Record<string, { text: string; mode: number }> = {};
  for (const item of items) {
    const text = data[item.key];
    if (text !== undefined) files[`/${item.path}`] = { text, mode: item.mode ?? mode };
    else if (!source.optional) {
      return {
        error: `MountVolume.SetUp failed for volume "${volume}" : references non-existent ${kind === 'secret' ? 'secret' : 'config'} key: ${item.key}`,
      };
    }
  }
  return { files };
}

function downward(item: DownwardItem, { pod, podIPs, hostIPs }: VolumeSources): string {
  if (item.fieldRef) return podField(pod, item.fieldRef.fieldPath, { podIPs, hostIPs });
  const [first] = pod.spec.containers;
  return item.resourceFieldRef && first ? resourceField(pod, item.resourceFieldRef, first) : '';
}
