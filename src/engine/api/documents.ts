import type { ApiResponse } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import { groupVersion, type ResourcePath } from '../../kube/resource-path.js';
import type { Call } from './call.js';
import { aggregatedDiscovery, groupDiscovery, resourceDiscovery, type Versions, versionsOf } from './discovery.js';
import { methodNotAllowed } from './errors.js';
import type { KindRegistry } from './kind-registry.js';
import { openapiV2, openapiV3Document, openapiV3Index } from './openapi.js';
import { respond } from './presentation.js';

/** What the server says about itself: discovery, OpenAPI, version, health. */
interface Documents {
  (call: Call): ApiResponse;
  /** The answer about a resource that the server does not have. */
  missing(path: ResourcePath): ApiResponse;
}

const PAGE_NOT_FOUND = '404 page not found\n';
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

export function createDocuments(kinds: KindRegistry): Documents {
  const versions = versionsOf(kinds);
  const documents = (call: Call): ApiResponse => {
    if (call.request.method !== 'GET') throw methodNotAllowed();
    const path = call.request.path.replace(/\/+$/, '') || '/';
    if (HEALTH.test(path)) return respond(200, call.query('verbose') === undefined ? 'ok' : verboseHealth(path));
    if (path === '/') return respond(200, { paths: rootPaths(versions) });
    if (path === '/version') return respond(200, VERSION);
    if (path === '/openapi/v2') return respond(200, openapiV2(kinds));
    if (path.startsWith('/openapi/v3')) return openapi(kinds, versions, path.slice('/openapi/v3'.length));
    return discovery(call, versions, path) ?? respond(404, PAGE_NOT_FOUND);
  };
  return Object.assign(documents, {
    missing({ group, version }: ResourcePath) {
      if (!versions.has(groupVersion(group, version))) return respond(404, PAGE_NOT_FOUND);
      return respond(404, apiError('NotFound', 'the server could not find the requested resource', {}).status);
    },
  });
}

const HEALTH = /^\/(healthz|livez|readyz)(\/(ping|log|etcd))?$/;

function verboseHealth(path: string): string {
  const name = path.slice(1).split('/')[0] ?? '';
  return `${['ping', 'log', 'etcd'].map((check) => `[+]${check} ok`).join('\n')}\n${name} check passed\n`;
}

const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '$Format:%H$',
  gitTreeState: 'archive',
  buildDate: '2026-11-22T00:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
};

function rootPaths(versions: Versions): readonly string[] {
  const groups = [...versions.keys()].filter((name) => name.includes('/'));
  return [
    '/api',
    '/api/v1',
    '/apis',
    ...groups.flatMap((name) => [`/apis/${name.slice(0, name.indexOf('/'))}`, `/apis/${name}`]),
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ].sort();
}

function openapi(kinds: KindRegistry, versions: Versions, path: string): ApiResponse {
  if (path === '') return respond(200, openapiV3Index(versions));
  const name = path.replace(/^\/apis?\//, '');
  return versions.has(name) ? respond(200, openapiV3Document(kinds, name)) : respond(404, PAGE_NOT_FOUND);
}

function discovery(call: Call, versions: Versions, path: string): ApiResponse | undefined {
  const wantsAggregated = (call.header('accept') ?? '').includes('as=APIGroupDiscoveryList');
  if (path === '/api' || path === '/apis') {
    if (wantsAggregated) {
      return respond(200, aggregatedDiscovery(versions, path === '/api'), { 'content-type': AGGREGATED });
    }
    return respond(200, path === '/api' ? CORE_VERSIONS : groupDiscovery(versions));
  }
  const [, root, first = '', second] = path.split('/');
  if (root === 'api' && second === undefined) return named(versions, first);
  if (root === 'apis' && second !== undefined) return named(versions, `${first}/${second}`);
  const group = root === 'apis' ? groupDiscovery(versions).groups.find(({ name }) => name === first) : undefined;
  return group && respond(200, { kind: 'APIGroup', apiVersion: 'v1', ...group });
}

function named(versions: Versions, name: string): ApiResponse | undefined {
  const found = versions.get(name);
  return found && respond(200, resourceDiscovery(name, found));
}

const CORE_VERSIONS = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '172.18.0.2:6443' }],
};
