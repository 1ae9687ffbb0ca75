import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid } from '../../kube/field-error.js';
import type { Lease } from '../../kube/shapes/core.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';

export const leaseKind = defineKind<Lease>({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  plural: 'leases',
  unconditionalUpdate: false,
  createOnUpdate: true,
  validateCreate: leaseErrors,
  columns: [column('Name'), column('Holder'), column('Age')],
  cells: ({ metadata, spec }, now) => [
    metadata.name ?? '',
    spec?.holderIdentity ?? '',
    ageSince(metadata.creationTimestamp, now),
  ],
});

function leaseErrors(lease: Lease): FieldError[] {
  const errors = metadataErrors(lease);
  const { leaseDurationSeconds: seconds, leaseTransitions } = lease.spec ?? {};
  if (seconds !== undefined && seconds <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0'));
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    errors.push(invalid('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0'));
  }
  return errors;
}
