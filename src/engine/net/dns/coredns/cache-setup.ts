import type { Directive, DirectiveLine } from './corefile.js';
import type { CacheSettings, ConfigPlace } from './plugin-settings.js';
import { argumentError, goDuration, goNumber, pluginError } from './setup-errors.js';
import { zonesOr } from './zone-names.js';

const LONGEST = 3600;
const LEAST = 5;
const FAILURE_MS = 5000;
const MOST_FAILURE_MS = 300_000;

type Draft = { -readonly [Field in keyof CacheSettings]: CacheSettings[Field] };

/** The plugin cache with all its properties (upstream: plugin/cache/setup.go). */
export function parseCache({ args, lines }: Directive, place: ConfigPlace): CacheSettings {
  const hasTtl = /^-?\d+$/.test(args[0] ?? '');
  const ttl = hasTtl ? positive(Number(args[0])) : undefined;
  const draft: Draft = {
    success: ttl ?? LONGEST,
    denial: ttl ?? LONGEST / 2,
    least: { success: LEAST, denial: LEAST },
    failureMs: FAILURE_MS,
    zones: zonesOr(args.slice(hasTtl ? 1 : 0), place),
    noSuccess: [],
    noDenial: [],
    keepsTtl: false,
  };
  for (const line of lines) readProperty(draft, line, place);
  return draft;
}

function positive(seconds: number): number {
  if (seconds > 0) return seconds;
  throw pluginError('cache', `cache TTL can not be zero or negative: ${seconds}`);
}

function readProperty(draft: Draft, entry: DirectiveLine, place: ConfigPlace): void {
  const [property = '', ...args] = entry.words;
  const wrong = () => argumentError('cache', place, entry.line, entry.words.at(-1) ?? '');
  switch (property) {
    case 'success':
    case 'denial':
      if (args.length === 0) throw wrong();
      readTtl(draft, property, args);
      return;
    case 'prefetch':
      if (args.length === 0) throw wrong();
      draft.prefetch = prefetchOf(args);
      return;
    case 'serve_stale':
      if (args.length > 2) throw wrong();
      draft.stale = staleOf(args);
      return;
    case 'servfail':
      if (args.length !== 1) throw wrong();
      draft.failureMs = failureOf(args[0] ?? '');
      return;
    case 'disable':
      if (args.length === 0) throw wrong();
      disable(draft, args, place);
      return;
    case 'keepttl':
      if (args.length > 0) throw wrong();
      draft.keepsTtl = true;
      return;
    default:
      throw argumentError('cache', place, entry.line, property);
  }
}

/** CAPACITY [TTL] [MINTTL] */
function readTtl(draft: Draft, kind: 'success' | 'denial', [capacity = '', ttl, least]: readonly string[]): void {
  goNumber('cache', capacity);
  if (ttl !== undefined) draft[kind] = positive(goNumber('cache', ttl));
  if (least === undefined) return;
  const seconds = goNumber('cache', least);
  if (seconds < 0) throw pluginError('cache', `cache min TTL can not be negative: ${seconds}`);
  draft.least = { ...draft.least, [kind]: seconds };
}

/** AMOUNT [DURATION [PERCENTAGE%]] */
function prefetchOf([amountText = '', duration, percentage]: readonly string[]): NonNullable<
  CacheSettings['prefetch']
> {
  const amount = goNumber('cache', amountText);
  if (amount < 0) throw pluginError('cache', `prefetch amount should be positive: ${amount}`);
  const withinMs = duration === undefined ? 60_000 : goDuration('cache', duration);
  if (percentage === undefined) return { amount, withinMs, percent: 10 };
  const last = percentage.at(-1) ?? '';
  if (last !== '%') throw pluginError('cache', `last character of percentage should be \`%\`, but is: '${last}'`);
  const percent = goNumber('cache', percentage.slice(0, -1));
  if (percent < 10 || percent > 90) {
    throw pluginError('cache', `percentage should fall in range [10, 90]: ${percent}`);
  }
  return { amount, withinMs, percent };
}

/** [DURATION] [immediate|verify] */
function staleOf([duration, mode = 'immediate']: readonly string[]): NonNullable<CacheSettings['stale']> {
  const ms = duration === undefined ? 3_600_000 : goDuration('cache', duration);
  if (ms < 0) throw pluginError('cache', 'invalid negative duration for serve_stale');
  const lower = mode.toLowerCase();
  if (lower !== 'immediate' && lower !== 'verify') {
    throw pluginError('cache', `invalid value for serve_stale refresh mode: ${lower}`);
  }
  return { ms, isVerified: lower === 'verify' };
}

function failureOf(text: string): number {
  const ms = goDuration('cache', text);
  if (ms < 0) throw pluginError('cache', 'invalid negative ttl for servfail');
  if (ms > MOST_FAILURE_MS) throw pluginError('cache', 'caching SERVFAIL responses over 5 minutes is not permitted');
  return ms;
}

function disable(draft: Draft, [kind, ...names]: readonly string[], place: ConfigPlace): void {
  const zones = zonesOr(names, place);
  if (kind === 'success') draft.noSuccess = [...draft.noSuccess, ...zones];
  else if (kind === 'denial') draft.noDenial = [...draft.noDenial, ...zones];
  else throw pluginError('cache', 'cache type for disable must be "success" or "denial"');
}
