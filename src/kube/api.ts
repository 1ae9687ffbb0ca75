import type { Json } from './json.js';
import type { KubeObject } from './shapes/meta.js';

/** One request to the Kubernetes API, the same for a function call and for HTTP. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Decoded path without the query, e.g. `/api/v1/namespaces/default/services/web`. */
  readonly path: string;
  /** Query parameters; one that is repeated (`command` of exec) is a list. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Header names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value, or text when `content-type` names another format (YAML). */
  readonly body?: unknown;
}

/** The answer. `body` is a JSON value when `content-type` is JSON, else text. Errors carry a Status as body. */
export interface ApiResponse {
  readonly status: number;
  /** Header names in lower case. A header that repeats (`warning`) is joined with a line feed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One entry of a watch. A Table watch carries Tables as `object`, a BOOKMARK only a resourceVersion, an ERROR a Status. */
export interface WatchEvent<T = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** Receives a server stream: watch events (JSON values) or log text, then exactly one `end` unless the receiver closed it. */
export interface StreamSink {
  readonly chunk: (chunk: WatchEvent<unknown> | string) => void;
  readonly end: () => void;
}

/** What a command sends that runs by exec or attach: output and, last, its Status (channel 3 of the wire). */
export interface ChannelSink {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Success, or a Failure with reason NonZeroExitCode and the code in its details' causes (reason ExitCode). */
  readonly end: (status: unknown) => void;
}

/** meta/v1 Status, the body of every error. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, Json>>;
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  readonly code?: number;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export type StatusReason =
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Expired'
  | 'Invalid'
  | 'UnsupportedMediaType'
  | 'TooManyRequests'
  | 'RequestEntityTooLarge'
  | 'InternalError'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'ServerTimeout'
  | 'NonZeroExitCode'
  | 'Unknown';
