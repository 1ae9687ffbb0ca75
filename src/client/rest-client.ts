import type { ApiRequest, ApiResponse, ChannelSink, Status, StreamSink } from '../kube/api.js';
import { ApiError } from '../kube/api-error.js';
import type { KubeObject } from '../kube/shapes/meta.js';
import type { OpenChannels, OpenStream, Transport } from './transport.js';

/** Kubernetes REST calls on a transport: Status bodies become ApiError, `Warning` headers are handed on. */
export class RestClient {
  constructor(
    private readonly transport: Transport,
    private readonly options: RestClientOptions = {},
  ) {}

  /** The whole answer. Throws ApiError for codes from 400 on, ConnectionError when no server answered. */
  async request(request: ApiRequest): Promise<ApiResponse> {
    const sent = this.dressed(request);
    const response = await this.transport.request(sent);
    this.handWarnings(response);
    if (response.status >= 400) throw responseError(response, sent);
    return response;
  }

  async get<T = KubeObject>(path: string, query?: Query, headers?: Headers): Promise<T> {
    return this.body<T>({ method: 'GET', path, ...optional({ query, headers }) });
  }

  async create<T = KubeObject>(path: string, body: unknown, query?: Query): Promise<T> {
    return this.body<T>({ method: 'POST', path, headers: JSON_BODY, body, ...optional({ query }) });
  }

  async update<T = KubeObject>(path: string, body: unknown, query?: Query): Promise<T> {
    return this.body<T>({ method: 'PUT', path, headers: JSON_BODY, body, ...optional({ query }) });
  }

  async patch<T = KubeObject>(path: string, patch: Patch, query?: Query): Promise<T> {
    const headers = { 'content-type': PATCH_TYPES[patch.type] };
    return this.body<T>({ method: 'PATCH', path, headers, body: patch.body, ...optional({ query }) });
  }

  async delete<T = KubeObject | Status>(path: string, options?: unknown, query?: Query): Promise<T> {
    const body = options === undefined ? {} : { headers: JSON_BODY, body: options };
    return this.body<T>({ method: 'DELETE', path, ...body, ...optional({ query }) });
  }

  /** Opens a watch or a log. Throws ApiError when the server refused it. */
  async stream(request: ApiRequest, sink: StreamSink): Promise<OpenStream> {
    const sent = this.dressed(request);
    const stream = await this.transport.stream(sent, sink);
    this.handWarnings(stream.response);
    if (stream.response.status >= 400) throw responseError(stream.response, sent);
    return stream;
  }

  /** Opens exec or attach. Throws ApiError when the server refused it. */
  async connect(request: ApiRequest, sink: ChannelSink): Promise<OpenChannels> {
    const sent = this.dressed(request);
    const channels = await this.transport.connect(sent, sink);
    this.handWarnings(channels.response);
    if (channels.response.status >= 400) throw responseError(channels.response, sent);
    return channels;
  }

  private async body<T>(request: ApiRequest): Promise<T> {
    return (await this.request(request)).body as T;
  }

  private dressed(request: ApiRequest): ApiRequest {
    return { ...request, headers: { accept: 'application/json', ...this.options.headers, ...request.headers } };
  }

  private handWarnings(response: ApiResponse): void {
    for (const line of (response.headers['warning'] ?? '').split('\n')) {
      const text = /^\s*\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
      if (text !== undefined) this.options.onWarning?.(text.replace(/\\(.)/g, '$1'));
    }
  }
}

export interface RestClientOptions {
  /** Sent with every request: impersonation, user agent. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Receives each text of a `Warning` header, also of errors. */
  readonly onWarning?: (text: string) => void;
}

export type Query = NonNullable<ApiRequest['query']>;
export type Headers = NonNullable<ApiRequest['headers']>;

export interface Patch {
  readonly type: 'json' | 'merge' | 'strategic' | 'apply';
  readonly body: unknown;
}

const PATCH_TYPES: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

const JSON_BODY = { 'content-type': 'application/json' };

function optional<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** The Status of an answer, or what client-go says when a server answers without one. */
function responseError(response: ApiResponse, request: ApiRequest): ApiError {
  const body = response.body;
  if (isStatus(body)) return new ApiError(body);
  const [reason, message] = GENERIC[response.status] ?? [
    'Unknown',
    'the server rejected our request for an unknown reason',
  ];
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${message}${response.status === 404 ? '' : ` (${request.method.toLowerCase()} ${request.path})`}`,
    ...(reason === 'Unknown' ? {} : { reason }),
    code: response.status,
  });
}

const GENERIC: Readonly<Record<number, readonly [NonNullable<Status['reason']>, string]>> = {
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
};

function isStatus(body: unknown): body is Status {
  return typeof body === 'object' && body !== null && (body as { kind?: unknown }).kind === 'Status';
}
