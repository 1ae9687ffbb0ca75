import type { DnsRecord } from '../../../../sh/program.js';
import { passesOn } from '../answer.js';
import type { Answer, Question } from '../zone.js';
import type { CacheSettings } from './plugin-settings.js';

/** What the plugin cache remembers, by zone, name and type: plain data. */
export type AnswerCache = Record<string, CachedAnswer>;

interface CachedAnswer {
  readonly answer: Answer;
  /** Virtual ms. */
  readonly at: number;
  readonly until: number;
  /** How often it was given since nobody asked for long, and when last; counted only for prefetch. */
  readonly hits?: number;
  readonly lastHit?: number;
}

/** Answers of one cache; CoreDNS throws a random one out, here it is the oldest. */
const CAPACITY = 9984;
const SHORTEST = 5;

export interface CacheView {
  readonly zone: string;
  readonly settings: CacheSettings;
  readonly now: number;
}

export interface Known {
  readonly answer: Answer;
  /** Its time is over; it is given because serve_stale says so. */
  readonly isStale: boolean;
  /** Somebody should ask for it again meanwhile. */
  readonly isWanted: boolean;
}

export function cached(cache: AnswerCache, view: CacheView, question: Question): Known | undefined {
  const { zone, settings, now } = view;
  const found = cache[keyOf(zone, question)];
  if (found === undefined || found.until + (settings.stale?.ms ?? 0) <= now) return undefined;
  const isStale = found.until <= now;
  const age = settings.keepsTtl && !isStale ? 0 : Math.floor((now - found.at) / 1000);
  const aged = (records: readonly DnsRecord[]) =>
    records.map((record) => ({
      ...record,
      name: sameLetters(record.name, question.name),
      ttl: isStale ? 0 : Math.max(0, record.ttl - age),
    }));
  const { answer } = found;
  return {
    answer: {
      ...answer,
      answers: aged(answer.answers),
      authority: aged(answer.authority),
      additional: aged(answer.additional),
    },
    isStale,
    isWanted: isStale || isNearItsEnd(found, view),
  };
}

/** It is asked for often, and little of its time is left. */
function isNearItsEnd({ at, until, ...found }: CachedAnswer, { settings: { prefetch }, now }: CacheView): boolean {
  if (prefetch === undefined || prefetch.amount === 0) return false;
  const whole = (until - at) / 1000;
  const left = Math.ceil((until - now) / 1000);
  return (
    hitsAt(found, prefetch.withinMs, now) >= prefetch.amount && left <= Math.ceil((prefetch.percent / 100) * whole)
  );
}

/** With the one of this moment. */
function hitsAt(
  { hits = 0, lastHit = 0 }: Pick<CachedAnswer, 'hits' | 'lastHit'>,
  withinMs: number,
  now: number,
): number {
  return now - lastHit > withinMs ? 1 : hits + 1;
}

/** Counts a question whose answer was known. */
export function countHit(cache: AnswerCache, { zone, settings, now }: CacheView, question: Question): void {
  const key = keyOf(zone, question);
  const found = cache[key];
  if (found === undefined || settings.prefetch === undefined) return;
  cache[key] = { ...found, hits: hitsAt(found, settings.prefetch.withinMs, now), lastHit: now };
}

/** The answer as it is given now, with the TTL that it will have in the cache; remembers it. */
export function keep(
  cache: AnswerCache,
  { zone, settings, now }: CacheView,
  question: Question,
  answer: Answer,
): Answer {
  const isSuccess = answer.rcode === 'NOERROR' && answer.answers.length > 0;
  const { name } = question;
  if (answer.truncated || !passesOn(settings.zones, name)) return answer;
  if (passesOn(isSuccess ? settings.noSuccess : settings.noDenial, name)) return answer;
  const seconds = lifetime(answer, settings, isSuccess ? 'success' : 'denial');
  if (seconds <= 0) return answer;
  const timed = (records: readonly DnsRecord[]) => records.map((record) => ({ ...record, ttl: seconds }));
  const { answers, authority, additional } = answer;
  const kept = { ...answer, answers: timed(answers), authority: timed(authority), additional: timed(additional) };
  const keys = Object.keys(cache);
  if (keys.length >= CAPACITY) delete cache[keys[0] ?? ''];
  const key = keyOf(zone, question);
  const { hits, lastHit } = cache[key] ?? {};
  delete cache[key];
  cache[key] = {
    answer: kept,
    at: now,
    until: now + seconds * 1000,
    ...(hits !== undefined && { hits }),
    ...(lastHit !== undefined && { lastHit }),
  };
  return kept;
}

function lifetime(
  { rcode, answers, authority, additional }: Answer,
  settings: CacheSettings,
  kind: 'success' | 'denial',
): number {
  if (rcode === 'SERVFAIL') return settings.failureMs / 1000;
  if (rcode === 'REFUSED') return 0;
  const all = [...answers, ...authority, ...additional];
  const shortest = all.length === 0 ? SHORTEST : Math.min(...all.map(({ ttl }) => ttl));
  return Math.min(settings[kind], Math.max(settings.least[kind], shortest));
}

function keyOf(zone: string, { name, type }: Question): string {
  return `${zone} ${type} ${name.toLowerCase()}`;
}

/** Names of an answer are in the letters of the question that asks now. */
function sameLetters(name: string, asked: string): string {
  return name.toLowerCase() === asked.toLowerCase() ? asked : name;
}
