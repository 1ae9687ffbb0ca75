import { apiError } from '../../kube/api-error.js';
import type { ResourcePath } from '../../kube/resource-path.js';
import type { Call } from './call.js';

/**
 * Who has come this far may do everything, except in the name of somebody else: whom an administrator acts as has no rights
 * of his own, unless he acts as one of `system:masters`.
 */
export function authorize(call: Call, path: ResourcePath): void {
  if (isTrusted(call)) return;
  const { group, resource, namespace, name, subresource } = path;
  const target = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const what = `cannot ${verbOf(call, path)} resource ${JSON.stringify(target)} in API group ${JSON.stringify(group)} ${where}`;
  const qualified = group === '' ? resource : `${resource}.${group}`;
  throw apiError(
    'Forbidden',
    `${qualified}${name === undefined ? '' : ` ${JSON.stringify(name)}`} is forbidden: User ${JSON.stringify(userOf(call))} ${what}`,
    { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  );
}

export function isTrusted(call: Call): boolean {
  const groups = (call.header('impersonate-group') ?? '').split(/[,\n] ?/);
  return call.header('impersonate-user') === undefined || groups.includes('system:masters');
}

export function userOf(call: Call): string {
  return call.header('impersonate-user') ?? call.user;
}

function verbOf(call: Call, { name }: ResourcePath): string {
  switch (call.request.method) {
    case 'GET':
      if (call.query('watch') === 'true' || call.query('watch') === '1') return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
  }
}
