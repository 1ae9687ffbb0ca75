/** What a field holds on the wire: a number, or bytes that only its type can explain. */
export type WireValue = bigint | Uint8Array;

/** The fields of one message by number, in the order in which they came. */
export type WireMessage = ReadonlyMap<number, readonly WireValue[]>;

/** Thrown when bytes are no message. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Takes a message apart, one storey deep. */
export function readMessage(bytes: Uint8Array): WireMessage {
  const message = new Map<number, WireValue[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (size: number): number => {
    if (at + size > bytes.length) throw new WireError('unexpected EOF');
    at += size;
    return at - size;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[take(1)] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new WireError('proto: integer overflow');
  };
  const value = (wireType: number): WireValue => {
    switch (wireType) {
      case VARINT:
        return varint();
      case FIXED_64:
        return view.getBigUint64(take(8), true);
      case FIXED_32:
        return BigInt(view.getUint32(take(4), true));
      case BYTES: {
        const size = Number(varint());
        const start = take(size);
        return bytes.subarray(start, start + size);
      }
      default:
        throw new WireError(`proto: illegal wireType ${wireType}`);
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const values = message.get(number) ?? [];
    message.set(number, values);
    values.push(value(tag % 8));
  }
  return message;
}
