import { className, type DnsEdns, type DnsMessage, type DnsResource, typeName } from './dns-message.js';
import { createDnsReader, DnsFormatError, type DnsReader } from './dns-reader.js';
import { readData } from './resource-data.js';

/** The message in these bytes. Throws DnsFormatError. */
export function decodeDns(bytes: Uint8Array): DnsMessage {
  const reader = createDnsReader(bytes);
  const id = reader.u16();
  const bits = reader.u16();
  const [questionCount = 0, ...counts] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  const questions = times(questionCount, () => ({
    name: reader.name(),
    type: typeName(reader.u16()),
    class: className(reader.u16()),
  }));
  const sections = counts.map((count) => times(count, () => readResource(reader)));
  const [answers = [], authority = [], rest = []] = sections.map((section) => section.filter(isResource));
  const edns = sections.flat().find((found): found is Opt => 'edns' in found);
  if (sections.flat().filter((found) => 'edns' in found).length > 1) throw new DnsFormatError('two OPT records');
  const isSet = (bit: number) => (bits & bit) !== 0;
  return {
    id,
    opcode: (bits >> 11) & 0xf,
    rcode: (bits & 0xf) | ((edns?.rcodeHigh ?? 0) << 4),
    flags: {
      qr: isSet(0x8000),
      aa: isSet(0x0400),
      tc: isSet(0x0200),
      rd: isSet(0x0100),
      ra: isSet(0x0080),
      ad: isSet(0x0020),
      cd: isSet(0x0010),
    },
    questions,
    answers,
    authority,
    additional: rest,
    ...(edns && { edns: edns.edns }),
  };
}

/** The id of a message that cannot be read further, for the answer FORMERR. */
export function dnsId(bytes: Uint8Array): number | undefined {
  return bytes.length < 12 ? undefined : ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
}

interface Opt {
  readonly edns: DnsEdns;
  readonly rcodeHigh: number;
}

function isResource(found: DnsResource | Opt): found is DnsResource {
  return 'name' in found;
}

function times<T>(count: number, make: () => T): readonly T[] {
  const made: T[] = [];
  for (let at = 0; at < count; at += 1) made.push(make());
  return made;
}

function readResource(reader: DnsReader): DnsResource | Opt {
  const name = reader.name();
  const type = typeName(reader.u16());
  const kind = reader.u16();
  const ttl = reader.u32();
  const length = reader.u16();
  const end = reader.at + length;
  if (type === 'OPT') return readOpt(reader, { udpSize: kind, ttl, end });
  const data = readData(reader, type, length);
  if (reader.at !== end) throw new DnsFormatError(`data of ${type} does not fill its length`);
  return { name, type, ttl, data };
}

function readOpt(
  reader: DnsReader,
  { udpSize, ttl, end }: { readonly udpSize: number; readonly ttl: number; readonly end: number },
): Opt {
  const options: { code: number; data: string }[] = [];
  while (reader.at < end) {
    const code = reader.u16();
    const bytes = reader.take(reader.u16());
    options.push({ code, data: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') });
  }
  if (reader.at !== end) throw new DnsFormatError('an option goes beyond its record');
  return { edns: { udpSize, dnssecOk: (ttl & 0x8000) !== 0, options }, rcodeHigh: Math.floor(ttl / 0x1000000) };
}
