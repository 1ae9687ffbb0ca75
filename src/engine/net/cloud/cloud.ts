import { familyOf, nextAddress } from '../../../kube/ip.js';
import type { Sim } from '../../../sim/index.js';
import { endText } from '../address.js';
import type { ExchangeRequest } from '../exchange.js';
import type { Network } from '../network.js';
import type { Places } from '../places.js';
import type { Balancer, BalancerPort, Target } from './balancer.js';

/** What a Service asks of the cloud. */
export interface BalancerWish {
  readonly service: string;
  /** Names the balancer; a new Service of the same name gets another one. */
  readonly uid: string;
  readonly ports: readonly BalancerPort[];
  readonly sourceRanges: readonly string[];
  readonly check: Balancer['check'];
  readonly nodes: readonly { readonly name: string; readonly ip: string }[];
  /** Of the Service; the balancer has an address of each. */
  readonly families: readonly ('IPv4' | 'IPv6')[];
  /** The address that the Service would like to have. */
  readonly wantedIP?: string | undefined;
}

/** The simulated cloud around the cluster: load balancers with addresses of their own, which check the nodes. */
export interface Cloud {
  /** Makes the balancer, or changes it; its address stays. */
  ensure(wish: BalancerWish): readonly ({ readonly ip: string } | { readonly hostname: string })[];
  delete(service: string): void;
  at(ip: string): Balancer | undefined;
}

interface CloudParts {
  readonly sim: Sim;
  readonly address: Balancer['address'];
  readonly places: Pick<Places, 'add' | 'remove'>;
  readonly exchanges: Pick<Network, 'onResult'> & { start(request: ExchangeRequest): number };
}

/** Where checks come from. */
const CHECKER = 'outside/health-checker';
const CHECKER_IPS = ['35.191.0.1', '2600:2d00:1:b029::1'];
const CHECK = { intervalMs: 8000, timeoutMs: 1000, failures: 3 } as const;
const RANGES = {
  ip: { IPv4: '203.0.113.0', IPv6: '2001:db8:203:113::' },
  hostname: { IPv4: '198.51.100.0', IPv6: '2001:db8:198:51::' },
} as const;

interface Asked {
  readonly service: string;
  readonly node: string;
}

