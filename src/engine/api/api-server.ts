import type { ApiRequest, ApiResponse, ChannelSink, StreamSink } from '../../kube/api.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { ClusterApi } from '../control/cluster-api.js';

/** The API server: a function from request to answer, and streams. */
export interface ApiServer {
  handle(request: ApiRequest, user?: string): ApiResponse;
  /** A watch or a log. Chunks may come at once, before this returns; on an error status nothing streams. */
  stream(request: ApiRequest, sink: StreamSink, user?: string): ServerStream;
  /** exec, attach and portforward. */
  connect(request: ApiRequest, sink: ChannelSink, user?: string): ServerChannels;
  /** The same server for components inside, as that user; no text is made or parsed on the way. */
  as(user: string): ClusterApi;
  /** Ends every open watch with 410 Gone (the world was put back). */
  endStreams(): void;
}

export interface ServerStream {
  readonly response: ApiResponse;
  close(): void;
}

export interface ServerChannels {
  readonly response: ApiResponse;
  stdin(text: string): void;
  closeStdin(): void;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  close(): void;
  /** One more connection to a port inside the Pod, over what `portforward` has opened. */
  forward?(port: number, sink: ChannelSink): PodConnection;
}

export interface PodConnection {
  send(text: string): void;
  /** The client has said its last word; it still hears the answer. */
  end(): void;
  close(): void;
}

/** What the API server asks of the kubelet on a Pod's node. Throws ApiError in the kubelet's words. */
export interface NodeApi {
  logs(pod: Pod, options: LogOptions, sink: StreamSink): { close(): void };
  exec(pod: Pod, options: ExecOptions, sink: ChannelSink): Omit<ServerChannels, 'response'>;
  attach(pod: Pod, options: ExecOptions, sink: ChannelSink): Omit<ServerChannels, 'response'>;
  /** Says whether the kubelet of the Pod can be reached; connections to the Pod's ports go over what comes back. */
  portForward(pod: Pod): Required<Pick<ServerChannels, 'forward'>>;
}

export interface LogOptions {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly sinceSeconds?: number;
}

export interface ExecOptions {
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}
