import type { ApiRequest, ApiResponse, ChannelSink, StreamSink } from '../kube/api.js';

/** How requests reach an API server: a function call in one process, or HTTP. Errors of the server are answers, not exceptions. */
export interface Transport {
  /** Rejects with `ConnectionError` when no server answered. */
  request(request: ApiRequest): Promise<ApiResponse>;
  /** Opens a watch or a log; chunks arrive at the sink until it ends or is closed. On an error status nothing streams. */
  stream(request: ApiRequest, sink: StreamSink): Promise<OpenStream>;
  /** Opens exec or attach. */
  connect(request: ApiRequest, sink: ChannelSink): Promise<OpenChannels>;
}

export interface OpenStream {
  readonly response: ApiResponse;
  close(): void;
}

export interface OpenChannels {
  readonly response: ApiResponse;
  stdin(text: string): void;
  closeStdin(): void;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  close(): void;
}

/** No API server answered: the words of the system, e.g. `connect: connection refused`. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  constructor(
    readonly address: string,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
