import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { ResourceName } from '../control/cluster-api.js';
import type { Kind, KindVersion } from '../kinds/kind.js';

/** A kind with the names by which store and clients know it. */
export interface Served {
  readonly kind: Kind;
  readonly resource: ResourceName;
  readonly apiVersion: string;
  /** Itself, or, for another version of the kind, the one whose objects the store holds. */
  readonly stored: Served;
  readonly toStored: (object: KubeObject) => KubeObject;
  readonly fromStored: (object: KubeObject) => KubeObject;
}

export interface KindRegistry {
  /** The kinds that the store holds. */
  readonly all: readonly Served[];
  /** These and their other versions, as clients see them. */
  readonly offered: readonly Served[];
  byResource(resource: ResourceName): Served | undefined;
  byPath(group: string, version: string, plural: string): Served | undefined;
}

export function createKindRegistry(kinds: readonly Kind[]): KindRegistry {
  const all = kinds.map(servedAs);
  const offered = all.flatMap((served) => [
    served,
    ...(served.kind.versions ?? []).map((version) => servedIn(served, version)),
  ]);
  const byName = new Map(all.map((served) => [served.resource, served]));
  const byPath = new Map(offered.map((served) => [`${served.apiVersion}/${served.kind.plural}`, served]));
  return {
    all,
    offered,
    byResource: (resource) => byName.get(resource),
    byPath: (group, version, plural) => byPath.get(`${apiVersionOf({ group, version })}/${plural}`),
  };
}

function servedAs(kind: Kind): Served {
  const served: Served = {
    kind,
    resource: kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`,
    apiVersion: apiVersionOf(kind),
    get stored() {
      return served;
    },
    toStored: same,
    fromStored: same,
  };
  return served;
}

function servedIn(stored: Served, { group, version, toStored, fromStored, fields }: KindVersion): Served {
  const apiVersion = apiVersionOf({ group, version });
  const { kind: base, resource } = stored;
  const kind: Kind = {
    ...base,
    group,
    version,
    ...(fields ? { fields } : {}),
    schema: schemaOf(apiVersion, base.kind) ?? base.schema,
  };
  return {
    kind,
    resource,
    apiVersion,
    stored,
    toStored: (object) => ({ ...toStored(object), apiVersion: stored.apiVersion }),
    fromStored: (object) => ({ ...fromStored(object), apiVersion }),
  };
}

function same(object: KubeObject): KubeObject {
  return object;
}

function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
