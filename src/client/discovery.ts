/** What an API server serves: asked once, aggregated when the server can, else group by group. */
import type { RestClient } from './rest-client.js';

export interface ApiResource {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, as in paths: `services`. */
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
}

export interface ApiGroup {
  readonly name: string;
  /** Preferred first. */
  readonly versions: readonly string[];
}

export interface ServedApi {
  readonly groups: readonly ApiGroup[];
  /** In the order of the server; every version. */
  readonly resources: readonly ApiResource[];
}

/** Throws ApiError or ConnectionError. */
export async function discoverApi(client: RestClient): Promise<ServedApi> {
  const accept = { accept: AGGREGATED };
  const core = await client.get<AggregatedOrLegacy>('/api', undefined, accept);
  if (!('items' in core)) return discoverLegacy(client, core);
  const others = await client.get<AggregatedOrLegacy>('/apis', undefined, accept);
  const lists = [...core.items, ...('items' in others ? others.items : [])];
  return { groups: lists.map(aggregatedGroup), resources: lists.flatMap(aggregatedResources) };
}

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

type AggregatedOrLegacy = { readonly items: readonly GroupDiscovery[] } | { readonly versions?: readonly string[] };

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly { readonly version: string; readonly resources?: readonly ResourceDiscovery[] }[];
}

interface ResourceDiscovery {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope: 'Namespaced' | 'Cluster';
  readonly singularResource?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}

function aggregatedGroup(group: GroupDiscovery): ApiGroup {
  return { name: group.metadata?.name ?? '', versions: (group.versions ?? []).map(({ version }) => version) };
}

function aggregatedResources(group: GroupDiscovery): ApiResource[] {
  return (group.versions ?? []).flatMap(({ version, resources = [] }) =>
    resources.map((resource) => ({
      group: group.metadata?.name ?? '',
      version,
      name: resource.resource,
      singular: resource.singularResource || (resource.responseKind?.kind ?? '').toLowerCase(),
      kind: resource.responseKind?.kind ?? '',
      namespaced: resource.scope === 'Namespaced',
      verbs: resource.verbs ?? [],
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      subresources: (resource.subresources ?? []).map(({ subresource }) => subresource),
    })),
  );
}

async function discoverLegacy(client: RestClient, core: { readonly versions?: readonly string[] }): Promise<ServedApi> {
  const { groups = [] } = await client.get<{ groups?: readonly LegacyGroup[] }>('/apis');
  const all: ApiGroup[] = [
    { name: '', versions: core.versions ?? ['v1'] },
    ...groups.map(({ name, versions }) => ({ name, versions: versions.map(({ version }) => version) })),
  ];
  const resources: ApiResource[] = [];
  for (const group of all) {
    for (const version of group.versions) {
      const path = group.name === '' ? `/api/${version}` : `/apis/${group.name}/${version}`;
      const list = await client.get<{ resources?: readonly LegacyResource[] }>(path);
      resources.push(...legacyResources(group.name, version, list.resources ?? []));
    }
  }
  return { groups: all, resources };
}

interface LegacyGroup {
  readonly name: string;
  readonly versions: readonly { readonly version: string }[];
}

interface LegacyResource {
  readonly name: string;
  readonly singularName?: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

function legacyResources(group: string, version: string, list: readonly LegacyResource[]): ApiResource[] {
  const subresources = (name: string) =>
    list.filter((entry) => entry.name.startsWith(`${name}/`)).map((entry) => entry.name.slice(name.length + 1));
  return list
    .filter(({ name }) => !name.includes('/'))
    .map((entry) => ({
      group,
      version,
      name: entry.name,
      singular: entry.singularName || entry.kind.toLowerCase(),
      kind: entry.kind,
      namespaced: entry.namespaced,
      verbs: entry.verbs ?? [],
      shortNames: entry.shortNames ?? [],
      categories: entry.categories ?? [],
      subresources: subresources(entry.name),
    }));
}
