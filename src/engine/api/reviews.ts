import type { ApiResponse } from '../../kube/api.js';
import type { ResourcePath } from '../../kube/resource-path.js';
import type { Call } from './call.js';
import { methodNotAllowed } from './errors.js';
import { respond } from './presentation.js';

/** Reviews are questions that are asked by creating an object; nothing is stored. */
export function reviewVerb(call: Call, { group, version, resource }: ResourcePath): ApiResponse | undefined {
  const answer = version === 'v1' ? REVIEWS[`${group}/${resource}`] : undefined;
  if (answer === undefined) return undefined;
  if (call.request.method !== 'POST') throw methodNotAllowed();
  const { kind, apiVersion, metadata, ...rest } = call.body('SelfSubjectReview') as Readonly<Record<string, unknown>>;
  return respond(201, { kind, apiVersion, metadata: metadata ?? {}, ...rest, status: answer(call.user) });
}

/** The administrator may do everything, as everybody who has come this far. */
const ALLOWED = () => ({ allowed: true });

const REVIEWS: Readonly<Record<string, (user: string) => unknown>> = {
  'authorization.k8s.io/selfsubjectaccessreviews': ALLOWED,
  'authorization.k8s.io/subjectaccessreviews': ALLOWED,
  'authorization.k8s.io/selfsubjectrulesreviews': () => ({
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    incomplete: false,
  }),
  'authentication.k8s.io/selfsubjectreviews': (user) => ({
    userInfo: {
      username: user,
      groups:
        user === 'kubernetes-admin' ? ['kubeadm:cluster-admins', 'system:authenticated'] : ['system:authenticated'],
    },
  }),
};
