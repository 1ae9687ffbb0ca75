import { apiError } from '../../kube/api-error.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { Store } from '../store/store.js';
import { forbidden, notFound } from './errors.js';
import type { Served } from './kind-registry.js';
import { admitPod } from './pod-admission.js';
import { admitWithinQuota } from './quota-admission.js';

/** The admission plugins that a cluster has by default. */
export interface Admission {
  /** Defaults that belong to the API machinery, not to one kind. */
  defaults(served: Served, object: KubeObject): KubeObject;
  create(served: Served, object: KubeObject, user: string): KubeObject;
  update(served: Served, object: KubeObject, old: KubeObject): KubeObject;
  /** What is asked last, of an object that is valid; `old` on update. */
  validate(served: Served, object: KubeObject, old?: KubeObject): void;
}

const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

export function createAdmission({
  sim,
  store,
}: {
  readonly sim: Pick<Sim, 'random'>;
  readonly store: Store;
}): Admission {
  const checkNamespace = ({ kind }: Served, { metadata: { namespace = '', name = '' } }: KubeObject) => {
    if (!kind.namespaced) return;
    const found = store.get('namespaces', `/${namespace}`);
    if (found === undefined) throw notFound({ group: '', plural: 'namespaces' }, namespace);
    if (found.metadata.deletionTimestamp === undefined) return;
    throw forbidden(kind, name, {
      why: `unable to create new content in namespace ${namespace} because it is being terminated`,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    });
  };
  return {
    defaults: (_served, object) => (object.kind === 'Namespace' ? labelled(object) : object),
    create(served, object) {
      checkNamespace(served, object);
      return served.resource === 'pods' ? admitPod(object as Pod, { sim, store, kind: served.kind }) : object;
    },
    validate: (served, object, old) => admitWithinQuota(store, served, object, old),
    update: (_served, object) => (object.kind === 'Namespace' ? labelled(object) : object),
  };
}

function labelled(object: KubeObject): KubeObject {
  const { name = '', labels } = object.metadata;
  if (labels?.[NAMESPACE_LABEL] === name || name === '') return object;
  return { ...object, metadata: { ...object.metadata, labels: { ...labels, [NAMESPACE_LABEL]: name } } };
}

/** Namespaces that a cluster cannot be without. */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

export function admitDelete({ resource, kind }: Served, name: string): void {
  if (resource !== 'namespaces' || !IMMORTAL.has(name)) return;
  throw apiError('Forbidden', `${kind.plural} "${name}" is forbidden: this namespace may not be deleted`, {
    name,
    kind: kind.plural,
  });
}
