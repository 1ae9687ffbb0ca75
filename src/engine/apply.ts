/** What `kubectl apply` does, for an administrator inside the process: a learner's own apply merges with it. */
import type { ApiRequest } from '../kube/api.js';
import { ApiError, apiError } from '../kube/api-error.js';
import { makeThreeWayStrategicPatch } from '../kube/make-strategic-patch.js';
import { makeThreeWayMergePatch } from '../kube/merge-patch.js';
import { schemaOf } from '../kube/schema.js';
import type { KubeObject } from '../kube/shapes/meta.js';
import { readYamlDocuments } from '../kube/yaml-read.js';
import type { ApiServer } from './api/api-server.js';
import { withGateways } from './kinds/index.js';

/** Objects of YAML text (several documents), or as they are. Throws YamlError, and ApiError for what is no object. */
export function objectsOf(manifests: string | KubeObject | readonly KubeObject[]): readonly KubeObject[] {
  if (typeof manifests !== 'string') return Array.isArray(manifests) ? manifests : [manifests as KubeObject];
  return readYamlDocuments(manifests).flatMap((value) => {
    if (value === null) return [];
    if (typeof value === 'object' && 'metadata' in value) return [value as KubeObject];
    throw apiError('BadRequest', `no Kubernetes object: ${JSON.stringify(value)}`);
  });
}

/** Creates the object, or changes it by what differs from what was applied last. */
export function applyObject(server: ApiServer, object: KubeObject): KubeObject {
  const { path, name } = locate(object);
  const annotations = { ...object.metadata.annotations };
  delete annotations[LAST_APPLIED];
  const plain = { ...object, metadata: { ...object.metadata, annotations } };
  const configured = {
    ...plain,
    metadata: { ...plain.metadata, annotations: { ...annotations, [LAST_APPLIED]: `${JSON.stringify(plain)}\n` } },
  };
  const answer = (request: ApiRequest): KubeObject => {
    const { status, body } = server.handle({ ...request, query: { fieldManager: 'kubectl-client-side-apply' } });
    if (status >= 400) throw new ApiError(body as ApiError['status']);
    return body as KubeObject;
  };
  const there = server.handle({ method: 'GET', path: `${path}/${name}` });
  if (there.status !== 200) return answer({ method: 'POST', path, body: configured });
  const { type, body } = patchOf(configured, there.body as KubeObject);
  const headers = { 'content-type': `application/${type}-patch+json` };
  return answer({ method: 'PATCH', path: `${path}/${name}`, headers, body });
}

function patchOf(modified: KubeObject, current: KubeObject): { readonly type: string; readonly body: unknown } {
  const original: unknown = JSON.parse(current.metadata.annotations?.[LAST_APPLIED] ?? '{}');
  const parts = { original, modified, current } as unknown as Parameters<typeof makeThreeWayStrategicPatch>[1];
  const schema = schemaOf(modified.apiVersion, modified.kind);
  return schema
    ? { type: 'strategic-merge', body: makeThreeWayStrategicPatch(schema, parts) }
    : { type: 'merge', body: makeThreeWayMergePatch(parts) };
}

function locate({ apiVersion = '', kind, metadata }: Partial<KubeObject>): {
  readonly path: string;
  readonly name: string;
} {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const found = withGateways.find((one) => one.kind === kind && one.group === group && one.version === version);
  if (found === undefined) throw apiError('NotFound', `no matches for kind "${kind}" in version "${apiVersion}"`);
  const root = group === '' ? `/api/${version}` : `/apis/${apiVersion}`;
  const scope = found.namespaced ? `/namespaces/${metadata?.namespace ?? 'default'}` : '';
  return { path: `${root}${scope}/${found.plural}`, name: metadata?.name ?? '' };
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
