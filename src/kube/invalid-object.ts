import { type ApiError, apiError } from './api-error.js';
import { type FieldError, fieldErrorCause, fieldErrorMessage } from './field-error.js';

/** The 422 for an object with these complaints: each is told once, each is a cause. */
export function invalidObject(
  { group, kind }: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const messages = [...new Set(errors.map(fieldErrorMessage))];
  const why = messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`;
  return apiError('Invalid', `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${why}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    causes: errors.map(fieldErrorCause),
  });
}
