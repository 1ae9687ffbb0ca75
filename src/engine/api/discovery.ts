import { base64OfBytes } from '../../kube/base64.js';
import { sha256 } from '../../kube/sha256.js';
import type { KindRegistry, Served } from './kind-registry.js';

/** Kinds by `v1`, `apps/v1` ..., in the order in which upstream lists its groups; resources in alphabetical order. */
export type Versions = ReadonlyMap<string, readonly Served[]>;

export function versionsOf({ offered }: KindRegistry): Versions {
  const names = [...new Set([...offered.map(({ apiVersion }) => apiVersion), ...REVIEW_VERSIONS])];
  names.sort((a, b) => rank(a) - rank(b) || (a < b ? 1 : -1));
  return new Map(
    names.map((name) => [
      name,
      offered.filter(({ apiVersion }) => apiVersion === name).sort((a, b) => (a.kind.plural < b.kind.plural ? -1 : 1)),
    ]),
  );
}

export function groupDiscovery(versions: Versions) {
  const groups = [...byGroup(versions)].map(([name, own]) => {
    const listed = own.map(([groupVersion]) => ({ groupVersion, version: versionOf(groupVersion) }));
    return { name, versions: listed, preferredVersion: listed[0] };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

export function resourceDiscovery(name: string, served: readonly Served[]) {
  const resources = [...served.flatMap(listed), ...(REVIEWS[name] ?? []).map(listedReview)];
  resources.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    kind: 'APIResourceList',
    ...(name.includes('/') ? { apiVersion: 'v1' } : {}),
    groupVersion: name,
    resources,
  };
}

export function aggregatedDiscovery(versions: Versions, isCore: boolean) {
  const groups = isCore ? [['', [...versions].filter(([name]) => !name.includes('/'))] as const] : byGroup(versions);
  const items = [...groups].map(([group, own]) => ({
    metadata: isCore ? {} : { name: group },
    versions: own.map(([name, served]) => {
      const resources = [...served.map(aggregated), ...(REVIEWS[name] ?? []).map(aggregatedReview)];
      resources.sort((a, b) => (a.resource < b.resource ? -1 : 1));
      return { version: versionOf(name), resources, freshness: 'Current' };
    }),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

type Version = readonly [name: string, served: readonly Served[]];

/** The versions of each named group, the preferred one first. */
function byGroup(versions: Versions): ReadonlyMap<string, readonly Version[]> {
  const groups = new Map<string, readonly Version[]>();
  for (const version of versions) {
    const [name] = version;
    if (!name.includes('/')) continue;
    const group = name.slice(0, name.indexOf('/'));
    groups.set(group, [...(groups.get(group) ?? []), version]);
  }
  return groups;
}

function versionOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** Groups in the order of upstream's priorities. */
const ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

function rank(name: string): number {
  return ORDER.indexOf(name.includes('/') ? name.slice(0, name.indexOf('/')) : '');
}

interface Review {
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const REVIEWS: Readonly<Record<string, readonly Review[]>> = {
  v1: [{ plural: 'bindings', kind: 'Binding', namespaced: true }],
  'authentication.k8s.io/v1': [
    { plural: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false },
    { plural: 'tokenreviews', kind: 'TokenReview', namespaced: false },
  ],
  'authorization.k8s.io/v1': [
    { plural: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', namespaced: true },
    { plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false },
    { plural: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', namespaced: false },
    { plural: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
  ],
};

const REVIEW_VERSIONS = Object.keys(REVIEWS);

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** A Namespace holds too much to delete many at once. */
function verbsOf({ resource, kind }: Served): readonly string[] {
  if (kind.constant) return ['get', 'list'];
  return resource === 'namespaces' ? VERBS.filter((verb) => verb !== 'deletecollection') : VERBS;
}

interface Below {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly group?: string;
  readonly version?: string;
}

function below({ kind, resource }: Served): readonly Below[] {
  const own = kind.subresources.map((name): Below => ({ name, kind: kind.kind, ...SUBRESOURCES[name] }));
  const more = (CONNECTED[resource] ?? []).map((one): Below => ({ kind: kind.kind, ...one }));
  return [...own, ...more].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const PROXY_VERBS = ['create', 'delete', 'get', 'patch', 'update'];
const WRITE_VERBS = ['get', 'patch', 'update'];

/** What clients find below a few kinds besides. */
const CONNECTED: Readonly<Record<string, readonly (Partial<Below> & Pick<Below, 'name' | 'verbs'>)[]>> = {
  nodes: [{ name: 'proxy', kind: 'NodeProxyOptions', verbs: PROXY_VERBS }],
  pods: [
    { name: 'proxy', kind: 'PodProxyOptions', verbs: PROXY_VERBS },
    { name: 'resize', verbs: WRITE_VERBS },
  ],
  replicationcontrollers: [{ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: WRITE_VERBS }],
  services: [{ name: 'proxy', kind: 'ServiceProxyOptions', verbs: PROXY_VERBS }],
};

const SUBRESOURCES: Readonly<Record<Served['kind']['subresources'][number], Partial<Below> & Pick<Below, 'verbs'>>> = {
  status: { verbs: ['get', 'patch', 'update'] },
  scale: { verbs: ['get', 'patch', 'update'], kind: 'Scale', group: 'autoscaling', version: 'v1' },
  binding: { verbs: ['create'], kind: 'Binding' },
  log: { verbs: ['get'] },
  exec: { verbs: ['create', 'get'], kind: 'PodExecOptions' },
  attach: { verbs: ['create', 'get'], kind: 'PodAttachOptions' },
  portforward: { verbs: ['create', 'get'], kind: 'PodPortForwardOptions' },
  ephemeralcontainers: { verbs: ['get', 'patch', 'update'] },
  eviction: { verbs: ['create'], kind: 'Eviction', group: 'policy', version: 'v1' },
  token: { verbs: ['create'], kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1' },
  finalize: { verbs: ['update'] },
};

interface Listed {
  readonly name: string;
  readonly [key: string]: unknown;
}

function listed(served: Served): Listed[] {
  const { plural, singular, namespaced, kind, shortNames, categories } = served.kind;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs: verbsOf(served),
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
      ...(served.kind.constant ? {} : { storageVersionHash: versionHash(served.stored) }),
    },
    ...below(served).map(({ name, group, version, ...rest }) => ({
      name: `${plural}/${name}`,
      singularName: '',
      namespaced,
      ...(group === undefined ? {} : { group, version }),
      kind: rest.kind,
      verbs: rest.verbs,
    })),
  ];
}

/** By which a client sees that the store has begun to hold another version. */
function versionHash({ kind: { group, version, kind } }: Served): string {
  return base64OfBytes(sha256(`${group}/${version}/${kind}`).slice(0, 8));
}

function listedReview({ plural, kind, namespaced }: Review): Listed {
  return { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs: ['create'] };
}

function aggregated(served: Served) {
  const { plural, singular, namespaced, kind, shortNames, categories } = served.kind;
  const subresources = below(served).map(({ name, kind, verbs, group = '', version = '' }) => ({
    subresource: name,
    responseKind: { group, version, kind },
    verbs,
  }));
  return {
    resource: plural,
    responseKind: { group: '', version: '', kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(served),
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}

function aggregatedReview({ plural, kind, namespaced }: Review) {
  return {
    resource: plural,
    responseKind: { group: '', version: '', kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs: ['create'],
  };
}
