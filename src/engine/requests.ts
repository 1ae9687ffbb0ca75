import { apiError } from '../kube/api-error.js';
import type { Pod } from '../kube/shapes/pod.js';
import type { DnsRecord, Resolution } from '../sh/program.js';
import type { Sim } from '../sim/index.js';
import type { AwaitExchange } from './await-exchange.js';
import type { ClusterApi } from './control/cluster-api.js';
import { parseKey } from './control/keys.js';
import type { AddressPlan } from './net/address-plan.js';
import { candidateNames, isAddress, readResolvConf } from './net/dns/resolv-conf.js';
import type { ExchangeResult } from './net/exchange.js';
import { writeMessage } from './net/http-text.js';
import type { Network } from './net/network.js';
import { hostsFile, podDns, resolvConf } from './node/etc-files.js';
import type { Cluster, Origin, ResolveRequest, ResolveResult, SendRequest, SendResult } from './public-face.js';

interface Parts {
  readonly sim: Sim;
  readonly network: Network;
  readonly api: ClusterApi;
  readonly exchange: AwaitExchange;
  readonly plan: AddressPlan;
}

const DEFAULT_TIMEOUT_MS = 5000;
const DOMAIN = 'cluster.local';

/** `send` and `resolve` of the public face: they let virtual time pass until the answer is there. */
export function createRequests(parts: Parts): Pick<Cluster, 'send' | 'resolve'> {
  return {
    send(request) {
      const { from, to, port, protocol = 'TCP', timeoutMs = DEFAULT_TIMEOUT_MS, http, trace = true } = request;
      const named = isAddress(to) ? undefined : placeOf(parts, from);
      const result = parts.exchange({
        place: named?.place ?? placeId(parts.api, from),
        cause: 'goal',
        traced: trace,
        host: to,
        port,
        protocol,
        timeoutMs,
        until: http === undefined ? 'open' : 'http',
        text: http === undefined ? '' : requestText(request),
        resolvConf: named?.resolvConf ?? '',
        hosts: named?.hosts ?? '',
      });
      return sendResult(result);
    },
    resolve: (request) => resolve(parts, request),
  };
}

/** Who asks plainly for the same many times in a row has it written once. */
function requestText({ to, port, http = {} }: SendRequest): string {
  const { method = 'GET', path = '/', headers, body = '' } = http;
  if (headers !== undefined || body !== '') return written({ to, port, method, path, headers, body });
  const isSame = last.to === to && last.port === port && last.method === method && last.path === path;
  if (!isSame) last = { to, port, method, path, text: written({ to, port, method, path, body }) };
  return last.text;
}

let last = { to: '', port: 0, method: '', path: '', text: '' };

interface PlainRequest {
  readonly to: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: string;
}

function written({ to, port, method, path, headers = {}, body }: PlainRequest): string {
  const own = Object.entries(headers);
  const isNamed = own.some(([name]) => name.toLowerCase() === 'host');
  const all = isNamed ? own : [['Host', port === 80 ? to : `${to}:${port}`] as const, ...own];
  return writeMessage({ start: `${method} ${path} HTTP/1.1`, headers: [...all, CLOSE], body });
}

const CLOSE = ['Connection', 'close'] as const;

function sendResult({ outcome, http, trace }: ExchangeResult): SendResult {
  const result: { -readonly [Field in keyof SendResult]: SendResult[Field] } = {
    outcome,
    trace: trace?.hops ?? NO_HOPS,
  };
  if (http) {
    const headers: Record<string, string> = {};
    for (const [name, value] of http.headers) headers[name] = value;
    result.reply = { status: http.status ?? 0, headers, body: http.body };
  }
  const { pod, backend, sourceSeen } = trace ?? {};
  if (backend) result.backend = pod === undefined ? backend : { pod, ...backend };
  if (sourceSeen !== undefined) result.sourceSeen = sourceSeen;
  return result;
}

const NO_HOPS: SendResult['trace'] = [];

