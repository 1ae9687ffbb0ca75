import { createFrameReader, dataFrame, type Frame, pingFrame, replyFrame } from './frames.js';
import { createHeaderBlocks } from './header-blocks.js';

/** A stream that the client has opened. */
export interface SpdyStream {
  readonly headers: ReadonlyMap<string, string>;
  write(data: Buffer): void;
  /** Nothing more comes from this side. */
  end(): void;
  /** What the client sends from now on. */
  listen(hearer: SpdyHearer): void;
}

export interface SpdyHearer {
  readonly data: (data: Buffer) => void;
  /** The client has said its last word. */
  readonly end: () => void;
  /** The client wants no more of it, or is gone. */
  readonly reset: () => void;
}

export interface SpdySession {
  receive(bytes: Buffer): void;
  /** The connection below is gone. */
  close(): void;
}

export interface SpdyWire {
  readonly send: (bytes: Buffer) => void;
  readonly close: () => void;
}

/** The longest piece of data in one frame. */
const PIECE = 32_768;
const DEAF: SpdyHearer = { data: () => {}, end: () => {}, reset: () => {} };

/** The server's side of SPDY/3.1 over any connection: the client opens streams, `opened` takes them. */
export function createSpdySession(wire: SpdyWire, opened: (stream: SpdyStream) => void): SpdySession {
  const read = createFrameReader();
  const blocks = createHeaderBlocks();
  const hearers = new Map<number, SpdyHearer>();
  let isOpen = true;
  // Blocks are uncompressed one after the other, so everything waits for its turn.
  let turn = Promise.resolve();

  const send = (bytes: Buffer) => {
    if (isOpen) wire.send(bytes);
  };
  const open = async ({ stream, isLast, block }: Extract<Frame, { kind: 'open' }>) => {
    const headers = await blocks.read(block);
    if (!isOpen) return;
    hearers.set(stream, DEAF);
    send(replyFrame(stream, await blocks.write(new Map())));
    opened({
      headers,
      write(data) {
        for (let at = 0; at < data.length; at += PIECE) send(dataFrame(stream, data.subarray(at, at + PIECE)));
      },
      end: () => send(dataFrame(stream, Buffer.alloc(0), true)),
      listen: (hearer) => void hearers.set(stream, hearer),
    });
    if (isLast) hearers.get(stream)?.end();
  };
  const take = async (frame: Frame) => {
    if (!isOpen) return;
    if (frame.kind === 'open') await open(frame);
    else if (frame.kind === 'ping') send(pingFrame(frame.id));
    else if (frame.kind === 'goodbye') wire.close();
    else if (frame.kind === 'reset') {
      hearers.get(frame.stream)?.reset();
      hearers.delete(frame.stream);
    } else if (frame.kind === 'data') {
      const hearer = hearers.get(frame.stream);
      if (frame.data.length > 0) hearer?.data(frame.data);
      if (frame.isLast) hearer?.end();
    }
  };
  return {
    receive(bytes) {
      // A client that talks nonsense is let go; the frames behind it mean nothing.
      for (const frame of read(bytes)) turn = turn.then(() => take(frame)).catch(() => wire.close());
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      for (const hearer of hearers.values()) hearer.reset();
      hearers.clear();
      blocks.close();
    },
  };
}
