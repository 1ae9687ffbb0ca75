import type { AddressType, Program, Resolution, Sys } from '../../../sh/program.js';
import { readHosts } from '../../net/dns/resolv-conf.js';
import { orderedAddresses } from './address-choice.js';

interface Frame {
  query?: number;
  /** The second question, for IPv4. */
  second?: number;
}

/** `getent hosts NAME` and `getent ahosts NAME`: the machine's own way to an address. */
export const getent: Program<Frame> = {
  start: () => ({}),
  step(frame, sys) {
    const [database = '', name] = sys.argv.slice(1);
    if (!['hosts', 'ahosts', 'ahostsv4', 'ahostsv6'].includes(database) || name === undefined) {
      sys.write(2, database === '' ? 'getent: wrong number of arguments\n' : `Unknown database: ${database}\n`);
      return 1;
    }
    const known = readHosts({ read: (path) => sys.files.read(path) }, name).filter((ip) => isWanted(database, ip));
    if (known.length > 0) return tell(sys, { database, name, aliases: aliasesOf(sys, name), addresses: known });
    const answer = ask(frame, sys, database, name);
    if (answer === undefined) return undefined;
    const addresses = orderedAddresses(answer, sys.net.addresses());
    const owner = answer.records.find(({ data }) => data === addresses[0])?.name.replace(/\.$/, '') ?? name;
    return tell(sys, { database, name: owner, aliases: owner, addresses });
  },
};

/** `hosts` asks for IPv6 and, when there is none, for IPv4; the others ask for what they print, at once. */
function ask(frame: Frame, sys: Sys, database: string, name: string): Resolution | undefined {
  const types: Readonly<Record<string, readonly AddressType[]>> = {
    hosts: ['AAAA'],
    ahostsv4: ['A'],
    ahostsv6: ['AAAA'],
    ahosts: ['A', 'AAAA'],
  };
  frame.query ??= sys.net.resolve(name, types[database]);
  const answer = sys.net.resolved(frame.query);
  if (answer === undefined || database !== 'hosts' || answer.records.some(({ type }) => type === 'AAAA')) return answer;
  frame.second ??= sys.net.resolve(name, ['A']);
  return sys.net.resolved(frame.second);
}

function isWanted(database: string, ip: string): boolean {
  if (database === 'ahostsv4') return !ip.includes(':');
  return database !== 'ahostsv6' || ip.includes(':');
}

interface Telling {
  readonly database: string;
  readonly name: string;
  readonly aliases: string;
  readonly addresses: readonly string[];
}

function tell(sys: Sys, { database, name, aliases, addresses }: Telling): number {
  if (addresses.length === 0) return 2;
  const lines = addresses.flatMap((ip) => {
    if (database === 'hosts') return [`${ip.padEnd(15)} ${aliases}\n`];
    return ['STREAM', 'DGRAM', 'RAW'].map(
      (kind) => `${ip.padEnd(15)} ${kind.padEnd(6)} ${kind === 'STREAM' ? name : ''}\n`,
    );
  });
  sys.write(1, lines.join(''));
  return 0;
}

/** All names of the line in the hosts file. */
function aliasesOf(sys: Sys, name: string): string {
  const lines = sys.files
    .read('/etc/hosts')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const found = lines.find(([, ...names]) => names.includes(name));
  return found?.slice(1).join(' ') ?? name;
}