interface NamedPlace {
  readonly place: string;
  readonly resolvConf: string;
  readonly hosts: string;
}

function placeId(api: ClusterApi, from: Origin): string {
  if (from === 'outside') return 'outside/workstation';
  if ('node' in from && api.get('nodes', { namespace: '', name: from.node }) === undefined)
    throw apiError('NotFound', `nodes "${from.node}" not found`, { name: from.node, kind: 'nodes' });
  if ('node' in from) return `node/${from.node}`;
  const { spec, metadata } = podOf(api, from.pod);
  return spec.hostNetwork ? `node/${spec.nodeName}` : `pod/${metadata.uid}`;
}

function podOf(api: ClusterApi, key: string): Pod {
  const pod = api.get<Pod>('pods', key);
  if (pod !== undefined) return pod;
  const { name } = parseKey(key);
  throw apiError('NotFound', `pods "${name}" not found`, { name, kind: 'pods' });
}

function placeOf({ api, plan }: Parts, from: Origin): NamedPlace {
  const place = placeId(api, from);
  if (from === 'outside' || 'node' in from)
    return { place, resolvConf: `nameserver ${plan.upstreamDns}\n`, hosts: '127.0.0.1\tlocalhost\n' };
  const pod = podOf(api, from.pod);
  const host = { servers: [plan.upstreamDns], searches: [], options: [] };
  const hostname = pod.spec.hostname ?? pod.metadata.name ?? '';
  return {
    place,
    resolvConf: resolvConf(podDns(pod, { server: plan.clusterDns, domain: DOMAIN, host })),
    hosts: hostsFile(pod, { ips: (pod.status?.podIPs ?? []).map(({ ip }) => ip), hostname, domain: DOMAIN }),
  };
}

/** Asks each name of the search list until one is known, through the packet path; authority and additional are the server's. */
function resolve(parts: Parts, request: ResolveRequest): ResolveResult {
  try {
    return searchNames(parts, request);
  } finally {
    parts.network.detach(MACHINE, 1);
  }
}

const NOBODY: Resolution = { rcode: 'NXDOMAIN', records: [], queries: [], server: '' };

/** The network knows who asks as a process of this machine. */
const MACHINE = 'requests';

function searchNames(parts: Parts, { from, name, type = 'A', server }: ResolveRequest): ResolveResult {
  const { sim, network, plan } = parts;
  const { place, resolvConf: conf, hosts } = placeOf(parts, from);
  const files = { read: (path: string) => (path === '/etc/hosts' ? hosts : conf) };
  const net = network.attach({ machine: MACHINE, place, pid: 1, cause: 'goal', files, privileged: true });
  const queries: string[] = [];
  let last: Resolution | undefined;
  const exact = server && { server: plan.clusterDns, attempts: 1, isTcp: true, ...server };
  for (const candidate of exact ? [name] : candidateNames(name, readResolvConf(files))) {
    queries.push(candidate);
    const query = net.query({ name: candidate, type, isUntraced: true, ...exact });
    let found = net.resolved(query);
    while (found === undefined) {
      sim.run({ until: sim.nextAt() ?? sim.now() });
      found = net.resolved(query);
    }
    last = found;
    if (found.rcode === 'TIMEOUT') break;
    if (found.rcode === 'NOERROR' && found.records.length > 0) return resolved(found, queries);
  }
  return resolved(last ?? NOBODY, queries);
}

function resolved(
  { rcode, records, authority = [], additional = [], authoritative, recursive }: Resolution,
  queries: readonly string[],
): ResolveResult {
  return {
    rcode,
    answers: records.map(recordText),
    authority: authority.map(recordText),
    additional: additional.map(recordText),
    queries,
    ...(authoritative !== undefined && { authoritative }),
    ...(recursive !== undefined && { recursive }),
  };
}

function recordText({ name, type, ttl, data }: DnsRecord): string {
  return `${name} ${ttl} IN ${type} ${data}`;
}
