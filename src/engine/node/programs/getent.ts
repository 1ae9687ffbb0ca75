import type { Program, Sys } from '../../../sh/program.js';
import { readHosts } from '../../net/dns/resolv-conf.js';

interface Frame {
  query?: number;
}

/** `getent hosts NAME` and `getent ahosts NAME`: the machine's own way to an address. */
export const getent: Program<Frame> = {
  start: () => ({}),
  step(frame, sys) {
    const [database = '', name] = sys.argv.slice(1);
    if (!['hosts', 'ahosts', 'ahostsv4'].includes(database) || name === undefined) {
      sys.write(2, database === '' ? 'getent: wrong number of arguments\n' : `Unknown database: ${database}\n`);
      return 1;
    }
    const known = readHosts({ read: (path) => sys.files.read(path) }, name);
    if (known.length > 0) return tell(sys, { database, name, aliases: aliasesOf(sys, name), addresses: known });
    frame.query ??= sys.net.resolve(name);
    const answer = sys.net.resolved(frame.query);
    if (answer === undefined) return undefined;
    const records = answer.records.filter(({ type }) => type === 'A');
    const owner = records[0]?.name.replace(/\.$/, '') ?? name;
    return tell(sys, { database, name: owner, aliases: owner, addresses: records.map(({ data }) => data) });
  },
};

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
