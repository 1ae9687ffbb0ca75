import type { ApiResponse } from '../../kube/api.js';
import type { ResourcePath } from '../../kube/resource-path.js';
import { rfc3339 } from '../../kube/rfc3339.js';
import { schemaOf } from '../../kube/schema.js';
import { trackUpdate } from '../../kube/server-side-apply.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { isTrusted, userOf } from './authorize.js';
import { authorOf, type Call } from './call.js';
import { methodNotAllowed } from './errors.js';

import { respond } from './presentation.js';

/** Reviews are questions that are asked by creating an object; nothing is stored. */
export function reviewVerb(
  call: Call,
  { group, version, resource }: ResourcePath,
  now: number,
): ApiResponse | undefined {
  const answer = version === 'v1' ? REVIEWS[`${group}/${resource}`] : undefined;
  if (answer === undefined) return undefined;
  if (call.request.method !== 'POST') throw methodNotAllowed();
  const review = call.body('SelfSubjectReview') as KubeObject;
  const { manager } = authorOf(call, 'CreateOptions');
  const { kind, apiVersion } = review;
  const schema = schemaOf(apiVersion, kind);
  const asked = { ...review, metadata: review.metadata ?? {} };
  const time = rfc3339(now);
  const entries = schema && trackUpdate(undefined, asked, { manager, apiVersion, time, schema, entries: [] });
  const created = resource === 'selfsubjectreviews' ? { creationTimestamp: time } : {};
  const metadata = { ...asked.metadata, ...created, ...(entries?.length ? { managedFields: entries } : {}) };
  return respond(201, { ...asked, metadata, status: answer(userOf(call), isTrusted(call)) });
}

const ALLOWED = (_user: string, isTrusted: boolean) => ({ allowed: isTrusted });

/** What everybody may do who is known at all: `system:basic-user`. */
const BASIC_USER = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];

const PUBLIC = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

/** And read: `system:discovery` and `system:public-info-viewer`, which overlap. */
const DISCOVERY = [
  { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...PUBLIC] },
  { verbs: ['get'], nonResourceURLs: PUBLIC },
];

const REVIEWS: Readonly<Record<string, (user: string, isTrusted: boolean) => unknown>> = {
  'authorization.k8s.io/selfsubjectaccessreviews': ALLOWED,
  'authorization.k8s.io/subjectaccessreviews': ALLOWED,
  'authorization.k8s.io/localsubjectaccessreviews': ALLOWED,
  'authentication.k8s.io/tokenreviews': () => ({ user: {}, error: 'invalid bearer token' }),
  'authorization.k8s.io/selfsubjectrulesreviews': (_user, isTrusted) => ({
    resourceRules: [...(isTrusted ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] : []), ...BASIC_USER],
    nonResourceRules: [...(isTrusted ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : []), ...DISCOVERY],
    incomplete: false,
  }),
  'authentication.k8s.io/selfsubjectreviews': (user) => ({
    userInfo: {
      username: user,
      groups: user === 'kubernetes-admin' ? ['system:masters', 'system:authenticated'] : ['system:authenticated'],
    },
  }),
};
