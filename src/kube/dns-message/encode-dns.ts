import {
  classNumber,
  type DnsEdns,
  type DnsFlags,
  type DnsMessage,
  type DnsResource,
  typeNumber,
} from './dns-message.js';
import { type DnsWriter, write16, write32, writeName } from './dns-writer.js';
import { writeData } from './resource-data.js';

/** The message as bytes. Throws RangeError for a name that no message can hold. */
export function encodeDns(message: DnsMessage, { compress }: { readonly compress: boolean }): Uint8Array {
  const writer: DnsWriter = { bytes: [], known: compress ? new Map() : undefined };
  const { questions, answers, authority, additional, edns } = message;
  write16(writer, message.id);
  write16(writer, flagBits(message));
  for (const count of [questions.length, answers.length, authority.length, additional.length + (edns ? 1 : 0)])
    write16(writer, count);
  for (const question of questions) {
    writeName(writer, question.name);
    write16(writer, typeNumber(question.type) ?? 0);
    write16(writer, classNumber(question.class) ?? 1);
  }
  for (const resource of [...answers, ...authority, ...additional]) writeResource(writer, resource);
  if (edns) writeEdns(writer, edns, message.rcode);
  return Uint8Array.from(writer.bytes);
}

function flagBits({
  flags,
  opcode,
  rcode,
}: {
  readonly flags: DnsFlags;
  readonly opcode: number;
  readonly rcode: number;
}) {
  const bits: readonly (readonly [boolean, number])[] = [
    [flags.qr, 0x8000],
    [flags.aa, 0x0400],
    [flags.tc, 0x0200],
    [flags.rd, 0x0100],
    [flags.ra, 0x0080],
    [flags.ad, 0x0020],
    [flags.cd, 0x0010],
  ];
  return bits.reduce((sum, [isSet, bit]) => sum | (isSet ? bit : 0), ((opcode & 0xf) << 11) | (rcode & 0xf));
}

function writeResource(writer: DnsWriter, { name, type, ttl, data }: DnsResource): void {
  writeName(writer, name);
  write16(writer, typeNumber(type) ?? 0);
  write16(writer, 1);
  write32(writer, ttl);
  const start = writer.bytes.length;
  write16(writer, 0);
  writeData(writer, type, data);
  const length = writer.bytes.length - start - 2;
  writer.bytes[start] = length >> 8;
  writer.bytes[start + 1] = length & 0xff;
}

function writeEdns(writer: DnsWriter, { udpSize, dnssecOk, options }: DnsEdns, rcode: number): void {
  writer.bytes.push(0);
  write16(writer, 41);
  write16(writer, udpSize);
  write16(writer, (rcode >> 4) << 8);
  write16(writer, dnssecOk ? 0x8000 : 0);
  write16(
    writer,
    options.reduce((sum, { data }) => sum + 4 + data.length / 2, 0),
  );
  for (const { code, data } of options) {
    write16(writer, code);
    write16(writer, data.length / 2);
    for (const pair of data.match(/../g) ?? []) writer.bytes.push(Number.parseInt(pair, 16));
  }
}
