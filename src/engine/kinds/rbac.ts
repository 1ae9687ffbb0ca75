import { isPathSegmentName } from '../../kube/dns-names.js';
import { ageSince } from '../../kube/duration.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { column, defineKind, wideColumn } from './define-kind.js';
import type { Kind } from './kind.js';
import { metadataErrors } from './metadata.js';

interface Binding extends KubeObject {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string; readonly namespace?: string }[];
}

export const rbacKinds: readonly Kind[] = [
  bindingKind('ClusterRoleBinding', false),
  roleKind('ClusterRole', false),
  bindingKind('RoleBinding', true),
  roleKind('Role', true),
];

function roleKind(kind: string, namespaced: boolean): Kind {
  return defineKind<KubeObject>({
    group: 'rbac.authorization.k8s.io',
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced,
    createOnUpdate: true,
    validateCreate: (role) => metadataErrors(role, { namespaced, check: isPathSegmentName }),
    columns: [column('Name'), column('Created At', 'date')],
    cells: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? ''],
  });
}

function bindingKind(kind: string, namespaced: boolean): Kind {
  return defineKind<Binding>({
    group: 'rbac.authorization.k8s.io',
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced,
    createOnUpdate: true,
    validateCreate: (binding) => metadataErrors(binding, { namespaced, check: isPathSegmentName }),
    columns: [
      column('Name'),
      column('Role'),
      column('Age'),
      wideColumn('Users'),
      wideColumn('Groups'),
      wideColumn('ServiceAccounts'),
    ],
    cells: ({ metadata, roleRef, subjects = [] }, now) => [
      metadata.name ?? '',
      `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`,
      ageSince(metadata.creationTimestamp, now),
      subjectNames(subjects, 'User'),
      subjectNames(subjects, 'Group'),
      subjectNames(subjects, 'ServiceAccount'),
    ],
  });
}

function subjectNames(subjects: NonNullable<Binding['subjects']>, kind: string): string {
  return subjects
    .filter((subject) => subject.kind === kind)
    .map(({ namespace, name }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name))
    .join(', ');
}
