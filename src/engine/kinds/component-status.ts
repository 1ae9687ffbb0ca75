import type { Condition, KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind } from './define-kind.js';

interface ComponentStatus extends KubeObject {
  readonly conditions: readonly Pick<Condition, 'type' | 'status' | 'message'>[];
}

/** What the API server finds when it asks the control plane's parts; a kind of old that is never stored. */
export const componentStatusKind = defineKind<ComponentStatus>({
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  shortNames: ['cs'],
  namespaced: false,
  constant: ['etcd-0', 'scheduler', 'controller-manager'].map((name) => ({
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  })),
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  validateCreate: () => [],
  columns: [column('Name'), column('Status'), column('Message'), column('Error')],
  cells: ({ metadata, conditions }) => {
    const { status, message = '' } = conditions.find(({ type }) => type === 'Healthy') ?? { status: 'Unknown' };
    return [metadata.name ?? '', status === 'True' ? 'Healthy' : 'Unhealthy', message, ''];
  },
});
