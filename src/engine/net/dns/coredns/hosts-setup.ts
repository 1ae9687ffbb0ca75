import type { Directive } from './corefile.js';
import type { ConfigPlace, HostsSettings } from './plugin-settings.js';
import { goDuration, setupError } from './setup-errors.js';
import { absolute, zonesOr } from './zone-names.js';

const LONGEST = 3600;

/** `hosts [FILE [ZONES...]] { [INLINE]; ttl; no_reverse; reload; fallthrough }` (upstream: plugin/hosts/setup.go). */
export function parseHosts({ args, lines }: Directive, place: ConfigPlace): HostsSettings {
  const isFile = args[0] !== undefined && (args[0].startsWith('/') || lines.length === 0);
  const inline: string[] = [];
  let ttl = LONGEST;
  let hasReverse = true;
  let fallthrough: readonly string[] | undefined;
  for (const { words, line } of lines) {
    const [property = '', ...rest] = words;
    const fail = (message: string) => setupError('hosts', place, line, message);
    if (property === 'fallthrough') fallthrough = rest.map(absolute);
    else if (property === 'no_reverse') hasReverse = false;
    else if (property === 'ttl') ttl = ttlOf(rest[0], fail);
    else if (property === 'reload') checkReload(rest, fail);
    // Behind fallthrough stands no line of hosts any more.
    else if (fallthrough !== undefined) throw fail(`unknown property '${property}'`);
    else inline.push(words.join(' '));
  }
  const zones = zonesOr(args.slice(isFile ? 1 : 0), place);
  return {
    file: isFile ? (args[0] ?? '') : '/etc/hosts',
    inline: inline.join('\n'),
    zones,
    ttl,
    hasReverse,
    fallthrough,
  };
}

type Fail = (message: string) => Error;

function ttlOf(text: string | undefined, fail: Fail): number {
  if (text === undefined) throw fail('ttl needs a time in second');
  if (!/^[+-]?\d+$/.test(text)) throw fail('ttl needs a number of second');
  const seconds = Number(text);
  if (seconds <= 0 || seconds > 65_535) throw fail('ttl provided is invalid');
  return seconds;
}

function checkReload([text, ...more]: readonly string[], fail: Fail): void {
  if (text === undefined || more.length > 0) throw fail('reload needs a duration (zero seconds to disable)');
  if (goDuration('hosts', text) < 0) throw fail(`invalid negative duration for reload '${text}'`);
}
