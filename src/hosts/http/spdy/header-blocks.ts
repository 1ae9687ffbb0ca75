import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { SPDY_DICTIONARY } from './dictionary.js';

/** The headers of one connection: each block is compressed with what all before it have taught the compressor. */
export interface HeaderBlocks {
  /** Rejects when the block is none. */
  read(block: Buffer): Promise<ReadonlyMap<string, string>>;
  write(headers: ReadonlyMap<string, string>): Promise<Buffer>;
  close(): void;
}

export function createHeaderBlocks(): HeaderBlocks {
  const inflate = createInflate({ dictionary: SPDY_DICTIONARY });
  const deflate = createDeflate({ dictionary: SPDY_DICTIONARY });
  return {
    read: async (block) => parsed(await passed(inflate, block)),
    write: (headers) => passed(deflate, formatted(headers)),
    close() {
      inflate.close();
      deflate.close();
    },
  };
}

/** All that comes out for what goes in. */
function passed(stream: Inflate | Deflate, input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const take = (piece: Buffer) => pieces.push(piece);
    stream.once('error', reject);
    stream.on('data', take);
    stream.write(input);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      stream.off('data', take);
      stream.off('error', reject);
      resolve(Buffer.concat(pieces));
    });
  });
}

/** Count, then name and value, each with its length. */
function parsed(text: Buffer): ReadonlyMap<string, string> {
  let at = 0;
  const number = () => {
    at += 4;
    return text.readUInt32BE(at - 4);
  };
  const word = () => {
    const length = number();
    at += length;
    if (at > text.length) throw new RangeError('a header is longer than its block');
    return text.toString('utf8', at - length, at);
  };
  const headers = new Map<string, string>();
  for (let left = number(); left > 0; left -= 1) headers.set(word().toLowerCase(), word());
  return headers;
}

function formatted(headers: ReadonlyMap<string, string>): Buffer {
  const pieces = [number(headers.size)];
  for (const word of [...headers].flat()) pieces.push(number(Buffer.byteLength(word)), Buffer.from(word));
  return Buffer.concat(pieces);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
