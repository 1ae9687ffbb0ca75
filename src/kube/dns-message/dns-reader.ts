import { textOfLabel } from './dns-names.js';

/** The bytes are no DNS message. */
export class DnsFormatError extends Error {}

/** Reads a message from front to back; what lies outside of it is an error, never a crash. */
export interface DnsReader {
  readonly at: number;
  u8(): number;
  u16(): number;
  u32(): number;
  take(length: number): Uint8Array;
  name(): string;
}

/** Pointers of one name; each must lead further back, so more of them mean nothing good. */
const MAX_POINTERS = 126;

export function createDnsReader(bytes: Uint8Array): DnsReader {
  let at = 0;
  const byteAt = (place: number): number => {
    const byte = bytes[place];
    if (byte === undefined) throw new DnsFormatError('the message ends too early');
    return byte;
  };
  const u8 = () => {
    at += 1;
    return byteAt(at - 1);
  };
  const u16 = () => (u8() << 8) | u8();
  return {
    get at() {
      return at;
    },
    u8,
    u16,
    u32: () => u16() * 65_536 + u16(),
    take(length) {
      if (at + length > bytes.length) throw new DnsFormatError('the message ends too early');
      at += length;
      return bytes.slice(at - length, at);
    },
    name() {
      const read = readName(bytes, at, byteAt);
      at = read.next;
      return read.name;
    },
  };
}

function readName(bytes: Uint8Array, start: number, byteAt: (place: number) => number) {
  const labels: string[] = [];
  let [place, next, pointers, length] = [start, 0, 0, 1];
  for (let size = byteAt(place); size !== 0; size = byteAt(place)) {
    if (size >= 0xc0) {
      const target = ((size & 0x3f) << 8) | byteAt(place + 1);
      pointers += 1;
      if (target >= place || pointers > MAX_POINTERS) throw new DnsFormatError('a name points to itself or ahead');
      if (next === 0) next = place + 2;
      place = target;
      continue;
    }
    if (size > 63) throw new DnsFormatError('a label of an unknown kind');
    length += size + 1;
    if (length > 255) throw new DnsFormatError('a name of more than 255 bytes');
    byteAt(place + size);
    labels.push(textOfLabel(bytes.slice(place + 1, place + 1 + size)));
    place += size + 1;
  }
  return { name: labels.length === 0 ? '.' : `${labels.join('.')}.`, next: next === 0 ? place + 1 : next };
}
