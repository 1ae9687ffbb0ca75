import type { ResourceName } from '../control/cluster-api.js';
import type { Kind } from '../kinds/kind.js';

/** A kind with the names by which store and clients know it. */
export interface Served {
  readonly kind: Kind;
  readonly resource: ResourceName;
  readonly apiVersion: string;
}

export interface KindRegistry {
  readonly all: readonly Served[];
  byResource(resource: ResourceName): Served | undefined;
  byPath(group: string, version: string, plural: string): Served | undefined;
}

export function createKindRegistry(kinds: readonly Kind[]): KindRegistry {
  const all = kinds.map(
    (kind): Served => ({
      kind,
      resource: kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`,
      apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
    }),
  );
  const byName = new Map(all.map((served) => [served.resource, served]));
  const byPath = new Map(all.map((served) => [`${served.apiVersion}/${served.kind.plural}`, served]));
  return {
    all,
    byResource: (resource) => byName.get(resource),
    byPath: (group, version, plural) =>
      byPath.get(group === '' ? `${version}/${plural}` : `${group}/${version}/${plural}`),
  };
}
