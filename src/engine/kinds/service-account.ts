import { ageSince } from '../../kube/duration.js';
import type { ServiceAccount } from '../../kube/shapes/core.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';

export const serviceAccountKind = defineKind<ServiceAccount>({
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  subresources: ['token'],
  validateCreate: (account) => metadataErrors(account),
  columns: [column('Name'), column('Secrets'), column('Age')],
  cells: ({ metadata, secrets = [] }, now) => [
    metadata.name ?? '',
    secrets.length,
    ageSince(metadata.creationTimestamp, now),
  ],
});
