import type { ReferenceGrant } from '../../../../kube/shapes/gateway.js';
import type { ClusterReader } from '../../../control/cluster-api.js';

export const GRANTS = 'referencegrants.gateway.networking.k8s.io';
const GROUP = 'gateway.networking.k8s.io';

interface Reference {
  readonly from: { readonly kind: 'Gateway' | 'HTTPRoute'; readonly namespace: string };
  /** Of the core group. */
  readonly to: { readonly kind: 'Secret' | 'Service'; readonly namespace: string; readonly name: string };
}

/** Whether the namespace that is referred to allows it; within one namespace nobody needs to. */
export function isGranted(reader: Pick<ClusterReader, 'list'>, { from, to }: Reference): boolean {
  if (from.namespace === to.namespace) return true;
  return reader.list<ReferenceGrant>(GRANTS, to.namespace).some(({ spec }) => {
    const isFrom = spec.from.some(
      ({ group, kind, namespace }) => group === GROUP && kind === from.kind && namespace === from.namespace,
    );
    return (
      isFrom &&
      spec.to.some(({ group, kind, name = '' }) => group === '' && kind === to.kind && (!name || name === to.name))
    );
  });
}
