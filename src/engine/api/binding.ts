import { rfc3339 } from '../../kube/rfc3339.js';
import type { Condition } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { ObjectKey } from '../control/cluster-api.js';
import type { Store } from '../store/store.js';
import { conflict, notFound } from './errors.js';
import type { Served } from './kind-registry.js';
import type { Author, ObjectWriter } from './object-writer.js';

interface Parts {
  readonly served: Served;
  readonly store: Store;
  readonly writer: ObjectWriter;
  readonly author: Author;
  readonly now: () => number;
}

/** The pods/binding subresource: gives an unassigned Pod its node and says that it is scheduled. */
export function bindPod({ served, store, writer, author, now }: Parts, key: ObjectKey, nodeName: string): void {
  const pod = store.get(served.resource, `${key.namespace}/${key.name}`) as Pod | undefined;
  if (pod === undefined) throw notFound(served.kind, key.name);
  const binding = { group: '', plural: 'pods/binding' };
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw conflict(binding, key.name, `pod ${key.name} is being deleted, cannot be assigned to a host`);
  }
  if (pod.spec.nodeName) {
    throw conflict(
      binding,
      key.name,
      `pod ${key.name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`,
    );
  }
  const scheduled: Condition = {
    type: 'PodScheduled',
    observedGeneration: pod.metadata.generation ?? 1,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: rfc3339(now()),
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const bound: Pod = {
    ...pod,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, scheduled] },
  };
  writer.update(served, bound, author, { subresource: 'binding' });
}
