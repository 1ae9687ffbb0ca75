import type { Sys, TraceNote } from '../../../sh/program.js';
import type { HttpHeader, HttpRequest } from '../programs/http.js';
import type { ProxyBackend } from './service-backends.js';

/** What one kind of proxy decides; the rest is the same for all of them. */
export interface ReverseProxyOptions {
  readonly ports: (sys: Sys) => readonly number[];
  /** Where it speaks TLS, and the certificates that it shows for a name there. */
  readonly tlsPort?: number;
  readonly certificate?: (host: string) => string;
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
      /** Name of the upstream for the log. */
      readonly name: string;
    };

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
