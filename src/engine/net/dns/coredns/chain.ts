import { answer as answerCluster } from '../answer.js';
import type { Answer, Question, ZoneOptions } from '../zone.js';
import { type AnswerCache, cached, countHit, keep } from './answer-cache.js';
import { answerExternal, type ExternalWorld } from './external.js';
import { answerHosts } from './hosts-plugin.js';
import type { ExternalSettings, ForwardSettings, KubernetesSettings, ServerConfig } from './plugin-settings.js';
import { rewrite } from './rewrite.js';
import { answerTemplate } from './template.js';

/** What the plugins of one question stand on. */
export interface ChainWorld {
  /** Those of the port that was asked. */
  readonly servers: readonly ServerConfig[];
  readonly cache: AnswerCache;
  /** Virtual ms. */
  readonly now: number;
  readonly readFile: (path: string) => string;
  readonly zoneOptions: (settings: KubernetesSettings) => Omit<ZoneOptions, 'upstream' | 'next'>;
  readonly external: (settings: ExternalSettings) => ExternalWorld;
  /** The answer is asked for anew, whatever the cache knows. */
  readonly isRefresh?: boolean;
  /** What the servers that are forwarded to have said; `undefined` while they are still asked. */
  readonly forward: (settings: ForwardSettings, question: Question) => Answer | undefined;
}

/** What became of a question: `answer` is no good as long as `isWaiting`. */
export interface ChainResult {
  readonly answer: Answer;
  readonly server?: ServerConfig;
  readonly isWaiting: boolean;
  /** The answer came from the cache, which wants a newer one. */
  readonly isWanted: boolean;
}

const nothing = { authoritative: false, answers: [], authority: [], additional: [] } as const;
const refused: Answer = { ...nothing, rcode: 'REFUSED' };
const failed: Answer = { ...nothing, rcode: 'SERVFAIL' };

/** Asks the plugins in CoreDNS' own order; it is pure but for the cache, which only whole answers enter. */
export function answerInChain(world: ChainWorld, question: Question): ChainResult {
  const pass: Pass = { world, kept: [], isWaiting: false, isWanted: false };
  const server = serverOf(world, question);
  const answer = server === undefined ? refused : throughCache(pass, server, question);
  if (!pass.isWaiting) for (const enter of pass.kept) enter();
  return { answer, isWaiting: pass.isWaiting, isWanted: pass.isWanted, ...(server && { server }) };
}

interface Pass {
  readonly world: ChainWorld;
  readonly kept: (() => void)[];
  isWaiting: boolean;
  isWanted: boolean;
}

function serverOf({ servers }: ChainWorld, { name }: Question): ServerConfig | undefined {
  const lower = name.toLowerCase();
  const covers = ({ zone }: ServerConfig) => zone === '.' || lower === zone || lower.endsWith(`.${zone}`);
  return servers.filter(covers).sort((a, b) => b.zone.length - a.zone.length)[0];
}

/** As a client would ask this server: for the targets of aliases. */
function ask(pass: Pass, question: Question): Answer {
  const server = serverOf(pass.world, question);
  return server === undefined ? failed : throughCache(pass, server, question);
}

function throughCache(pass: Pass, server: ServerConfig, question: Question): Answer {
  const { cache: settings } = server.plugins;
  const { cache, now, isRefresh = false } = pass.world;
  if (settings === undefined) return throughRewrite(pass, server, question);
  const view = { zone: server.zone, settings, now };
  const known = isRefresh ? undefined : cached(cache, view, question);
  const isVerified = known?.isStale === true && settings.stale?.isVerified === true;
  if (known !== undefined && !isVerified) {
    if (known.isWanted) pass.isWanted = true;
    if (settings.prefetch) pass.kept.push(() => countHit(cache, view, question));
    return known.answer;
  }
  const answer = throughRewrite(pass, server, question);
  if (pass.isWaiting) return answer;
  // What could not be had anew stays what it was.
  if (answer.rcode === 'SERVFAIL' && (isVerified || (isRefresh && cached(cache, view, question)))) {
    return known?.answer ?? answer;
  }
  pass.kept.push(() => keep(cache, view, question, answer));
  return keep({}, view, question, answer);
}

function throughRewrite(pass: Pass, server: ServerConfig, question: Question): Answer {
  const { question: changed, restore } = rewrite(server.plugins.rewrites ?? [], question);
  return restore(plugins(pass, server, changed));
}

function plugins(pass: Pass, server: ServerConfig, question: Question): Answer {
  const { templates = [], hosts, external } = server.plugins;
  const { readFile, external: externalWorld } = pass.world;
  return (
    answerTemplate(templates, question) ??
    (hosts && answerHosts(hosts, readFile(hosts.file), question)) ??
    (external && answerExternal(externalWorld(external), question)) ??
    kubernetes(pass, server, question)
  );
}

function kubernetes(pass: Pass, server: ServerConfig, question: Question): Answer {
  const settings = server.plugins.kubernetes;
  if (settings === undefined) return forward(pass, server, question);
  const options = pass.world.zoneOptions(settings);
  const next = (further: Question) => forward(pass, server, further);
  return answerCluster({ ...options, upstream: (target) => ask(pass, target), next }, question);
}

function forward(pass: Pass, { plugins: { forwards = [] } }: ServerConfig, question: Question): Answer {
  const name = question.name.toLowerCase();
  const isBelow = (zone: string) => zone === '.' || name === zone || name.endsWith(`.${zone}`);
  const fitting = forwards.filter(({ from, except }) => isBelow(from) && !except.some(isBelow));
  let last = failed;
  for (const settings of fitting) {
    const answer = pass.world.forward(settings, question);
    if (answer === undefined) pass.isWaiting = true;
    if (answer === undefined || !settings.next.includes(answer.rcode)) return answer ?? failed;
    last = answer;
  }
  return last;
}