export function createCloud(parts: CloudParts): Cloud {
  const { sim, address } = parts;
  const balancers = new Map<string, Balancer>();
  const byIP = new Map<string, string>();
  const asked = new Map<number, Asked>();
  const put = (balancer: Balancer) => {
    balancers.set(balancer.service, balancer);
    for (const ip of balancer.ips) byIP.set(ip, balancer.service);
  };
  sim.registry.register('net/cloud', {
    save: () => ({ balancers: [...balancers.values()], asked: [...asked] }),
    load(data) {
      const saved = data as { readonly balancers: readonly Balancer[]; readonly asked: readonly [number, Asked][] };
      for (const memory of [balancers, byIP, asked]) memory.clear();
      for (const balancer of saved.balancers) put(balancer);
      for (const [id, about] of saved.asked) asked.set(id, about);
    },
  });
  const checkAll = (balancer: Balancer, background: boolean) => {
    for (const { node, ip } of balancer.targets) {
      const id = parts.exchanges.start(checkRequest(balancer, ip, background));
      asked.set(id, { service: balancer.service, node });
    }
  };
  sim.on('cloud/check', ({ service, ip }: { service: string; ip: string }) => {
    const balancer = balancers.get(service);
    if (balancer?.ips[0] !== ip) return;
    checkAll(balancer, true);
    sim.schedule('cloud/check', { service, ip }, { delay: CHECK.intervalMs, background: true });
  });
  parts.exchanges.onResult(({ id, http }) => {
    const about = asked.get(id);
    asked.delete(id);
    const balancer = about && balancers.get(about.service);
    if (about === undefined || balancer === undefined) return;
    const isGood = http !== undefined && /^HTTP\/\S+ 200\b/.test(http.start);
    const targets = balancer.targets.map((target) => (target.node === about.node ? checked(target, isGood) : target));
    put({ ...balancer, targets });
  });

  return {
    ensure(wish) {
      const before = balancers.get(wish.service);
      const ips = wish.families.map((family) => {
        const known = before?.ips.find((ip) => familyOf(ip) === family);
        return known ?? freeIP(RANGES[address][family], byIP, wish.wantedIP);
      });
      const [ip = ''] = ips;
      const hostname = before?.hostname ?? (address === 'hostname' ? hostnameFor(sim, wish.uid) : '');
      const targets = targetsOf(wish, before);
      const { service, ports, sourceRanges, check } = wish;
      const balancer: Balancer = { service, address, ips, hostname, ports, sourceRanges, check, targets };
      put(balancer);
      parts.places.add(CHECKER, { kind: 'outside', name: 'health-checker', ips: CHECKER_IPS });
      if (before === undefined) {
        if (hostname !== '') parts.places.add(placeOf(wish.service), { kind: 'outside', name: hostname, ips });
        sim.schedule('cloud/check', { service, ip }, { delay: CHECK.intervalMs, background: true });
      }
      if (targets.some(({ isHealthy }) => !isHealthy)) checkAll(balancer, false);
      return hostname === '' ? ips.map((one) => ({ ip: one })) : [{ hostname }];
    },
    delete(service) {
      const balancer = balancers.get(service);
      if (balancer === undefined) return;
      balancers.delete(service);
      for (const ip of balancer.ips) byIP.delete(ip);
      if (balancer.hostname !== '') parts.places.remove(placeOf(service));
    },
    at(ip) {
      const service = byIP.get(ip);
      return service === undefined ? undefined : balancers.get(service);
    },
  };
}

function placeOf(service: string): string {
  return `outside/balancer/${service}`;
}

function checkRequest({ check }: Balancer, ip: string, background: boolean): ExchangeRequest {
  const text = `GET ${check.path} HTTP/1.1\r\nHost: ${endText({ ip, port: check.port })}\r\nUser-Agent: GoogleHC/1.0\r\nConnection: close\r\n\r\n`;
  const { timeoutMs } = CHECK;
  return { place: CHECKER, cause: 'probe', host: ip, port: check.port, text, until: 'http', timeoutMs, background };
}

function checked(target: Target, isGood: boolean): Target {
  if (isGood) return { ...target, isHealthy: true, failures: 0 };
  const failures = target.failures + 1;
  return { ...target, failures, isHealthy: target.isHealthy && failures < CHECK.failures };
}

/** What is known of a node stays known while the question stays the same. */
function targetsOf({ nodes, check }: BalancerWish, before: Balancer | undefined): readonly Target[] {
  const isSameCheck = before?.check.port === check.port && before.check.path === check.path;
  return nodes.map(({ name, ip }) => {
    const known = isSameCheck ? before?.targets.find(({ node }) => node === name) : undefined;
    return known ?? { node: name, ip, isHealthy: false, failures: 0 };
  });
}

function freeIP(range: string, taken: ReadonlyMap<string, string>, wanted: string | undefined): string {
  const isWanted = wanted !== undefined && wanted !== '' && familyOf(wanted) === familyOf(range);
  if (isWanted && !taken.has(wanted)) return wanted;
  for (let last = 10; last < 255; last += 1) {
    const ip = nextAddress(range, last);
    if (ip !== undefined && !taken.has(ip)) return ip;
  }
  throw new Error('the cloud has no address left');
}

/** As Amazon names a load balancer: by the Service's uid. */
function hostnameFor(sim: Sim, uid: string): string {
  const name = `a${uid.replaceAll('-', '')}`.slice(0, 32);
  return `${name}-${sim.random.text(10, '0123456789')}.ap-northeast-1.elb.amazonaws.com`;
}
