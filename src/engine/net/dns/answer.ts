import type { DnsRecord } from '../../../sh/program.js';
import { isIpv6 } from '../address.js';
import { namesOfAddress, reverseAddress } from './reverse-names.js';
import { type Found, findName, type Lookup } from './service-names.js';
import { type Answer, isReverseZone, type MatchedZone, matchZone, type Question, type ZoneOptions } from './zone.js';

const SCHEMA_VERSION = '1.1.0';
const VERSION_TTL = 28_800;
/** Aliases that point at each other end somewhere. */
const MAX_ALIASES = 8;

/** Answers one question as CoreDNS with the kubernetes plugin does; it costs what it returns. */
export function answer(options: ZoneOptions, question: Question): Answer {
  return answerWithin(options, question, MAX_ALIASES);
}

function answerWithin(options: ZoneOptions, question: Question, aliases: number): Answer {
  const name = question.name.endsWith('.') ? question.name : `${question.name}.`;
  const zone = matchZone(options.zones, name);
  if (zone === undefined) return askNext(options, { ...question, name });
  const asked: Asked = { options, name, type: question.type, zone, aliases };
  if (options.isSynced?.() === false) return { ...failed, authority: [startOfAuthority(asked)] };
  const found = isReverseZone(zone.zone) ? reverse(asked) : forward(asked);
  if (found !== undefined) return found;
  if (passesOn(options.fallthrough, name)) return askNext(options, { ...question, name });
  return negative(asked, 'NXDOMAIN');
}

interface Asked {
  readonly options: ZoneOptions;
  readonly name: string;
  readonly type: string;
  readonly zone: MatchedZone;
  /** How many more aliases are followed. */
  readonly aliases: number;
}

function askNext({ upstream, next = upstream }: ZoneOptions, question: Question): Answer {
  return next?.(question) ?? failed;
}

/** Whether the unknown name lies in one of the zones that go on to the next plugin. */
export function passesOn(zones: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  return zones.some((zone) => zone === '.' || lower === zone || lower.endsWith(`.${zone}`));
}

const failed: Answer = { rcode: 'SERVFAIL', authoritative: false, answers: [], authority: [], additional: [] };

function positive(answers: readonly DnsRecord[], additional: readonly DnsRecord[] = []): Answer {
  return { rcode: 'NOERROR', authoritative: true, answers, authority: [], additional };
}

function negative(asked: Asked, rcode: 'NOERROR' | 'NXDOMAIN'): Answer {
  return { rcode, authoritative: true, answers: [], authority: [startOfAuthority(asked)], additional: [] };
}

function startOfAuthority({ options, zone }: Asked): DnsRecord {
  const { ttl } = options;
  const data = `ns.dns.${zone.asked} hostmaster.${zone.asked} ${options.serial()} 7200 1800 86400 ${ttl}`;
  return { name: zone.asked, type: 'SOA', ttl, data };
}

/** `undefined`: there is no such name. */
function reverse(asked: Asked): Answer | undefined {
  if (asked.zone.labels.length === 0) return apex(asked);
  const ip = asked.type === 'PTR' ? reverseAddress(asked.name) : undefined;
  const names = ip === undefined ? [] : namesOfAddress(asked.options, ip);
  if (names.length === 0) return undefined;
  return positive(names.map((data) => record(asked, 'PTR', data)));
}

function forward(asked: Asked): Answer | undefined {
  const { zone, type } = asked;
  if (zone.labels.length === 0) return apex(asked);
  if (zone.labels.join('.') === 'dns-version' && type === 'TXT') {
    return positive([{ name: asked.name, type, ttl: VERSION_TTL, data: SCHEMA_VERSION }]);
  }
  if (zone.labels.join('.') === 'ns.dns' && (type === 'A' || type === 'AAAA')) return ownAddresses(asked);
  const found = findName(asked.options, zone.labels);
  if (found === 'unknown') return undefined;
  if (type === 'SRV') return services(asked, found);
  const answers = addresses(asked, found);
  return answers.length > 0 ? positive(answers) : negative(asked, 'NOERROR');
}

function apex(asked: Asked): Answer | undefined {
  const { type, options, zone } = asked;
  if (type === 'SOA') return positive([startOfAuthority(asked)]);
  if (type === 'TXT') return undefined;
  if (type === 'NS' && options.serverAddresses().length > 0) {
    const host = `ns.dns.${zone.asked}`;
    const additional = options.serverAddresses().map((ip) => address(host, ip, options.ttl));
    return positive([record(asked, 'NS', host)], additional);
  }
  return negative(asked, 'NOERROR');
}

function ownAddresses(asked: Asked): Answer | undefined {
  const own = asked.options.serverAddresses().map((ip) => address(asked.name, ip, asked.options.ttl));
  if (own.length === 0) return undefined;
  const matching = own.filter(({ type }) => type === asked.type);
  return matching.length > 0 ? positive(matching) : negative(asked, 'NOERROR');
}

function addresses(asked: Asked, found: readonly Found[]): readonly DnsRecord[] {
  const { type, options, name } = asked;
  if (type !== 'A' && type !== 'AAAA' && type !== 'CNAME') return [];
  const [first] = found;
  if (first?.isName) return alias(asked, first);
  const hosts = new Set(found.map(({ host }) => host));
  return [...hosts].map((ip) => address(name, ip, options.ttl)).filter((found) => found.type === type);
}

/** A CNAME, then what its target answers: from the zone itself or from upstream. */
function alias(asked: Asked, { host }: Found): readonly DnsRecord[] {
  const target = host.endsWith('.') ? host : `${host}.`;
  const cname = record(asked, 'CNAME', target);
  if (asked.type === 'CNAME' || asked.aliases === 0 || target.toLowerCase() === asked.name.toLowerCase())
    return [cname];
  const question = { name: target, type: asked.type };
  return [cname, ...answerWithin(asked.options, question, asked.aliases - 1).answers];
}

/** Weights are even; the target of a Service with an address is the Service, of a headless one each endpoint. */
function services(asked: Asked, found: Exclude<Lookup, 'unknown'>): Answer {
  const { zone, options } = asked;
  const weight = Math.max(1, Math.floor(100 / found.length));
  const answers = new Map<string, DnsRecord>();
  const additional = new Map<string, DnsRecord>();
  for (const { host, port, name, isName } of found) {
    const target = isName ? `${host.replace(/\.$/, '')}.` : `${name}.${zone.asked}`;
    if (port === -1 && !isName) continue;
    answers.set(`${target} ${port}`, record(asked, 'SRV', `0 ${weight} ${Math.max(0, port)} ${target}`));
    if (!isName) additional.set(`${target} ${host}`, address(target, host, options.ttl));
  }
  if (answers.size === 0) return negative(asked, 'NOERROR');
  return positive([...answers.values()], [...additional.values()]);
}

function record({ name, options }: Asked, type: string, data: string): DnsRecord {
  return { name, type, ttl: options.ttl, data };
}

function address(name: string, ip: string, ttl: number): DnsRecord {
  return { name, type: isIpv6(ip) ? 'AAAA' : 'A', ttl, data: ip };
}
