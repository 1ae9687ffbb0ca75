import type { Files } from '../../../sh/program.js';
import { ipv4, isIpv6 } from '../address.js';

/** What a machine's resolver is told by /etc/resolv.conf. */
export interface ResolvConf {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Seconds that one try waits. */
  readonly timeout: number;
  readonly attempts: number;
}

export function readResolvConf(files: Pick<Files, 'read'>, path = '/etc/resolv.conf'): ResolvConf {
  const text = files.read(path);
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const words = (keyword: string) => lines.filter(([first]) => first === keyword).map((line) => line.slice(1));
  const option = (name: string, otherwise: number) => {
    const found = words('options')
      .flat()
      .findLast((word) => word.startsWith(`${name}:`));
    const value = Number(found?.slice(name.length + 1));
    return found !== undefined && Number.isFinite(value) ? value : otherwise;
  };
  return {
    servers: words('nameserver')
      .flatMap(([server]) => (server === undefined ? [] : [server]))
      .slice(0, 3),
    search: words('search').at(-1) ?? words('domain').at(-1) ?? [],
    ndots: option('ndots', 1),
    timeout: option('timeout', 5),
    attempts: option('attempts', 2),
  };
}

/** Absolute names to ask for, in order (resolv.conf(5)). */
export function candidateNames(name: string, { search, ndots }: ResolvConf): readonly string[] {
  if (name.endsWith('.')) return [name];
  const whole = `${name}.`;
  const expanded = search.map((domain) => (domain === '.' ? whole : `${name}.${domain.replace(/\.$/, '')}.`));
  const dots = name.split('.').length - 1;
  return [...new Set(dots >= ndots ? [whole, ...expanded] : [...expanded, whole])];
}

/** Addresses of a name in the hosts file. */
export function readHosts(files: Pick<Files, 'read'>, name: string): readonly string[] {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  return files
    .read('/etc/hosts')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([, ...names]) => names.some((known) => known.toLowerCase() === wanted))
    .flatMap(([ip]) => (ip !== undefined && isAddress(ip) ? [ip] : []));
}

export function isAddress(name: string): boolean {
  return ipv4(name) !== undefined || isIpv6(name);
}
