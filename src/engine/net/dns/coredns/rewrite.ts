import type { DnsRecord } from '../../../../sh/program.js';
import type { Answer, Question } from '../zone.js';
import type { NameMatch, NameRule, RewriteRule } from './plugin-settings.js';

export interface Rewritten {
  readonly question: Question;
  /** Turns the answer back to what was asked. */
  readonly restore: (answer: Answer) => Answer;
}

/** The question after the rules of the plugin rewrite; the first that fits ends them, unless it says `continue`. */
export function rewrite(rules: readonly RewriteRule[], question: Question): Rewritten {
  let changed = question;
  const back: ((answer: Answer) => Answer)[] = [];
  for (const rule of rules) {
    const step = apply(rule, changed);
    if (step === undefined) continue;
    changed = step.question;
    back.push(step.restore);
    if (!rule.isContinued) break;
  }
  return { question: changed, restore: (answer) => back.reduceRight((found, turn) => turn(found), answer) };
}

/** `undefined`: the rule is not for this question. */
function apply(rule: RewriteRule, question: Question): Rewritten | undefined {
  const name = question.name.toLowerCase();
  switch (rule.kind) {
    case 'name': {
      const after = renamed(rule, name);
      if (after === undefined) return undefined;
      return { question: { ...question, name: after }, restore: restoreNames(rule, question.name, after) };
    }
    case 'type':
      if (question.type !== rule.from) return undefined;
      return { question: { ...question, type: rule.to }, restore: (answer) => answer };
    case 'ttl': {
      const { min, max } = rule;
      const limited = (record: DnsRecord) => ({ ...record, ttl: Math.min(max, Math.max(min, record.ttl)) });
      return fits(rule, name) ? { question, restore: (answer) => withRecords(answer, limited) } : undefined;
    }
    case 'rcode': {
      const { before, after } = rule;
      const turned = (answer: Answer) =>
        answer.rcode === before ? { ...answer, rcode: after as Answer['rcode'] } : answer;
      return fits(rule, name) ? { question, restore: turned } : undefined;
    }
  }
}

function withRecords(answer: Answer, change: (record: DnsRecord) => DnsRecord): Answer {
  const { answers, authority, additional } = answer;
  return {
    ...answer,
    answers: answers.map(change),
    authority: authority.map(change),
    additional: additional.map(change),
  };
}

function restoreNames(rule: NameRule, before: string, after: string): (answer: Answer) => Answer {
  const back = (text: string) => {
    if (rule.isAuto && text.toLowerCase() === after.toLowerCase()) return before;
    return rule.answers.reduce((turned, { from, to }) => replaceFirst(turned, from, to), text);
  };
  const turn = (record: DnsRecord): DnsRecord => {
    const hasName = record.type === 'CNAME' || record.type === 'SRV';
    const words = record.data.split(' ');
    const data = hasName ? [...words.slice(0, -1), back(words.at(-1) ?? '')].join(' ') : record.data;
    return { ...record, name: back(record.name), data };
  };
  return (answer) => ({ ...answer, answers: answer.answers.map(turn), additional: answer.additional.map(turn) });
}

function fits({ match, from }: { readonly match: NameMatch; readonly from: string }, name: string): boolean {
  switch (match) {
    case 'exact':
      return name === from;
    case 'prefix':
      return name.startsWith(from);
    case 'suffix':
      return name.endsWith(from);
    case 'substring':
      return name.includes(from);
    case 'regex':
      return expressionOf(from)?.test(name) ?? false;
  }
}

function renamed(rule: NameRule, name: string): string | undefined {
  const { match, from, to } = rule;
  if (!fits(rule, name)) return undefined;
  switch (match) {
    case 'exact':
      return to;
    case 'prefix':
      return to + name.slice(from.length);
    case 'suffix':
      return name.slice(0, -from.length) + to;
    case 'substring':
      return name.replaceAll(from, to);
    case 'regex':
      return replaceFirst(name, from, to);
  }
}

/** Groups are written `{1}` in a Corefile. */
function replaceFirst(text: string, from: string, to: string): string {
  const groups = expressionOf(from)?.exec(text);
  if (!groups) return text;
  return to.replace(/\{(\d+)\}/g, (_, number: string) => groups[Number(number)] ?? '');
}

export function expressionOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text.replace(/\(\?P</g, '(?<').replace(/^\(\?i\)/, ''), text.startsWith('(?i)') ? 'i' : '');
  } catch {
    return undefined;
  }
}
