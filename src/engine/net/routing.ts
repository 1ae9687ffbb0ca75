import { formatAddress, nextAddress, parseAddress, parseNetwork } from '../../kube/ip.js';
import type { Interface, Neighbour, Route, Routing } from '../../sh/program.js';
import { inCidr, isIpv6 } from './address.js';
import type { NetPlace } from './network.js';
import type { Places } from './places.js';

/** Interfaces, routes and neighbours of a place, as kindnet and Docker make them; costs a walk over all places. */
export function routingOf(places: Pick<Places, 'get' | 'all'>, id: string): Routing {
  const place = places.get(id);
  if (place?.kind === 'pod') return routingOfPod(place);
  if (place?.kind === 'node') return routingOfNode(place, places);
  return {
    interfaces: [LOOPBACK, ethernet(place?.ips ?? [])],
    routes: outsideRoutes(place?.ips ?? []),
    neighbours: [],
  };
}

type PodPlace = Extract<NetPlace, { readonly kind: 'pod' }>;
type NodePlace = Extract<NetPlace, { readonly kind: 'node' }>;

const LOOPBACK: Interface = {
  name: 'lo',
  index: 1,
  mac: '00:00:00:00:00:00',
  addresses: [
    { ip: '127.0.0.1', prefix: 8, scope: 'host' },
    { ip: '::1', prefix: 128, scope: 'host' },
  ],
};

/** A Pod knows its node alone: everything goes there. */
function routingOfPod({ ips }: PodPlace): Routing {
  const addresses = ips.map((ip) => ({ ip, prefix: isIpv6(ip) ? 64 : 24, scope: 'global' as const }));
  const mac = macOf(ips[0] ?? '');
  const eth0: Interface = {
    name: 'eth0',
    index: 2,
    peer: vethIndex(ips[0] ?? ''),
    mac,
    addresses: [...addresses, linkLocal(mac)],
  };
  const routes = ips.flatMap((ip): readonly Route[] => {
    const network = networkOf(ip, isIpv6(ip) ? 64 : 24);
    const via = gatewayOf(network);
    return [
      { dest: 'default', via, dev: 'eth0' },
      { dest: network, via, dev: 'eth0', src: ip },
      { dest: via, dev: 'eth0', scope: 'link', src: ip },
    ];
  });
  const gateways = ips.map((ip) => gatewayOf(networkOf(ip, isIpv6(ip) ? 64 : 24)));
  const neighbours = gateways.map((ip) => ({
    ip,
    dev: 'eth0',
    mac: macOf(`peer ${ips[0]}`),
    state: 'REACHABLE' as const,
  }));
  return { interfaces: [LOOPBACK, eth0], routes: [...routes, ...LINK_ROUTES], neighbours };
}

function routingOfNode(self: NodePlace, places: Pick<Places, 'all'>): Routing {
  const everybody = places.all();
  const pods = everybody.flatMap((place) =>
    place.kind === 'pod' && place.node === self.node && !place.hostNetwork ? [place] : [],
  );
  const others = everybody.flatMap((place) => (place.kind === 'node' && place.node !== self.node ? [place] : []));
  const eth0 = ethernet(self.ips);
  const veths = pods.map((pod) => veth(pod, self)).sort((a, b) => a.index - b.index);
  const routes: Route[] = [
    ...outsideRoutes(self.ips),
    ...others.flatMap(({ ips, podCIDRs = [] }) =>
      podCIDRs.flatMap((dest): readonly Route[] => {
        const via = ips.find((ip) => isIpv6(ip) === isIpv6(dest));
        return via === undefined ? [] : [{ dest, via, dev: 'eth0' }];
      }),
    ),
    ...pods.flatMap(({ ips, uid }) => ips.map((dest): Route => ({ dest, dev: vethName(uid), scope: 'host' }))),
  ];
  const near = (ip: string, dev: string, mac: string): Neighbour => ({ ip, dev, mac, state: 'REACHABLE' });
  return {
    interfaces: [LOOPBACK, eth0, ...veths],
    routes: [...routes.sort(byDestination), ...LINK_ROUTES],
    neighbours: [
      ...gatewaysOf(self.ips).map((ip) => near(ip, 'eth0', macOf(ip))),
      ...others.flatMap(({ ips }) => ips.map((ip) => near(ip, 'eth0', macOf(ips[0] ?? '')))),
      ...pods.flatMap(({ ips, uid }) => ips.map((ip) => near(ip, vethName(uid), macOf(ips[0] ?? '')))),
    ],
  };
}

