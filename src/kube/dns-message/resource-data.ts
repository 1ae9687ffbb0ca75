import { formatIp, ipBytes } from './dns-addresses.js';
import type { DnsReader } from './dns-reader.js';
import { type DnsWriter, write16, write32, writeName } from './dns-writer.js';

type Field = 'name' | 'u16' | 'u32';

/** Types whose data is a row of names and numbers. */
const ROWS: Readonly<Record<string, readonly Field[]>> = {
  NS: ['name'],
  CNAME: ['name'],
  PTR: ['name'],
  MX: ['u16', 'name'],
  SRV: ['u16', 'u16', 'u16', 'name'],
  SOA: ['name', 'name', 'u32', 'u32', 'u32', 'u32', 'u32'],
};

/** Data of one record from its text. What has no form of its own is `\# LENGTH HEX` (RFC 3597). */
export function writeData(writer: DnsWriter, type: string, data: string): void {
  const row = ROWS[type];
  if (type === 'A' || type === 'AAAA') writer.bytes.push(...(ipBytes(data) ?? []));
  else if (type === 'TXT' || type === 'HINFO') writeStrings(writer, data);
  else if (row) writeRow(writer, row, data.split(' '), type === 'SRV');
  else
    for (const pair of data.replace(/^\\# \d+ ?/, '').match(/[0-9a-f]{2}/gi) ?? [])
      writer.bytes.push(Number.parseInt(pair, 16));
}

function writeRow(writer: DnsWriter, row: readonly Field[], words: readonly string[], isWhole: boolean): void {
  for (const [at, field] of row.entries()) {
    const word = words[at] ?? '0';
    if (field === 'u16') write16(writer, Number(word));
    else if (field === 'u32') write32(writer, Number(word));
    // The target of an SRV record is never compressed (RFC 2782).
    else writeName(isWhole ? { ...writer, known: undefined } : writer, word);
  }
}

function writeStrings({ bytes }: DnsWriter, data: string): void {
  const quoted = data.match(/"(?:[^"\\]|\\.)*"/g);
  for (const text of quoted ?? [data]) {
    const plain = quoted ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
    const letters = Array.from(plain, (letter) => letter.charCodeAt(0) & 0xff).slice(0, 255);
    bytes.push(letters.length, ...letters);
  }
}

/** The text of `length` bytes of data at the reader's place. */
export function readData(reader: DnsReader, type: string, length: number): string {
  const end = reader.at + length;
  const row = ROWS[type];
  if ((type === 'A' && length === 4) || (type === 'AAAA' && length === 16)) return formatIp(reader.take(length));
  if (row) {
    return row
      .map((field) => (field === 'name' ? reader.name() : field === 'u16' ? reader.u16() : reader.u32()))
      .join(' ');
  }
  if (type === 'TXT' || type === 'HINFO') {
    const strings: string[] = [];
    while (reader.at < end) strings.push(quote(reader.take(reader.u8())));
    return strings.join(' ');
  }
  const hex = Array.from(reader.take(length), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `\\# ${length}${hex === '' ? '' : ` ${hex}`}`;
}

function quote(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
