import type { EndpointSlice, Service } from '../../../../kube/shapes/service.js';
import type { DnsRecord } from '../../../../sh/program.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { parseKey } from '../../../control/keys.js';
import { isIpv6 } from '../../address.js';
import { outsideAddresses } from '../address-index.js';
import { reverseAddress } from '../reverse-names.js';
import { endpointName, readyOf } from '../service-names.js';
import { type Answer, isReverseZone, type MatchedZone, matchZone, type Question } from '../zone.js';
import type { ExternalSettings } from './plugin-settings.js';

/** What the plugin k8s_external stands on. */
export interface ExternalWorld {
  readonly reader: ClusterReader;
  readonly settings: ExternalSettings;
  readonly serverAddresses: () => readonly string[];
  readonly serial: () => number;
  /** Namespaces that the kubernetes plugin knows; empty for all. */
  readonly namespaces: readonly string[];
  /** Keys of Services with this address outside. */
  readonly servicesAt: (ip: string) => readonly string[];
}

/** Names of Services in a zone of the outside world; `undefined`: the next plugin is asked. */
export function answerExternal(world: ExternalWorld, question: Question): Answer | undefined {
  const { settings } = world;
  const zone = matchZone(settings.zones, question.name);
  if (zone === undefined) return undefined;
  const asked: Asked = { world, zone, ...question };
  if (isReverseZone(zone.zone)) return reverse(asked);
  if (isApex(asked)) return apex(asked);
  const found = find(asked);
  if (found === 'unknown') return settings.fallthrough === undefined ? answerWith(asked, 'NXDOMAIN', []) : undefined;
  if (question.type === 'SRV') return services(asked, found);
  const records = addresses(asked, found);
  return answerWith(asked, 'NOERROR', records);
}

interface Asked extends Question {
  readonly world: ExternalWorld;
  readonly zone: MatchedZone;
}

interface Target {
  readonly host: string;
  /** -1: any. */
  readonly port: number;
  /** What SRV records point to. */
  readonly name: string;
}

function isApex({ zone, world }: Asked): boolean {
  const labels = zone.labels.join('.');
  return labels === '' || labels === world.settings.apex || labels === `ns1.${world.settings.apex}`;
}

function apex(asked: Asked): Answer {
  const { zone, type, world, name } = asked;
  const own = `ns1.${world.settings.apex}.${zone.asked}`;
  if (zone.labels.length === 0 && type === 'SOA') return answerWith(asked, 'NOERROR', [startOfAuthority(asked)]);
  if (zone.labels.length === 0 && type === 'NS') {
    return answerWith(asked, 'NOERROR', [record(asked, 'NS', own)], ownAddresses(asked, own));
  }
  const isOwn = zone.labels[0] === 'ns1';
  return answerWith(asked, 'NOERROR', isOwn ? ownAddresses(asked, name).filter((found) => found.type === type) : []);
}

function ownAddresses({ world }: Asked, name: string): readonly DnsRecord[] {
  return world.serverAddresses().map((ip) => address(name, ip, world.settings.ttl));
}

function find({ world, zone }: Asked): readonly Target[] | 'unknown' {
  const { reader, settings, namespaces } = world;
  const labels = [...zone.labels];
  const namespace = labels.pop() ?? '';
  const isKnown = reader.get('namespaces', { namespace: '', name: namespace }) !== undefined;
  if (!isKnown || (namespaces.length > 0 && !namespaces.includes(namespace))) return 'unknown';
  const name = labels.pop();
  if (name === undefined) return [];
  const service = reader.get<Service>('services', { namespace, name });
  if (service === undefined || labels.length > 2) return 'unknown';
  const isHeadless = service.spec.clusterIP === 'None';
  const path = `${name}.${namespace}.${zone.asked}`;
  const found =
    isHeadless && settings.headless
      ? ofEndpoints(world, service, { labels, path })
      : ofService(service, { labels, path });
  return found.length === 0 ? 'unknown' : found;
}

interface Wanted {
  readonly labels: readonly string[];
  readonly path: string;
}

function ofService(service: Service, { labels, path }: Wanted): readonly Target[] {
  if (labels.length === 1) return [];
  return (service.spec.ports ?? [])
    .filter((port) => isWanted(port, labels))
    .flatMap(({ port }) => outsideAddresses(service).map((host) => ({ host, port, name: path })));
}

