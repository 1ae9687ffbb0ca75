import type { Sys, TraceNote } from '../../../sh/program.js';
import type { HttpHeader, HttpRequest } from '../programs/http.js';
import type { HeaderChanges } from './header-changes.js';
import type { ProxyBackend } from './service-backends.js';

/** What one kind of proxy decides; the rest is the same for all of them. */
export interface ReverseProxyOptions {
  readonly ports: (sys: Sys) => readonly number[];
  /** Where it speaks TLS, and the certificates that it shows for a name there; without any it breaks the handshake off. */
  readonly isTls: (port: number, sys: Sys) => boolean;
  readonly certificate: (serverName: string, port: number, sys: Sys) => string | undefined;
  readonly started: (sys: Sys) => string;
  readonly route: (asked: ProxyAsk, sys: Sys) => ProxyRoute;
  /** The page for a status that the proxy makes itself. */
  readonly page: (status: number) => ProxyPage;
  readonly log?: (line: ProxyLine, sys: Sys) => string;
}

export interface ProxyAsk {
  readonly request: HttpRequest;
  /** Without the port, in small letters. */
  readonly host: string;
  readonly path: string;
  readonly port: number;
  readonly isTls: boolean;
  /** The name that the client's TLS asked for. */
  readonly serverName: string;
  /** Address of the client. */
  readonly remote: string;
}

export type ProxyRoute =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: readonly HttpHeader[];
      readonly hop?: TraceNote;
    }
  | {
      readonly kind: 'forward';
      /** To be tried in this order. */
      readonly backends: readonly ProxyBackend[];
      readonly request: HttpRequest;
      readonly hop: TraceNote;
      /** Copies whose answers nobody waits for. */
      readonly mirrors?: readonly MirroredRequest[];
      /** What is done to the headers of the answer. */
      readonly answerHeaders?: HeaderChanges;
      /** How long the answer may take. */
      readonly timeoutMs?: number;
      /** Name of the upstream for the log. */
      readonly name: string;
    };

export interface MirroredRequest {
  readonly backend: ProxyBackend;
  readonly request: HttpRequest;
}

export interface ProxyPage {
  readonly reason: string;
  readonly type: string;
  readonly body: string;
}

export interface ProxyLine {
  readonly request: HttpRequest;
  readonly remote: string;
  readonly status: number;
  readonly bytes: number;
  readonly tookMs: number;
  readonly name: string;
  readonly upstream: string;
}
