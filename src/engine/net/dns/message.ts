import { type DnsMessage, noFlags, rcodeNumber } from '../../../kube/dns-message/dns-message.js';
import { encodeDns } from '../../../kube/dns-message/encode-dns.js';
import { fitDns } from '../../../kube/dns-message/fit-dns.js';
import type { Answer, Question } from './zone.js';

/** A question on its way: what of the real message someone can see. */
export interface Query extends Question {
  readonly id: number;
  /** Of EDNS; without it a datagram holds 512 bytes. */
  readonly udpSize?: number;
  readonly dnssecOk?: boolean;
  /** Client cookie of EDNS, in hexadecimal. */
  readonly cookie?: string;
}

/** DNS messages of the simulated wire: one JSON text a datagram, one a line over TCP. */
export function queryText({ name, type, id, udpSize, dnssecOk, cookie }: Query): string {
  return JSON.stringify({
    name,
    type,
    id,
    ...(udpSize !== undefined && { udpSize }),
    ...(dnssecOk && { dnssecOk }),
    ...(cookie !== undefined && { cookie }),
  });
}

/** What a DNS program reads in a datagram; `undefined` for what is no question. */
export function readQuery(message: string): Query | undefined {
  const value = parse(message) as Partial<Query> | undefined;
  if (typeof value?.name !== 'string' || typeof value.type !== 'string') return undefined;
  return { ...value, name: value.name, type: value.type, id: value.id ?? 0 };
}

/** What a server sends back: the answer under the number of its question. */
export function answerText(answer: Answer, id: number): string {
  return JSON.stringify({ ...answer, id });
}

export function readAnswer(message: string): (Answer & { readonly id?: number }) | undefined {
  const value = parse(message) as Partial<Answer> | undefined;
  return value?.rcode !== undefined && Array.isArray(value.answers) ? (value as Answer) : undefined;
}

/** The message that would be on a real wire; without an answer: the question's. */
function wireMessage(query: Query, answer?: Answer): DnsMessage {
  const { name, type, id, udpSize, dnssecOk = false, cookie } = query;
  const options = cookie === undefined ? [] : [{ code: 10, data: cookie }];
  return {
    id,
    opcode: 0,
    rcode: rcodeNumber(answer?.rcode ?? 'NOERROR'),
    flags: {
      ...noFlags,
      qr: answer !== undefined,
      aa: answer?.authoritative ?? false,
      tc: answer?.truncated ?? false,
      rd: true,
      ra: answer?.recursive ?? false,
    },
    questions: [{ name: name.endsWith('.') ? name : `${name}.`, type, class: 'IN' }],
    answers: answer?.answers ?? [],
    authority: answer?.authority ?? [],
    additional: answer?.additional ?? [],
    ...(udpSize !== undefined && { edns: { udpSize, dnssecOk, options } }),
  };
}

/** Bytes of the message without compression, as CoreDNS and dig count them while it is small. */
export function wireSize(query: Query, answer?: Answer): number {
  return sizeOf(wireMessage(query, answer), false);
}

/** What fits into one datagram; the rest is left out, and the answer says so. */
export function fitted(query: Query, answer: Answer): Answer {
  const most = Math.max(512, query.udpSize ?? 512);
  if (roughSize(answer) <= most) return answer;
  const { answers, authority, additional, flags } = fitDns(wireMessage(query, answer), most);
  return { ...answer, answers, authority, additional, ...(flags.tc && { truncated: true }) };
}

/** Never less than the size without compression. */
function roughSize({ answers, authority, additional }: Answer): number {
  const records = [...answers, ...authority, ...additional];
  return records.reduce((sum, { name, data }) => sum + name.length + data.length + 28, 300);
}

function sizeOf(message: DnsMessage, compress: boolean): number {
  try {
    return encodeDns(message, { compress }).length;
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
