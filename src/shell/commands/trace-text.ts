// A request told hop by hop, one sentence a line; it reads the same aloud.
import type { Hop, Trace } from '../../kube/hop.js';
import { hopCause, hopShort, plainNames } from '../../words/hops.js';
import type { Lang } from '../../words/sentence.js';
import { hopWords, uiWords, verdictWords } from '../../words/ui.js';
import { dnsOutcomeWords, whyWords } from '../../words/why.js';
import { checkOfHop } from './check-of-hop.js';

export interface TraceTelling {
  readonly lang: Lang;
  /** A step asks for the cause: it is told when the task is solved. */
  readonly hidesCauses: boolean;
  readonly isColoured: boolean;
}

export function traceText(trace: Trace, telling: TraceTelling): string {
  const { lang } = telling;
  const target = trace.port === 0 ? trace.host : `${trace.host}:${trace.port}`;
  const failed = trace.hops.find(({ verdict }) => verdict !== 'ok');
  return [
    whyWords.request[lang](senderOf(trace, lang), target),
    ...trace.hops.flatMap((hop, index) => [`  ${index + 1}. ${hopLine(hop, telling)}`, ...queryLines(hop, telling)]),
    `${whyWords.result[lang]()}: ${resultOf(trace, telling)}`,
    ...(failed === undefined ? [] : causeLines(failed, trace, telling)),
    '',
  ].join('\n');
}

function hopLine({ hop, verdict, reason, args }: Hop, telling: TraceTelling): string {
  const name = hopWords[hop]?.[telling.lang]() ?? hop;
  return `${name} ${verdictOf(verdict, telling)}: ${plainNames(hopShort(reason, args, telling.lang))}`;
}

/** Every name that was asked for with what came back; one that answered at once needs no telling. */
function queryLines({ args }: Hop, { lang }: TraceTelling): readonly string[] {
  const [queries, outcomes] = [args['queries'], args['outcomes']];
  if (!Array.isArray(queries) || !Array.isArray(outcomes)) return [];
  if (outcomes.length === 1 && outcomes[0] === 'NOERROR') return [];
  const types = Array.isArray(args['types']) && args['types'].length > 1 ? ` ${args['types'].join('+')}` : '';
  return queries.map((name: string, index) => {
    const outcome: string = outcomes[index] ?? '';
    const meaning = dnsOutcomeWords[outcome]?.[lang]() ?? '';
    return `     ${whyWords.query[lang](`${name}${types}`, outcome, meaning)}`;
  });
}

function resultOf({ outcome, httpStatus, tookMs }: Trace, telling: TraceTelling): string {
  const status = httpStatus === undefined ? [] : [`HTTP ${httpStatus}`];
  return [verdictOf(outcome, telling), ...status, whyWords.took[telling.lang](tookMs)].join(', ');
}

function verdictOf(verdict: Trace['outcome'] | Hop['verdict'], { lang, isColoured }: TraceTelling): string {
  const isGood = verdict === 'ok' || verdict === 'reply';
  const word = verdictWords[verdict]?.[lang]() ?? verdict;
  const text = lang === 'ja' && !isGood ? `${word} (${verdict})` : word;
  return isColoured ? `\u001b[${isGood ? 32 : 31}m${text}\u001b[0m` : text;
}

/** The first thing that was wrong, and the command that shows it. */
function causeLines(hop: Hop, trace: Trace, { lang, hidesCauses }: TraceTelling): readonly string[] {
  if (hidesCauses) return [uiWords.causeHidden[lang]()];
  // The name may well exist: the workstation asks another DNS server than the Pods do.
  const isForeign = trace.from === 'outside' && hop.reason === 'name-not-found';
  const cause = isForeign ? whyWords.foreignName[lang]() : hopCause(hop.reason, hop.args, lang);
  const check = checkOfHop(hop, trace);
  return [
    ...(cause === undefined ? [] : [`${uiWords.why[lang]()}: ${cause}`]),
    ...(check === undefined ? [] : [`${uiWords.check[lang]()}: ${check}`]),
  ];
}

function senderOf({ from }: Trace, lang: Lang): string {
  if (from === 'outside') return whyWords.workstation[lang]();
  const [kind = '', ...names] = from.split('/');
  const name = kind === 'pod' && names[0] === 'default' ? names[1] : names.join('/');
  return `${kind === 'pod' ? 'Pod' : 'Node'} ${name ?? ''}`;
}
