import { labelsOf } from './dns-names.js';

/** Bytes under way, with the places of the names that were written. */
export interface DnsWriter {
  readonly bytes: number[];
  /** `undefined`: names are written whole. */
  readonly known: Map<string, number> | undefined;
}

export function write16({ bytes }: DnsWriter, value: number): void {
  bytes.push((value >> 8) & 0xff, value & 0xff);
}

export function write32(writer: DnsWriter, value: number): void {
  write16(writer, value >>> 16);
  write16(writer, value & 0xffff);
}

/** A name whose end stood before becomes a pointer to it (RFC 1035, 4.1.4). */
export function writeName({ bytes, known }: DnsWriter, name: string): void {
  const labels = labelsOf(name);
  if (labels === undefined) throw new RangeError(`no DNS name: ${name}`);
  for (let at = 0; at < labels.length; at += 1) {
    const key = labels
      .slice(at)
      .map((label) => label.join(' '))
      .join('.')
      .toLowerCase();
    const place = known?.get(key);
    if (place !== undefined) {
      bytes.push(0xc0 | (place >> 8), place & 0xff);
      return;
    }
    if (bytes.length < 0x4000) known?.set(key, bytes.length);
    const label = labels[at] ?? [];
    bytes.push(label.length, ...label);
  }
  bytes.push(0);
}
