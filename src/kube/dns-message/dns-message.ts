/** One DNS message (RFC 1035, EDNS of RFC 6891); names are absolute and end with a dot. */
export interface DnsMessage {
  readonly id: number;
  readonly opcode: number;
  readonly rcode: number;
  readonly flags: DnsFlags;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsResource[];
  readonly authority: readonly DnsResource[];
  /** Without the OPT record, which is `edns`. */
  readonly additional: readonly DnsResource[];
  readonly edns?: DnsEdns;
}

export interface DnsFlags {
  /** It is an answer. */
  readonly qr: boolean;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
}

export interface DnsQuestion {
  readonly name: string;
  /** `A`, or `TYPE65280` when it has no name here. */
  readonly type: string;
  readonly class: string;
}

export interface DnsResource {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** As a zone file has it, e.g. `0 100 80 web.default.svc.cluster.local.` */
  readonly data: string;
}

export interface DnsEdns {
  /** Largest UDP datagram that the sender takes. */
  readonly udpSize: number;
  readonly dnssecOk: boolean;
  /** Options as they came, in hexadecimal: code, then data. */
  readonly options: readonly { readonly code: number; readonly data: string }[];
}

export const noFlags: DnsFlags = { qr: false, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false };

const TYPES: readonly (readonly [string, number])[] = [
  ['A', 1],
  ['NS', 2],
  ['CNAME', 5],
  ['SOA', 6],
  ['PTR', 12],
  ['HINFO', 13],
  ['MX', 15],
  ['TXT', 16],
  ['AAAA', 28],
  ['SRV', 33],
  ['NAPTR', 35],
  ['OPT', 41],
  ['DS', 43],
  ['RRSIG', 46],
  ['DNSKEY', 48],
  ['SVCB', 64],
  ['HTTPS', 65],
  ['AXFR', 252],
  ['ANY', 255],
  ['CAA', 257],
];
const CLASSES: readonly (readonly [string, number])[] = [
  ['IN', 1],
  ['CH', 3],
  ['HS', 4],
  ['ANY', 255],
];
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

export function typeNumber(type: string): number | undefined {
  return numberIn(TYPES, 'TYPE', type);
}

export function typeName(number: number): string {
  return TYPES.find(([, known]) => known === number)?.[0] ?? `TYPE${number}`;
}

export function classNumber(name: string): number | undefined {
  return numberIn(CLASSES, 'CLASS', name);
}

export function className(number: number): string {
  return CLASSES.find(([, known]) => known === number)?.[0] ?? `CLASS${number}`;
}

export function rcodeNumber(name: string): number {
  return Math.max(0, RCODES.indexOf(name));
}

export function rcodeName(number: number): string {
  return RCODES[number] ?? `RESERVED${number}`;
}

function numberIn(table: readonly (readonly [string, number])[], prefix: string, name: string): number | undefined {
  const known = table.find(([text]) => text === name)?.[1];
  if (known !== undefined || !name.startsWith(prefix)) return known;
  const number = Number(name.slice(prefix.length));
  return /^\d{1,5}$/.test(name.slice(prefix.length)) && number < 65_536 ? number : undefined;
}
