/** The ways in which a command ends early, and the texts that kubectl prints for them. */
import { ConnectionError } from '../client/transport.js';
import { ApiError } from '../kube/api-error.js';

/** An error of the command itself; printed after `error: ` unless it says so already. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  constructor(
    message: string,
    readonly options: { readonly exitCode?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
  }

  get exitCode(): number {
    return this.options.exitCode ?? 1;
  }
}

/** Printed word for word: texts that kubectl prints without `error: `. */
export class PlainError extends CommandError {
  override readonly name = 'PlainError';
}

/** Several errors that came together. */
export class AggregateFailure extends Error {
  override readonly name = 'AggregateFailure';
  constructor(readonly failures: readonly unknown[]) {
    super(failures.map(messageOf).join('\n'));
  }
}

/** The command wrote all it had to say; only its exit code is left. */
export class Exit extends Error {
  override readonly name = 'Exit';
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** `MESSAGE` and where help is: cmdutil's UsageErrorf. */
export function usageError(commandPath: string, message: string): CommandError {
  return new CommandError(`${message}\nSee '${commandPath} -h' for help and examples`);
}

/** Nothing, the only one, or all of them as one. */
export function reduceFailures(failures: readonly unknown[]): unknown {
  return failures.length > 1 ? new AggregateFailure(failures) : failures[0];
}

/** What goes to stderr, and the exit code: cmdutil's checkErr. Errors that are not ours are thrown on. */
export function failureReport(failure: unknown): { readonly text: string; readonly exitCode: number } {
  if (failure instanceof Exit) return { text: '', exitCode: failure.code };
  if (failure instanceof AggregateFailure) {
    if (failure.failures.length === 1) return failureReport(failure.failures[0]);
    return { text: failure.failures.map((one) => ended(messageOf(one))).join(''), exitCode: 1 };
  }
  if (failure instanceof ApiError && failure.reason === 'Invalid')
    return { text: ended(invalidText(failure)), exitCode: 1 };
  if (failure instanceof ApiError || failure instanceof ConnectionError) {
    return { text: ended(messageOf(failure)), exitCode: 1 };
  }
  if (failure instanceof PlainError) return { text: ended(failure.message), exitCode: failure.exitCode };
  if (failure instanceof CommandError) {
    const text = failure.message.startsWith('error: ') ? failure.message : `error: ${failure.message}`;
    return { text: ended(text), exitCode: failure.exitCode };
  }
  throw failure;
}

/** cmdutil's StandardErrorMessage, or the error's own text. */
export function messageOf(failure: unknown): string {
  if (failure instanceof ApiError) return apiMessage(failure);
  if (failure instanceof ConnectionError) return connectionMessage(failure);
  return failure instanceof Error ? failure.message : String(failure);
}

function apiMessage(error: ApiError): string {
  const { reason } = error.status;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
  return reason === undefined
    ? `Error from server: ${error.message}`
    : `Error from server (${reason}): ${error.message}`;
}

function connectionMessage(error: ConnectionError): string {
  if (/refused/.test(error.message)) {
    return `The connection to the server ${error.address} was refused - did you specify the right host or port?`;
  }
  return `Unable to connect to the server: ${error.message}`;
}

function invalidText(error: ApiError): string {
  const { details } = error.status;
  if (!details) return 'The request is invalid';
  const causes = [...new Set((details.causes ?? []).map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`))];
  const isNamed = (details.kind ?? '') !== '' || (details.name ?? '') !== '';
  const head = isNamed ? `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid` : 'The request is invalid';
  if (causes.length === 0) return isNamed ? head : `${head}: ${error.message}`;
  return causes.length === 1 ? `${head}: ${causes[0]}` : `${head}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
