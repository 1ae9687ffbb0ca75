/** Frames of SPDY/3.1 as port-forward needs them (section 2.2 of its specification). */
export type Frame =
  | { readonly kind: 'data'; readonly stream: number; readonly isLast: boolean; readonly data: Buffer }
  | { readonly kind: 'open'; readonly stream: number; readonly isLast: boolean; readonly block: Buffer }
  | { readonly kind: 'reset'; readonly stream: number }
  | { readonly kind: 'ping'; readonly id: Buffer }
  | { readonly kind: 'goodbye' }
  /** Settings, windows, headers that come later: nothing that this side needs. */
  | { readonly kind: 'other' };

const HEAD = 8;
const LAST = 1;
const VERSION = 3;
const TYPES = { open: 1, reply: 2, reset: 3, ping: 6, goodbye: 7 } as const;

/** Frames out of bytes that come in any pieces. */
export function createFrameReader(): (bytes: Buffer) => readonly Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const frames: Frame[] = [];
    for (;;) {
      if (rest.length < HEAD) return frames;
      const end = HEAD + rest.readUIntBE(5, 3);
      if (rest.length < end) return frames;
      frames.push(frameOf(rest.subarray(0, end)));
      rest = rest.subarray(end);
    }
  };
}

function frameOf(bytes: Buffer): Frame {
  const content = bytes.subarray(HEAD);
  const isLast = ((bytes[4] ?? 0) & LAST) !== 0;
  const isControl = ((bytes[0] ?? 0) & 0x80) !== 0;
  if (!isControl) return { kind: 'data', stream: idAt(bytes, 0), isLast, data: content };
  const type = bytes.readUInt16BE(2);
  if (type === TYPES.open && content.length >= 10) {
    return { kind: 'open', stream: idAt(content, 0), isLast, block: content.subarray(10) };
  }
  if (type === TYPES.reset && content.length >= 4) return { kind: 'reset', stream: idAt(content, 0) };
  if (type === TYPES.ping) return { kind: 'ping', id: Buffer.from(content) };
  return type === TYPES.goodbye ? { kind: 'goodbye' } : { kind: 'other' };
}

function idAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) & 0x7fffffff;
}

export function dataFrame(stream: number, data: Buffer, isLast = false): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(stream, 0);
  head.writeUInt8(isLast ? LAST : 0, 4);
  head.writeUIntBE(data.length, 5, 3);
  return Buffer.concat([head, data]);
}

export function replyFrame(stream: number, block: Buffer): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(stream);
  return controlFrame(TYPES.reply, Buffer.concat([id, block]));
}

export function pingFrame(id: Buffer): Buffer {
  return controlFrame(TYPES.ping, id);
}

function controlFrame(type: number, content: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt16BE(0x8000 | VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(content.length, 5, 3);
  return Buffer.concat([head, content]);
}
