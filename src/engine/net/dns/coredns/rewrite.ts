import type { DnsRecord } from '../../../../sh/program.js';
import type { Answer, Question } from '../zone.js';
import type { RewriteRule } from './plugin-settings.js';

export interface Rewritten {
  readonly question: Question;
  /** Turns the answer back to what was asked. */
  readonly restore: (answer: Answer) => Answer;
}

/** The question after the rules of the plugin rewrite. */
export function rewrite(rules: readonly RewriteRule[], question: Question): Rewritten {
  let { name } = question;
  const used: { readonly rule: RewriteRule; readonly before: string; readonly after: string }[] = [];
  for (const rule of rules) {
    const after = renamed(rule, name.toLowerCase());
    if (after === undefined) continue;
    used.push({ rule, before: name, after });
    name = after;
    if (!rule.isContinued) break;
  }
  if (used.length === 0) return { question, restore: (answer) => answer };
  const back = (text: string) =>
    used.reduceRight((found, { rule, before, after }) => {
      if (rule.isAuto && found.toLowerCase() === after.toLowerCase()) return before;
      return rule.answers.reduce((turned, { from, to }) => replaceFirst(turned, from, to), found);
    }, text);
  const turn = (record: DnsRecord): DnsRecord => {
    const hasName = record.type === 'CNAME' || record.type === 'SRV';
    const words = record.data.split(' ');
    const data = hasName ? [...words.slice(0, -1), back(words.at(-1) ?? '')].join(' ') : record.data;
    return { ...record, name: back(record.name), data };
  };
  const restore = (answer: Answer): Answer => ({
    ...answer,
    answers: answer.answers.map(turn),
    additional: answer.additional.map(turn),
  });
  return { question: { ...question, name }, restore };
}

function renamed({ match, from, to }: RewriteRule, name: string): string | undefined {
  switch (match) {
    case 'exact':
      return name === from ? to : undefined;
    case 'prefix':
      return name.startsWith(from) ? to + name.slice(from.length) : undefined;
    case 'suffix':
      return name.endsWith(from) ? name.slice(0, -from.length) + to : undefined;
    case 'substring':
      return name.includes(from) ? name.replaceAll(from, to) : undefined;
    case 'regex': {
      const expression = expressionOf(from);
      return expression?.test(name) ? replaceFirst(name, from, to) : undefined;
    }
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