/** The node's end of a Pod's cable. */
function veth({ ips, uid }: PodPlace, { podCIDRs = [] }: NodePlace): Interface {
  const mac = macOf(`peer ${ips[0]}`);
  const own = podCIDRs.map((cidr) => ({
    ip: gatewayOf(cidr),
    prefix: isIpv6(cidr) ? 128 : 32,
    scope: 'global' as const,
  }));
  return { name: vethName(uid), index: vethIndex(ips[0] ?? ''), peer: 2, mac, addresses: [...own, linkLocal(mac)] };
}

function ethernet(ips: readonly string[]): Interface {
  const mac = macOf(ips[0] ?? '');
  const addresses = ips.map((ip) => ({ ip, prefix: isIpv6(ip) ? 64 : 16, scope: 'global' as const }));
  return { name: 'eth0', index: 2, peer: 3, mac, addresses: [...addresses, linkLocal(mac)] };
}

function outsideRoutes(ips: readonly string[]): readonly Route[] {
  return ips.flatMap((ip): readonly Route[] => {
    const network = networkOf(ip, isIpv6(ip) ? 64 : 16);
    return [
      { dest: 'default', via: gatewayOf(network), dev: 'eth0' },
      { dest: network, dev: 'eth0', proto: 'kernel', scope: 'link', src: ip },
    ];
  });
}

function gatewaysOf(ips: readonly string[]): readonly string[] {
  return ips.map((ip) => gatewayOf(networkOf(ip, isIpv6(ip) ? 64 : 16)));
}

const LINK_ROUTES: readonly Route[] = [{ dest: 'fe80::/64', dev: 'eth0', proto: 'kernel', scope: 'link' }];

function networkOf(ip: string, prefix: number): string {
  const network = parseNetwork(`${ip}/${prefix}`);
  return network === undefined ? ip : `${formatAddress({ family: network.family, value: network.first })}/${prefix}`;
}

/** The first address of a network is its gateway's. */
function gatewayOf(network: string): string {
  return nextAddress(network.slice(0, network.indexOf('/'))) ?? '';
}

/** The kernel lists routes by their destination, the default one first. */
function byDestination(a: Route, b: Route): number {
  const number = ({ dest }: Route) =>
    dest === 'default' ? -1n : (parseAddress(dest.replace(/\/.*/, ''))?.value ?? 0n);
  const [left, right] = [number(a), number(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The route that a packet takes: the longest network that holds its destination. */
export function routeTo(routes: readonly Route[], ip: string): Route | undefined {
  const prefix = ({ dest, via }: Route) => {
    if (dest === 'default') return isIpv6(via ?? '') === isIpv6(ip) ? 0 : -1;
    if (!dest.includes('/')) return dest === ip ? 129 : -1;
    return isIpv6(dest) === isIpv6(ip) && inCidr(ip, dest) ? Number(dest.slice(dest.indexOf('/') + 1)) : -1;
  };
  const fitting = routes.filter((route) => prefix(route) >= 0);
  return fitting.toSorted((a, b) => prefix(b) - prefix(a))[0];
}

/** As Docker makes them: from the address where there is one of IPv4. */
function macOf(text: string): string {
  const parts = /^\d+\.\d+\.\d+\.\d+$/.test(text) ? text.split('.').map(Number) : bytesOf(hash(text));
  return [2, 66, ...parts].map((part) => part.toString(16).padStart(2, '0')).join(':');
}

function linkLocal(mac: string): Interface['addresses'][number] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((part) => Number.parseInt(part, 16));
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0xfe80n << 48n);
  return { ip: formatAddress({ family: 'IPv6', value }), prefix: 64, scope: 'link' };
}

function vethName(uid: string): string {
  return `veth${hash(uid).toString(16).padStart(8, '0')}`;
}

/** Behind lo and eth0, in the order in which addresses were given. */
function vethIndex(ip: string): number {
  return Number((parseAddress(ip)?.value ?? 0n) & 255n) + 1;
}

function bytesOf(number: number): readonly number[] {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
}

function hash(text: string): number {
  let found = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) found = Math.imul(found ^ text.charCodeAt(at), 0x01000193);
  return found >>> 0;
}
