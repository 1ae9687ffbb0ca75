/** gRPC of the simulated wire: HTTP/2's own first words, then one JSON text a line, many calls on one connection. */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** What a server says first, before it has heard anything. */
export const SETTINGS = '{"settings":{}}\n';

export interface GrpcCall {
  readonly id: number;
  /** `shop.Shop/Who` */
  readonly method: string;
  readonly message: GrpcMessage;
}

export interface GrpcReply {
  readonly id: number;
  readonly code: GrpcCode;
  /** What went wrong, in the server's words. */
  readonly detail?: string;
  readonly message?: GrpcMessage;
}

/** In the JSON form of protobuf. */
export type GrpcMessage = Readonly<Record<string, unknown>>;

export type GrpcCode =
  | 'OK'
  | 'Unknown'
  | 'DeadlineExceeded'
  | 'NotFound'
  | 'Unimplemented'
  | 'Internal'
  | 'Unavailable';

/** Their numbers, as programs add them to their exit code. */
export const grpcCodes: Readonly<Record<GrpcCode, number>> = {
  OK: 0,
  Unknown: 2,
  DeadlineExceeded: 4,
  NotFound: 5,
  Unimplemented: 12,
  Internal: 13,
  Unavailable: 14,
};

export function frameText(frame: GrpcCall | GrpcReply): string {
  return `${JSON.stringify(frame)}\n`;
}

/** The frames that are whole; `undefined` when this is no gRPC. */
export function takeFrames<Frame>(
  buffer: string,
): { readonly frames: readonly Frame[]; readonly rest: string } | undefined {
  const end = buffer.lastIndexOf('\n') + 1;
  const lines = buffer.slice(0, end).split('\n').slice(0, -1);
  try {
    return { frames: lines.map((line) => JSON.parse(line) as Frame), rest: buffer.slice(end) };
  } catch {
    return undefined;
  }
}
