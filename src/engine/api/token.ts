import type { ApiResponse } from '../../kube/api.js';
import { base64Encode } from '../../kube/base64.js';
import { rfc3339 } from '../../kube/rfc3339.js';
import { authorOf, type Call } from './call.js';

import { respond } from './presentation.js';
import { find } from './reader.js';
import type { VerbParts, Where } from './write-verbs.js';

interface TokenRequest {
  readonly spec?: { readonly audiences?: readonly string[]; readonly expirationSeconds?: number };
}

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const HOUR = 3600;

/** serviceaccounts/token: a token of the right form that nothing in the cluster verifies by its signature. */
export function tokenVerb({ store, now }: VerbParts, call: Call, { served, path }: Where): ApiResponse {
  const account = find(store, served, path);
  authorOf(call, 'CreateOptions');
  const { spec } = (call.body('TokenRequest') ?? {}) as TokenRequest;
  const seconds = spec?.expirationSeconds ?? HOUR;
  const audiences = spec?.audiences?.length ? spec.audiences : [ISSUER];
  const issued = Math.floor(now() / 1000);
  const { namespace = '', name = '', uid = '' } = account.metadata;
  const claims = {
    aud: audiences,
    exp: issued + seconds,
    iat: issued,
    iss: ISSUER,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const token = [{ alg: 'RS256', kid: 'svc-learn' }, claims, { of: uid }]
    .map((part) => segment(JSON.stringify(part)))
    .join('.');
  return respond(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: rfc3339(now()) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: null },
    status: { token, expirationTimestamp: rfc3339(now() + seconds * 1000) },
  });
}

function segment(text: string): string {
  return base64Encode(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
