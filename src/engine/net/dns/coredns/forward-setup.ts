import type { Directive, DirectiveLine } from './corefile.js';
import type { ConfigPlace, ForwardSettings } from './plugin-settings.js';
import { argumentError, goDuration, goNumber, pluginError, setupError } from './setup-errors.js';
import { absolute, reverseZone } from './zone-names.js';

const POLICIES = ['random', 'round_robin', 'sequential'] as const;
const MOST_TARGETS = 15;
/** Known upstream, without effect here. */
const IGNORED = [
  ...['tls', 'tls_servername', 'failover', 'max_age', 'max_idle_conns', 'max_concurrent', 'max_fails', 'expire'],
  ...['health_check', 'failfast_all_unhealthy_upstreams', 'read_timeout'],
];
/** Of those, what is in so many Corefiles that nobody wants to hear of it. */
const USUAL = ['max_concurrent', 'max_fails', 'expire', 'health_check'];

/** `forward FROM TO... { ... }` (upstream: plugin/forward/setup.go), and what of it is not simulated. */
export function parseForward(
  { args, lines, line }: Directive,
  place: ConfigPlace,
): { readonly settings: ForwardSettings; readonly ignored: readonly string[] } {
  const [from, ...to] = args;
  if (from === undefined || to.length === 0) throw argumentError('forward', place, line, from ?? 'forward');
  const wrong = to.find((target) => !target.startsWith('/') && !isAddressWithPort(target));
  if (wrong !== undefined) throw pluginError('forward', `not an IP address or file: ${JSON.stringify(wrong)}`);
  if (to.length > MOST_TARGETS) throw pluginError('forward', `more than ${MOST_TARGETS} TOs configured: ${to.length}`);
  for (const entry of lines) checkLine(entry, place);
  const all = (name: string) => lines.filter(({ words }) => words[0] === name).flatMap(({ words }) => words.slice(1));
  const policy = all('policy')[0] ?? 'random';
  const settings: ForwardSettings = {
    from: absolute(reverseZone(from) ?? from),
    to,
    except: all('except').map(absolute),
    policy: POLICIES.find((name) => name === policy) ?? 'random',
    isTcp: lines.some(({ words }) => words[0] === 'force_tcp'),
    next: all('next').map((rcode) => rcode.toUpperCase()),
  };
  const silent = lines
    .map(({ words }) => words[0] ?? '')
    .filter((name) => IGNORED.includes(name) && !USUAL.includes(name));
  return { settings, ignored: silent.map((name) => `forward ${name}`) };
}

function checkLine({ words, line }: DirectiveLine, place: ConfigPlace): void {
  const [property = '', first, ...more] = words;
  const wrong = argumentError('forward', place, line, words.at(-1) ?? '');
  const isFlag =
    property === 'force_tcp' || property === 'prefer_udp' || property === 'failfast_all_unhealthy_upstreams';
  const isKnown = isFlag || ['except', 'policy', 'next', ...IGNORED].includes(property);
  if (!isKnown) throw setupError('forward', place, line, `unknown property '${property}'`);
  if (isFlag && first !== undefined) throw wrong;
  if (isFlag || property === 'tls') return;
  if (first === undefined) throw wrong;
  switch (property) {
    case 'policy':
      if (more.length > 0) throw wrong;
      if (!POLICIES.some((name) => name === first)) {
        throw setupError('forward', place, line, `unknown policy '${first}'`);
      }
      return;
    case 'max_fails':
      if (!/^\d+$/.test(first)) {
        throw pluginError('forward', `strconv.ParseUint: parsing ${JSON.stringify(first)}: invalid syntax`);
      }
      return;
    case 'max_concurrent':
      if (goNumber('forward', first) < 0) throw pluginError('forward', `max_concurrent can't be negative: ${first}`);
      return;
    case 'expire':
    case 'health_check':
      if (goDuration('forward', first) < 0) throw pluginError('forward', `${property} can't be negative: ${first}`);
      return;
    default:
  }
}

function isAddressWithPort(text: string): boolean {
  const plain = text.replace(/^(?:dns|tls):\/\//, '');
  return /^\d+\.\d+\.\d+\.\d+(?::\d+)?$/.test(plain) || /^\[?[0-9a-f:]*:[0-9a-f:]*\]?(?::\d+)?$/i.test(plain);
}
