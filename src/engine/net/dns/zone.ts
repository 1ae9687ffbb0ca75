import type { Requirement } from '../../../kube/label-selector.js';
import type { DnsRecord } from '../../../sh/program.js';
import type { ClusterReader } from '../../control/cluster-api.js';
import type { AddressIndex } from './address-index.js';

export interface Question {
  /** Absolute, with or without its last dot. */
  readonly name: string;
  readonly type: string;
}

export interface Answer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly authoritative: boolean;
  /** The server asks others for what it does not know itself. */
  readonly recursive?: boolean;
  /** Did not fit into its datagram: ask again over TCP. */
  readonly truncated?: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

/** What CoreDNS' kubernetes plugin is told in its Corefile, and what it stands on. */
export interface ZoneOptions {
  readonly reader: ClusterReader;
  readonly addresses: AddressIndex;
  /** With their last dot, the cluster's own first. */
  readonly zones: readonly string[];
  readonly ttl: number;
  readonly pods: 'disabled' | 'insecure' | 'verified';
  /** Only these namespaces are answered for; empty for all. */
  readonly namespaces: readonly string[];
  /** Zones whose unknown names are asked upstream. */
  readonly fallthrough: readonly string[];
  readonly ignoreEmptyService: boolean;
  /** Endpoints without a hostname are called by their Pod instead of their address. */
  readonly endpointPodNames?: boolean;
  /** Names of the form ZONE.pin._zone.SERVICE and ZONE.prefer._zone.SERVICE are answered. */
  readonly zonal?: boolean;
  /** Absent or empty: all. */
  readonly labels?: readonly Requirement[];
  readonly namespaceLabels?: readonly Requirement[];
  /** `false`: headless Services and single endpoints are not known. */
  readonly hasEndpoints?: boolean;
  /** Addresses of the DNS server itself, for NS questions. */
  readonly serverAddresses: () => readonly string[];
  /** `false` until the server has read the cluster: it answers SERVFAIL. */
  readonly isSynced?: () => boolean;
  /** Serial of the SOA: seconds since 1970. */
  readonly serial: () => number;
  /** Who is asked for the targets of aliases, and for what lies outside the zones; nobody means SERVFAIL. */
  readonly upstream?: (question: Question) => Answer;
  /** The next plugin, when it is someone else than `upstream`. */
  readonly next?: (question: Question) => Answer;
}

/** The zone that a name lies in, in the letters of the question. */
export interface MatchedZone {
  /** As configured, lower case. */
  readonly zone: string;
  /** As asked. */
  readonly asked: string;
  /** Lower-case labels before the zone. */
  readonly labels: readonly string[];
}

export function matchZone(zones: readonly string[], name: string): MatchedZone | undefined {
  const lower = name.toLowerCase();
  const matching = zones.filter((zone) => zone === '.' || lower === zone || lower.endsWith(`.${zone}`));
  const zone = matching.sort((a, b) => b.length - a.length)[0];
  if (zone === undefined) return undefined;
  const before = lower.slice(0, lower.length - zone.length).replace(/\.$/, '');
  return { zone, asked: name.slice(name.length - zone.length), labels: before === '' ? [] : before.split('.') };
}

export function isReverseZone(zone: string): boolean {
  return zone.endsWith('in-addr.arpa.') || zone.endsWith('ip6.arpa.');
}
