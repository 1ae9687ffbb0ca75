import type { Interface, Neighbour, Program, Route, Routing, Sys } from '../../../../sh/program.js';
import { addressText, briefAddress, briefLink, type IpStyle, linkText, neighbourText, routeText } from './ip-text.js';

interface Asked {
  readonly family: '4' | '6' | undefined;
  readonly isBrief: boolean;
  readonly words: readonly string[];
  readonly style: IpStyle;
}

/** ip of iproute2. */
export const iproute = createIp('iproute2');
/** ip as busybox has it. */
export const busyboxIp = createIp('busybox');

/** Shows interfaces, addresses, routes and neighbours; changes nothing. */
function createIp(style: IpStyle): Program<object> {
  return {
    start: () => ({}),
    step(_, sys) {
      const asked = read(sys.argv.slice(1), style);
      const [name = '', command = 'show'] = asked.words;
      const object = OBJECTS.find(([full]) => name !== '' && full.startsWith(name));
      if (object === undefined) {
        sys.write(
          2,
          name === '' || style === 'busybox' ? USAGE[style] : `Object "${name}" is unknown, try "ip help".\n`,
        );
        return name === '' && style === 'iproute2' ? 255 : 1;
      }
      if (CHANGES.some((word) => word.startsWith(command))) {
        sys.write(
          2,
          style === 'busybox'
            ? 'ip: RTNETLINK answers: Operation not permitted\n'
            : 'RTNETLINK answers: Operation not permitted\n',
        );
        return 2;
      }
      return object[1](asked, sys);
    },
  };
}

type Show = (asked: Asked, sys: Sys) => number;

/** In iproute2's order: the first that a word may stand for is meant. */
const OBJECTS: readonly (readonly [name: string, show: Show])[] = [
  ['address', (asked, sys) => showInterfaces(asked, sys, asked.isBrief ? briefAddress : addressText)],
  ['route', showRoutes],
  ['rule', showRules],
  ['neighbour', showNeighbours],
  ['neighbor', showNeighbours],
  ['link', (asked, sys) => showInterfaces(asked, sys, asked.isBrief ? briefLink : linkText)],
];
const CHANGES = ['add', 'append', 'change', 'delete', 'flush', 'replace', 'set'];

const USAGE: Readonly<Record<IpStyle, string>> = {
  iproute2:
    'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | neighbour | route | rule }\n       OPTIONS := { -4 | -6 | -br[ief] }\n',
  busybox:
    'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: ip [OPTIONS] address|route|link|neigh|rule [ARGS]\n',
};

function read(argv: readonly string[], style: IpStyle): Asked {
  const options = argv.filter((word) => word.startsWith('-'));
  const has = (...names: readonly string[]) => options.some((option) => names.includes(option));
  return {
    family: has('-4') ? '4' : has('-6') ? '6' : undefined,
    isBrief: options.some((option) => option.length > 2 && '-brief'.startsWith(option)),
    words: argv.filter((word) => !word.startsWith('-')),
    style,
  };
}

/** What follows `dev` or `show`. */
function deviceOf({ words }: Asked): string | undefined {
  const at = words.indexOf('dev');
  if (at >= 0) return words[at + 1];
  return words.slice(1).find((word) => !['show', 'list', 'ls', 'sh', 's', 'l'].includes(word));
}

type Print = (one: Interface, asked: Pick<Asked, 'family' | 'style'>) => string;

function showInterfaces(asked: Asked, sys: Sys, print: Print): number {
  const device = deviceOf(asked);
  const { interfaces } = sys.net.routing();
  const shown = interfaces.filter(({ name }) => device === undefined || name === device);
  if (shown.length === 0) {
    sys.write(
      2,
      asked.style === 'busybox' ? `ip: can't find device '${device}'\n` : `Device "${device}" does not exist.\n`,
    );
    return 1;
  }
  sys.write(1, shown.map((one) => print(one, asked)).join(''));
  return 0;
}

function isOf(family: '4' | '6', ip: string): boolean {
  return ip.includes(':') === (family === '6');
}

function showRoutes(asked: Asked, sys: Sys): number {
  const [, command, target] = asked.words;
  if (command === 'get') return showRoute(asked, sys, target);
  const { family = '4', style } = asked;
  const device = deviceOf(asked);
  const ofFamily = ({ dest, via = dest }: Route) => isOf(family, dest === 'default' ? via : dest);
  const routes = sys.net.routing().routes.filter((route) => ofFamily(route) && (device ?? route.dev) === route.dev);
  // Of IPv6 the default route stands last.
  const isDefault = ({ dest }: Route) => dest === 'default';
  const sorted = family === '4' ? routes : [...routes.filter((one) => !isDefault(one)), ...routes.filter(isDefault)];
  sys.write(1, sorted.map((route) => routeText(route, { family, style })).join(''));
  return 0;
}

function showRoute({ style }: Asked, sys: Sys, target = ''): number {
  if (!/^[\d.]+$|^[\da-f:.]+$/i.test(target)) {
    const wrong =
      target === '' ? 'need at least a destination address' : `any valid prefix is expected rather than "${target}".`;
    sys.write(2, style === 'busybox' ? `ip: invalid argument '${target}' to 'ip'\n` : `Error: ${wrong}\n`);
    return 1;
  }
  const { routing, route } = sys.net;
  const own = sourceOf(routing(), target);
  const isOwn = routing().interfaces.some(({ addresses }) => addresses.some(({ ip }) => ip === target));
  const found = isOwn ? { dev: 'lo' } : route(target);
  if (found === undefined || (own === undefined && !isOwn)) {
    sys.write(2, `${style === 'busybox' ? 'ip: ' : ''}RTNETLINK answers: Network is unreachable\n`);
    return 2;
  }
  const via = 'via' in found && found.via !== undefined ? `via ${found.via} ` : '';
  const src = isOwn ? target : (('src' in found ? found.src : undefined) ?? own);
  if (style === 'busybox') sys.write(1, `${isOwn ? 'local ' : ''}${target} ${via}dev ${found.dev}  src ${src} \n`);
  else {
    const rest = target.includes(':') ? 'metric 1024 pref medium' : `uid 0 \n    cache ${isOwn ? '<local> ' : ''}`;
    sys.write(1, `${isOwn ? 'local ' : ''}${target} ${via}dev ${found.dev} src ${src} ${rest}\n`);
  }
  return 0;
}

/** The machine's own address of the target's family. */
function sourceOf({ interfaces }: Routing, target: string): string | undefined {
  return interfaces
    .flatMap(({ addresses }) => addresses)
    .find(({ ip, scope }) => scope === 'global' && ip.includes(':') === target.includes(':'))?.ip;
}

function showRules(_: Asked, sys: Sys): number {
  sys.write(1, '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n');
  return 0;
}

function showNeighbours(asked: Asked, sys: Sys): number {
  const { family, style } = asked;
  const device = deviceOf(asked);
  const isShown = ({ ip, dev }: Neighbour) =>
    (family === undefined || isOf(family, ip)) && (device === undefined || dev === device);
  sys.write(
    1,
    sys.net
      .routing()
      .neighbours.filter(isShown)
      .map((one) => neighbourText(one, style))
      .join(''),
  );
  return 0;
}
