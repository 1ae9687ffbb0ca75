import type { DnsRecord } from '../../../../sh/program.js';
import { isIpv6 } from '../../address.js';
import { passesOn } from '../answer.js';
import { reverseAddress } from '../reverse-names.js';
import { type Answer, matchZone, type Question } from '../zone.js';
import type { HostsSettings } from './plugin-settings.js';

/** The plugin hosts: names from lines in the form of /etc/hosts; `undefined`: the next plugin is asked. */
export function answerHosts(settings: HostsSettings, file: string, question: Question): Answer | undefined {
  const isCovered = matchZone(settings.zones, question.name) !== undefined;
  const name = question.name.toLowerCase();
  const rows = `${settings.inline}\n${file}`
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/))
    .filter(({ length }) => length > 1);
  const record = (type: string, data: string): DnsRecord => ({ name: question.name, type, ttl: settings.ttl, data });
  if (question.type === 'PTR') {
    if (!settings.hasReverse) return undefined;
    const ip = reverseAddress(name);
    const [, ...names] = rows.find(([address]) => address === ip) ?? [];
    return names.length > 0 ? positive(names.map((host) => record('PTR', `${host.replace(/\.$/, '')}.`))) : undefined;
  }
  if (!isCovered) return undefined;
  const addresses = rows.filter(([, ...names]) => names.some((known) => `${known.replace(/\.$/, '')}.` === name));
  const records = addresses
    .map(([ip = '']) => record(isIpv6(ip) ? 'AAAA' : 'A', ip))
    .filter(({ type }) => type === question.type);
  if (addresses.length > 0) return positive(records);
  if (settings.fallthrough === undefined) return { ...positive([]), rcode: 'NXDOMAIN' };
  return settings.fallthrough.length === 0 || passesOn(settings.fallthrough, name)
    ? undefined
    : { ...positive([]), rcode: 'NXDOMAIN' };
}

function positive(answers: readonly DnsRecord[]): Answer {
  return { rcode: 'NOERROR', authoritative: true, answers, authority: [], additional: [] };
}
