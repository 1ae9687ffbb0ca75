import { ApiError } from '../../kube/api-error.js';
import { CommandError, messageOf } from '../failures.js';

/** cmdutil's AddSourceToErr: `error when creating "web.yaml": ...`. Without a source the error stays as it is. */
export function sourceError(verb: string, source: string, failure: unknown): unknown {
  if (source === '') return failure;
  const head = `error when ${verb} ${JSON.stringify(source)}: `;
  if (failure instanceof ApiError) {
    return new ApiError({ ...failure.status, message: `${head}${failure.message}` });
  }
  if (failure instanceof CommandError) return new CommandError(`${head}${failure.message}`, { cause: failure });
  return failure;
}

/** `failed to create deployment: ...`: the server's words behind the verb's own. */
export function failedTo(what: string, failure: unknown): unknown {
  if (failure instanceof ApiError) return new CommandError(`failed to ${what}: ${failure.message}`, { cause: failure });
  if (failure instanceof CommandError) {
    return new CommandError(`failed to ${what}: ${messageOf(failure)}`, { cause: failure });
  }
  return failure;
}
