import type { KubeObject } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import { podTemplateHash } from '../../kube/template-hash.js';
import type { ClusterApi } from '../control/cluster-api.js';
import { unless } from './ignore.js';
import { controllerReference } from './owners.js';

interface ControllerRevision extends KubeObject {
  readonly data?: unknown;
  readonly revision: number;
}

const RESOURCE = 'controllerrevisions.apps';
export const REVISION_HASH = 'controller-revision-hash';
const DEFAULT_LIMIT = 10;

interface Owner extends KubeObject {
  readonly spec: { readonly template: PodTemplateSpec; readonly revisionHistoryLimit?: number };
}

export interface Revision {
  /** `web-5d8c9b7f6`, by which its object is known. */
  readonly name: string;
  /** The name's last part. */
  readonly hash: string;
}

/**
 * Keeps the history of a set's template (upstream's pkg/controller/history): the template that is wanted has the highest number, old ones
 * stay up to the set's limit; `inUse` are the names of revisions that Pods still have.
 */
export function keepRevisions(api: ClusterApi, owner: Owner, inUse: ReadonlySet<string>): Revision {
  const hash = podTemplateHash(owner.spec.template);
  const name = `${owner.metadata.name}-${hash}`;
  if (owner.metadata.deletionTimestamp !== undefined) return { name, hash };
  const history = [...api.ownedBy<ControllerRevision>(RESOURCE, owner.metadata.uid ?? '')].sort(
    (a, b) => a.revision - b.revision,
  );
  const newest = history.at(-1);
  const next = (newest?.revision ?? 0) + 1;
  const present = history.find(({ metadata }) => metadata.name === name);
  if (present === undefined) create(api, owner, { name, hash, revision: next });
  else if (present !== newest) api.update<ControllerRevision>(RESOURCE, { ...present, revision: next });
  const isKept = ({ metadata }: ControllerRevision) => metadata.name === name || inUse.has(metadata.name ?? '');
  const old = history.filter((revision) => !isKept(revision));
  for (const { metadata } of old.slice(
    0,
    Math.max(0, old.length - (owner.spec.revisionHistoryLimit ?? DEFAULT_LIMIT)),
  )) {
    const key = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
    unless(['NotFound'], () => api.delete(RESOURCE, key));
  }
  return { name, hash };
}

function labelOf({ kind }: Owner): string {
  return kind === 'DaemonSet' ? REVISION_HASH : 'controller.kubernetes.io/hash';
}

function create(
  api: ClusterApi,
  owner: Owner,
  { name, hash, revision }: Revision & { readonly revision: number },
): void {
  const { namespace = '', annotations } = owner.metadata;
  const made: ControllerRevision = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      namespace,
      labels: { ...owner.spec.template.metadata?.labels, [labelOf(owner)]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    data: { spec: { template: { ...owner.spec.template, $patch: 'replace' } } },
    revision,
  };
  unless(['AlreadyExists'], () => api.create(RESOURCE, made));
}
