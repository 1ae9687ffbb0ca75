import type { Status, StatusDetails, StatusReason } from './api.js';

/** An error of the API server: a Status as it goes over the wire. Recognise it by `status.reason`, never by its text. */
export class ApiError extends Error {
  readonly status: Status;

  /** The engine may be a bundle of its own, with a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ApiError';
  }

  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'Failure');
    this.name = 'ApiError';
    this.status = status;
  }

  get reason(): StatusReason {
    return this.status.reason ?? 'Unknown';
  }

  get code(): number {
    return this.status.code ?? 500;
  }
}

/** Builds an error with upstream's code for its reason. */
export function apiError(reason: StatusReason, message: string, details?: StatusDetails): ApiError {
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === 'Unknown' ? {} : { reason }),
    ...(details ? { details } : {}),
    code: CODES[reason],
  });
}

/** HTTP codes of apimachinery's `NewXxx` error makers. */
const CODES: Readonly<Record<StatusReason, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  Invalid: 422,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  RequestEntityTooLarge: 413,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
  ServerTimeout: 500,
  NonZeroExitCode: 500,
  Unknown: 500,
};
