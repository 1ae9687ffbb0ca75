import type { Cluster } from '../../engine/public-face.js';
import { decodeDns, dnsId } from '../../kube/dns-message/decode-dns.js';
import { type DnsMessage, type DnsResource, noFlags, rcodeNumber } from '../../kube/dns-message/dns-message.js';
import { DnsFormatError } from '../../kube/dns-message/dns-reader.js';
import { encodeDns } from '../../kube/dns-message/encode-dns.js';
import { fitDns } from '../../kube/dns-message/fit-dns.js';

/** Largest message over TCP; over UDP without EDNS, and with it at most (what CoreDNS takes). */
const TCP_MOST = 65_535;
const UDP_LEAST = 512;
const UDP_MOST = 4096;
/** How long the cluster's DNS has, in ms of virtual time. */
const PATIENCE_MS = 2000;
const COOKIE = 10;

/** The bytes that answer these bytes; `undefined`: nothing is said, as when no DNS Pod answers. */
export function answerMessage(
  cluster: Pick<Cluster, 'resolve' | 'api'>,
  bytes: Uint8Array,
  transport: 'udp' | 'tcp',
): Uint8Array | undefined {
  const asked = read(bytes);
  if (asked === undefined) return undefined;
  if ('error' in asked) return encodeDns(failure(asked.id, asked.error), { compress: true });
  const answer = reply(cluster, asked);
  if (answer === undefined) return undefined;
  const most = transport === 'tcp' ? TCP_MOST : Math.min(UDP_MOST, Math.max(UDP_LEAST, asked.edns?.udpSize ?? 0));
  return encodeDns(fitDns(answer, most), { compress: true });
}

function read(bytes: Uint8Array): DnsMessage | { readonly id: number; readonly error: string } | undefined {
  const id = dnsId(bytes);
  const isAnswer = ((bytes[2] ?? 0) & 0x80) !== 0;
  if (id === undefined || isAnswer) return undefined;
  try {
    return decodeDns(bytes);
  } catch (error) {
    if (error instanceof DnsFormatError) return { id, error: 'FORMERR' };
    throw error;
  }
}

function reply(cluster: Pick<Cluster, 'resolve' | 'api'>, asked: DnsMessage): DnsMessage | undefined {
  const [question, ...more] = asked.questions;
  if (asked.opcode !== 0) return { ...failure(asked.id, 'NOTIMP'), opcode: asked.opcode, questions: asked.questions };
  if (question === undefined || more.length > 0) return failure(asked.id, 'FORMERR');
  if (question.class !== 'IN') return { ...failure(asked.id, 'REFUSED'), questions: asked.questions };
  const found = cluster.resolve({
    from: { node: firstNode(cluster) },
    name: question.name,
    type: question.type,
    server: { timeoutMs: PATIENCE_MS },
  });
  if (found.rcode === 'TIMEOUT') return undefined;
  const { edns, id, flags } = asked;
  return {
    id,
    opcode: 0,
    rcode: rcodeNumber(found.rcode),
    flags: {
      ...noFlags,
      qr: true,
      aa: found.authoritative ?? false,
      rd: flags.rd,
      ra: found.recursive ?? false,
      cd: flags.cd,
    },
    questions: asked.questions,
    answers: found.answers.map(resource),
    authority: found.authority.map(resource),
    additional: found.additional.map(resource),
    ...(edns && {
      edns: {
        udpSize: edns.udpSize,
        dnssecOk: edns.dnssecOk,
        options: edns.options.filter(({ code }) => code === COOKIE),
      },
    }),
  };
}

function failure(id: number, rcode: string): DnsMessage {
  return {
    id,
    opcode: 0,
    rcode: rcodeNumber(rcode),
    flags: { ...noFlags, qr: true },
    questions: [],
    answers: [],
    authority: [],
    additional: [],
  };
}

/** `NAME TTL IN TYPE DATA`. */
function resource(line: string): DnsResource {
  const [name = '', ttl = '0', , type = '', ...data] = line.split(' ');
  return { name, type, ttl: Number(ttl), data: data.join(' ') };
}

/** Nodes reach the address of the DNS Service. */
function firstNode({ api }: Pick<Cluster, 'api'>): string {
  const { body } = api({ method: 'GET', path: '/api/v1/nodes', query: { limit: '1' } });
  const { items = [] } = body as { readonly items?: readonly { readonly metadata: { readonly name: string } }[] };
  return items[0]?.metadata.name ?? '';
}
