import { base64Encode } from '../../kube/base64.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, invalid, required } from '../../kube/field-error.js';
import type { Secret } from '../../kube/shapes/core.js';
import { frozenErrors, keyErrors } from './config-map.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';

/** Keys that a type of Secret must have. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

export const secretKind = defineKind<Secret>({
  kind: 'Secret',
  plural: 'secrets',
  defaults: secretDefaults,
  validateCreate: secretErrors,
  validateUpdate: (secret, old) => [
    ...(secret.type === old.type ? [] : [invalid('type', secret.type, 'field is immutable')]),
    ...frozenErrors(secret, old),
    ...secretErrors(secret),
  ],
  columns: [column('Name'), column('Type'), column('Data'), column('Age')],
  cells: ({ metadata, type = '', data = {} }, now) => [
    metadata.name ?? '',
    type,
    Object.keys(data).length,
    ageSince(metadata.creationTimestamp, now),
  ],
  fields: { type: ({ type }) => type ?? '' },
});

function secretDefaults(secret: Secret): Secret {
  const { stringData, ...rest } = secret;
  if (stringData === undefined) return secret.type ? secret : { ...secret, type: 'Opaque' };
  const encoded = Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, base64Encode(text)]));
  return { ...rest, data: { ...secret.data, ...encoded }, type: secret.type || 'Opaque' };
}

function secretErrors(secret: Secret): FieldError[] {
  const { data = {}, type = '' } = secret;
  const missing = (NEEDED[type] ?? []).filter((key) => data[key] === undefined);
  return [
    ...metadataErrors(secret),
    ...Object.keys(data).flatMap((key) => keyErrors(key, `data[${key}]`)),
    ...missing.map((key) => required(`data[${key}]`)),
  ];
}
