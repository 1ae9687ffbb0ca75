import type { Directive } from './corefile.js';
import type { ConfigPlace, NameMatch, RewriteRule } from './plugin-settings.js';
import { pluginError, setupError } from './setup-errors.js';

const MATCHES = ['exact', 'prefix', 'suffix', 'substring', 'regex'] as const;

/** Rules of rewrite, in their order, and what of them is not simulated (upstream: plugin/rewrite/setup.go). */
export function parseRewrite(
  { args, lines, line }: Directive,
  place: ConfigPlace,
): { readonly rules: readonly RewriteRule[]; readonly ignored: readonly string[] } {
  const hasMode = args[0] === 'stop' || args[0] === 'continue';
  const isContinued = args[0] === 'continue';
  const words = args.slice(hasMode ? 1 : 0);
  if (words.length === 0 && lines.length === 0) throw pluginError('rewrite', 'no rule type specified for rewrite');
  const rows = words.length > 0 ? [words] : lines.map((entry) => entry.words);
  // Rules on answers in a block belong to the name rule beside them.
  const answers = words.length > 0 ? [] : rows.filter(([field]) => field === 'answer').map((row) => row.slice(1));
  const rules: RewriteRule[] = [];
  const ignored: string[] = [];
  for (const row of rows) {
    const [type = '', ...rest] = row;
    if (type === 'answer' && words.length === 0) continue;
    if (type === 'class' || type === 'edns0' || type === 'cname') ignored.push(`rewrite ${type}`);
    else if (type === 'name') rules.push(nameRule(rest, { isContinued, answers, place, line }));
    else if (type === 'type') rules.push(typeRule(rest, isContinued));
    else if (type === 'ttl') rules.push(ttlRule(rest, isContinued));
    else if (type === 'rcode') rules.push(rcodeRule(rest, isContinued));
    else if (type === 'answer') throw pluginError('rewrite', 'response rewrites must begin with a name rule');
    else throw pluginError('rewrite', `invalid rule type ${JSON.stringify(type)}`);
  }
  return { rules, ignored };
}

interface NameContext {
  readonly isContinued: boolean;
  readonly answers: readonly (readonly string[])[];
  readonly place: ConfigPlace;
  readonly line: number;
}

function nameRule(words: readonly string[], { isContinued, answers, place, line }: NameContext): RewriteRule {
  const { match, rest } = matchOf(words);
  const [from, to, ...options] = rest;
  if (from === undefined || to === undefined) {
    throw setupError('rewrite', place, line, 'must have at least 2 arguments for a name rule');
  }
  const own = options[0] === 'answer' ? [options.slice(1)] : [];
  const inAnswer = [...own, ...answers];
  return {
    kind: 'name',
    match,
    from: nameOf(match, from),
    to: match === 'prefix' || match === 'substring' ? to : absoluteEnd(to),
    isContinued,
    isAuto: match === 'exact' || inAnswer.some(([word]) => word === 'auto'),
    answers: inAnswer
      .filter(([word]) => word !== 'auto')
      .map((one) => (one[0] === 'name' ? one.slice(1) : one))
      .flatMap(([before, after]) => (before === undefined || after === undefined ? [] : [{ from: before, to: after }])),
  };
}

function typeRule(words: readonly string[], isContinued: boolean): RewriteRule {
  const [from, to] = words.map((word) => word.toUpperCase());
  if (from === undefined || to === undefined || words.length > 2) {
    throw pluginError('rewrite', 'type rules must have exactly two arguments');
  }
  return { kind: 'type', from, to, isContinued };
}

/** `ttl [MATCH] NAME 30`, `30-60`, `30-` or `-60`. */
function ttlRule(words: readonly string[], isContinued: boolean): RewriteRule {
  const { match, rest } = matchOf(words);
  const [from, seconds] = rest;
  if (from === undefined || seconds === undefined) {
    throw pluginError('rewrite', `too few (${words.length}) arguments for a ttl rule`);
  }
  const [, least = '', dash, most = ''] = /^(\d*)(-)?(\d*)$/.exec(seconds) ?? [];
  if (least === '' && most === '')
    throw pluginError('rewrite', `invalid TTL value ${JSON.stringify(seconds)} for ttl rule`);
  const min = Number(least === '' ? 0 : least);
  const max = dash === undefined ? min : Number(most === '' ? 2 ** 31 - 1 : most);
  return { kind: 'ttl', match, from: nameOf(match, from), min, max, isContinued };
}

function rcodeRule(words: readonly string[], isContinued: boolean): RewriteRule {
  const { match, rest } = matchOf(words);
  const [from, before, after] = rest;
  if (from === undefined || before === undefined || after === undefined) {
    throw pluginError('rewrite', `too few (${words.length}) arguments for a rcode rule`);
  }
  return {
    kind: 'rcode',
    match,
    from: nameOf(match, from),
    before: before.toUpperCase(),
    after: after.toUpperCase(),
    isContinued,
  };
}

function matchOf(words: readonly string[]): { readonly match: NameMatch; readonly rest: readonly string[] } {
  const known = MATCHES.find((match) => match === words[0]);
  return known === undefined ? { match: 'exact', rest: words } : { match: known, rest: words.slice(1) };
}

function nameOf(match: NameMatch, text: string): string {
  return match === 'exact' || match === 'suffix' ? absoluteEnd(text) : text.toLowerCase();
}

/** `.local` stays a suffix, `host` becomes `host.` */
function absoluteEnd(name: string): string {
  return name.endsWith('.') ? name.toLowerCase() : `${name.toLowerCase()}.`;
}
