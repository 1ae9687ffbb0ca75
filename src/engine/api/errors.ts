import type { StatusCause } from '../../kube/api.js';
import { type ApiError, apiError } from '../../kube/api-error.js';

/** A resource as error messages name it. */
export interface ResourceWords {
  readonly group: string;
  readonly plural: string;
}

/** `services`, `deployments.apps`. */
function qualified({ group, plural }: ResourceWords): string {
  return group === '' ? plural : `${plural}.${group}`;
}

export function notFound(resource: ResourceWords, name: string): ApiError {
  return apiError('NotFound', `${qualified(resource)} "${name}" not found`, about(resource, name));
}

export function alreadyExists(resource: ResourceWords, name: string): ApiError {
  return apiError('AlreadyExists', `${qualified(resource)} "${name}" already exists`, about(resource, name));
}

export function conflict(resource: ResourceWords, name: string, why: string): ApiError {
  return apiError(
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    about(resource, name),
  );
}

export function staleObject(resource: ResourceWords, name: string): ApiError {
  return conflict(
    resource,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function forbidden(
  resource: ResourceWords,
  name: string,
  { why, causes }: { readonly why: string; readonly causes?: readonly StatusCause[] },
): ApiError {
  const whom = name === '' ? qualified(resource) : `${qualified(resource)} "${name}"`;
  return apiError('Forbidden', `${whom} is forbidden: ${why}`, {
    ...about(resource, name),
    ...(causes ? { causes } : {}),
  });
}

export const badRequest = (message: string): ApiError => apiError('BadRequest', message);

export const methodNotAllowed = (): ApiError =>
  apiError('MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export const unsupportedMediaType = (accepted: readonly string[]): ApiError =>
  apiError(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

/** An error without a reason of its own. */
export const internalError = (message: string): ApiError => apiError('Unknown', message);

function about({ group, plural }: ResourceWords, name: string) {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural };
}
