import { isDNS1123Label } from '../../kube/dns-names.js';
import { ageSince } from '../../kube/duration.js';
import type { Namespace } from '../../kube/shapes/core.js';
import { column, defineKind, keptStatus } from './define-kind.js';
import { metadataErrors } from './metadata.js';

const NAME_LABEL = 'kubernetes.io/metadata.name';

export const namespaceKind = defineKind<Namespace>({
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  subresources: ['status', 'finalize'],
  defaults: withNameLabel,
  prepareCreate: (namespace) => ({
    ...namespace,
    spec: { finalizers: [...new Set([...(namespace.spec?.finalizers ?? []), 'kubernetes'])] },
    status: { phase: 'Active' },
  }),
  prepareUpdate: (namespace, old) => keptStatus({ ...namespace, ...(old.spec ? { spec: old.spec } : {}) }, old),
  validateCreate: (namespace) => metadataErrors(namespace, { namespaced: false, check: isDNS1123Label }),
  columns: [column('Name'), column('Status'), column('Age')],
  cells: ({ metadata, status }, now) => [
    metadata.name ?? '',
    status?.phase ?? '',
    ageSince(metadata.creationTimestamp, now),
  ],
  fields: { 'status.phase': ({ status }) => status?.phase ?? '' },
});

function withNameLabel(namespace: Namespace): Namespace {
  const { metadata } = namespace;
  if (!metadata.name || metadata.labels?.[NAME_LABEL] === metadata.name) return namespace;
  return { ...namespace, metadata: { ...metadata, labels: { ...metadata.labels, [NAME_LABEL]: metadata.name } } };
}
