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
}

/** Answers of one cache; CoreDNS throws a random one out, here it is the oldest. */
const CAPACITY = 9984;
const SHORTEST = 5;
const FAILURE = 5;

export function cached(cache: AnswerCache, zone: string, question: Question, now: number): Answer | undefined {
  const found = cache[keyOf(zone, question)];
  if (found === undefined || found.until <= now) return undefined;
  const age = Math.floor((now - found.at) / 1000);
  const aged = (records: readonly DnsRecord[]) =>
    records.map((record) => ({
      ...record,
      name: sameLetters(record.name, question.name),
      ttl: Math.max(0, record.ttl - age),
    }));
  const { answer } = found;
  return {
    ...answer,
    answers: aged(answer.answers),
    authority: aged(answer.authority),
    additional: aged(answer.additional),
  };
}

/** The answer as it is given now, with the TTL that it will have in the cache; remembers it. */
export function keep(
  cache: AnswerCache,
  { zone, settings, now }: { readonly zone: string; readonly settings: CacheSettings; readonly now: number },
  question: Question,
  answer: Answer,
): Answer {
  const isSuccess = answer.rcode === 'NOERROR' && answer.answers.length > 0;
  const { name } = question;
  if (answer.truncated || !passesOn(settings.zones, name)) return answer;
  if (passesOn(isSuccess ? settings.noSuccess : settings.noDenial, name)) return answer;
  const seconds = lifetime(answer, isSuccess ? settings.success : settings.denial, settings.least);
  if (seconds <= 0) return answer;
  const timed = (records: readonly DnsRecord[]) => records.map((record) => ({ ...record, ttl: seconds }));
  const { answers, authority, additional } = answer;
  const kept = { ...answer, answers: timed(answers), authority: timed(authority), additional: timed(additional) };
  const keys = Object.keys(cache);
  if (keys.length >= CAPACITY) delete cache[keys[0] ?? ''];
  const key = keyOf(zone, question);
  delete cache[key];
  cache[key] = { answer: kept, at: now, until: now + seconds * 1000 };
  return kept;
}

function lifetime({ rcode, answers, authority, additional }: Answer, most: number, least: number): number {
  if (rcode === 'SERVFAIL') return FAILURE;
  if (rcode === 'REFUSED') return 0;
  const all = [...answers, ...authority, ...additional];
  const shortest = all.length === 0 ? SHORTEST : Math.min(...all.map(({ ttl }) => ttl));
  return Math.min(most, Math.max(least, shortest));
}

function keyOf(zone: string, { name, type }: Question): string {
  return `${zone} ${type} ${name.toLowerCase()}`;
}

/** Names of an answer are in the letters of the question that asks now. */
function sameLetters(name: string, asked: string): string {
  return name.toLowerCase() === asked.toLowerCase() ? asked : name;
}
