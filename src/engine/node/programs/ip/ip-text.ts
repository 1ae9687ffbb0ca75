import type { Interface, Neighbour, Route } from '../../../../sh/program.js';

export type IpStyle = 'iproute2' | 'busybox';

interface Telling {
  readonly family: '4' | '6' | undefined;
  readonly style: IpStyle;
}

const FLAGS = { lo: '<LOOPBACK,UP,LOWER_UP>', cable: '<BROADCAST,MULTICAST,UP,LOWER_UP>' } as const;

function fullName({ name, peer }: Interface): string {
  return peer === undefined ? name : `${name}@if${peer}`;
}

function flagsOf({ name }: Interface, style: IpStyle): string {
  if (name === 'lo') return FLAGS.lo;
  return style === 'busybox' ? FLAGS.cable.replace('>', ',M-DOWN>') : FLAGS.cable;
}

function stateOf({ name }: Interface): string {
  return name === 'lo' ? 'UNKNOWN' : 'UP';
}

/** The two lines of an interface itself. */
export function linkText(one: Interface, { style }: Pick<Telling, 'style'>): string {
  const isLoopback = one.name === 'lo';
  const mtu = isLoopback ? 65_536 : 1500;
  const group = style === 'iproute2' ? 'mode DEFAULT group default ' : '';
  const queue = isLoopback || !one.name.startsWith('veth') ? 'qlen 1000' : '';
  const kind = isLoopback ? 'loopback' : 'ether';
  const brd = isLoopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
  const netns = !isLoopback && style === 'iproute2' ? ' link-netnsid 0' : '';
  return (
    `${one.index}: ${fullName(one)}: ${flagsOf(one, style)} mtu ${mtu} qdisc noqueue state ${stateOf(one)} ${group}${queue}\n` +
    `    link/${kind} ${one.mac} brd ${brd}${netns}\n`
  );
}

export function addressText(one: Interface, telling: Telling): string {
  const { family, style } = telling;
  const shown = one.addresses.filter(({ ip }) => family === undefined || ip.includes(':') === (family === '6'));
  if (family !== undefined && shown.length === 0) return '';
  const lines = shown.map(({ ip, prefix, scope }) => {
    const isSix = ip.includes(':');
    const brd = !isSix && scope === 'global' && prefix < 31 ? ` brd ${broadcast(ip, prefix)}` : '';
    const proto = scope === 'host' ? 'proto kernel_lo ' : scope === 'link' ? 'proto kernel_ll ' : '';
    const label = isSix ? (style === 'iproute2' ? proto : '') : one.name;
    return `    inet${isSix ? '6' : ''} ${ip}/${prefix}${brd} scope ${scope} ${label}\n       valid_lft forever preferred_lft forever\n`;
  });
  const link = linkText(one, telling).replace('mode DEFAULT ', '');
  const head = family === undefined ? link : `${link.slice(0, link.indexOf('\n') + 1)}`;
  return head + lines.join('');
}

function broadcast(ip: string, prefix: number): string {
  const parts = ip.split('.');
  return parts.map((part, at) => (at * 8 >= prefix ? '255' : part)).join('.');
}

export function briefAddress(one: Interface, { family }: Telling): string {
  const shown = one.addresses.filter(({ ip }) => family === undefined || ip.includes(':') === (family === '6'));
  return `${fullName(one).padEnd(16)} ${stateOf(one).padEnd(14)} ${shown.map(({ ip, prefix }) => `${ip}/${prefix} `).join('')}\n`;
}

export function briefLink(one: Interface, { style }: Telling): string {
  return `${fullName(one).padEnd(16)} ${stateOf(one).padEnd(14)} ${one.mac} ${flagsOf(one, style)} \n`;
}

export function routeText(
  { dest, via, dev, proto, scope, src }: Route,
  { family, style }: { readonly family: '4' | '6'; readonly style: IpStyle },
): string {
  const isSix = family === '6';
  const words = [
    dest,
    ...(via === undefined ? [] : ['via', via]),
    'dev',
    dev,
    ...(proto === undefined || style === 'busybox' ? [] : ['proto', proto]),
    ...(scope === undefined || isSix ? [] : ['scope', scope]),
    ...(src === undefined || (isSix && style === 'busybox') ? [] : [style === 'busybox' ? ' src' : 'src', src]),
    ...(isSix ? ['metric', proto === 'kernel' ? '256' : '1024', 'pref', 'medium'] : []),
  ];
  return `${words.join(' ')}${isSix && style === 'iproute2' ? '' : ' '}\n`;
}

export function neighbourText({ ip, dev, mac, state }: Neighbour, style: IpStyle): string {
  const used = style === 'busybox' ? ' used 0/0/0 probes 1' : '';
  return `${ip} dev ${dev} lladdr ${mac}${used} ${state} \n`;
}