function ofEndpoints({ reader }: ExternalWorld, { metadata }: Service, { labels, path }: Wanted): readonly Target[] {
  const { namespace = '', name = '' } = metadata;
  const slices = reader.withLabels<EndpointSlice>('endpointslices.discovery.k8s.io', namespace, {
    'kubernetes.io/service-name': name,
  });
  return slices.flatMap((slice) =>
    readyOf(slice).flatMap((endpoint) =>
      endpoint.addresses.flatMap((host) => {
        const label = endpointName({}, endpoint, host);
        if (labels.length === 1 && labels[0] !== label) return [];
        const ports = (slice.ports ?? []).filter((port) => labels.length < 2 || isWanted(port, labels));
        return ports.map(({ port = -1 }) => ({ host, port, name: `${label}.${path}` }));
      }),
    ),
  );
}

function isWanted(port: { readonly name?: string; readonly protocol?: string }, labels: readonly string[]): boolean {
  if (labels.length < 2) return true;
  const [name = '', protocol = ''] = labels.map((label) => label.replace(/^_/, ''));
  const isSameName = name === '*' || (port.name ?? '').toLowerCase() === name;
  return isSameName && (protocol === '*' || (port.protocol ?? 'TCP').toLowerCase() === protocol);
}

function addresses(asked: Asked, found: readonly Target[]): readonly DnsRecord[] {
  const { name, type, world } = asked;
  if (type !== 'A' && type !== 'AAAA' && type !== 'CNAME') return [];
  const hosts = [...new Set(found.map(({ host }) => host))];
  const alias = hosts.find((host) => !isAddress(host));
  if (alias !== undefined) return [record(asked, 'CNAME', alias.endsWith('.') ? alias : `${alias}.`)];
  return hosts.map((ip) => address(name, ip, world.settings.ttl)).filter((one) => one.type === type);
}

function services(asked: Asked, found: readonly Target[]): Answer {
  const weight = Math.max(1, Math.floor(100 / Math.max(1, found.length)));
  const rows = found.map(({ host, port, name }) => {
    const target = isAddress(host) ? name : `${host.replace(/\.$/, '')}.`;
    return { host, target, data: `0 ${weight} ${port} ${target}` };
  });
  const answers = [...new Set(rows.map(({ data }) => data))].map((data) => record(asked, 'SRV', data));
  const extra = rows.filter(({ host }) => isAddress(host));
  const unique = new Map(
    extra.map(({ host, target }) => [`${target} ${host}`, address(target, host, asked.world.settings.ttl)]),
  );
  return answerWith(asked, 'NOERROR', answers, [...unique.values()]);
}

function reverse(asked: Asked): Answer | undefined {
  const ip = asked.type === 'PTR' ? reverseAddress(asked.name) : undefined;
  const zone = asked.world.settings.zones.find((candidate) => !isReverseZone(candidate));
  if (ip === undefined || zone === undefined) return undefined;
  const names = asked.world.servicesAt(ip).map(parseKey);
  if (names.length === 0) return undefined;
  return answerWith(
    asked,
    'NOERROR',
    names.map(({ name, namespace }) => record(asked, 'PTR', `${name}.${namespace}.${zone}`)),
  );
}

function answerWith(
  asked: Asked,
  rcode: Answer['rcode'],
  answers: readonly DnsRecord[],
  additional: readonly DnsRecord[] = [],
): Answer {
  const authority = answers.length === 0 ? [startOfAuthority(asked)] : [];
  return { rcode, authoritative: true, answers, authority, additional };
}

function startOfAuthority({ zone, world }: Asked): DnsRecord {
  const { settings, serial } = world;
  const host = `${settings.apex}.${zone.asked}`;
  const data = `ns1.${host} hostmaster.${host} ${serial()} 7200 1800 86400 ${settings.ttl}`;
  return { name: zone.asked, type: 'SOA', ttl: settings.ttl, data };
}

function record({ name, world }: Asked, type: string, data: string): DnsRecord {
  return { name, type, ttl: world.settings.ttl, data };
}

function isAddress(host: string): boolean {
  return isIpv6(host) || /^\d+(?:\.\d+){3}$/.test(host);
}

function address(name: string, ip: string, ttl: number): DnsRecord {
  return { name, type: isIpv6(ip) ? 'AAAA' : 'A', ttl, data: ip };
}
