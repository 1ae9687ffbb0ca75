import type { Trace } from '../kube/hop.js';
import { jsonPath } from '../kube/jsonpath.js';
import type { KubeObject } from '../kube/shapes/meta.js';
import type { ClusterPort, Machine, ProbeAnswer } from '../port/port.js';
import { courseWords } from '../words/course.js';
import type { Lang } from '../words/sentence.js';
import { endpointsOf, listOf, parseListName, parseObjectName, readLogs, readObject } from './cluster-view.js';
import type { AnswerSource, Condition, ConnectionCondition, ObjectCondition, TrafficCondition } from './condition.js';
import { missingPart } from './contains.js';
import { normaliseAnswer } from './normalise-answer.js';
import { isFrom, targetOf } from './trace-target.js';

/** What a condition may look at. */
export interface Evidence {
  readonly port: ClusterPort;
  readonly lang: Lang;
  /** Traces since the step began, oldest first. */
  readonly traces: readonly Trace[];
  /** Answers of this step, by goal. */
  readonly answers: Readonly<Record<string, string>>;
  /** Values when the step began, by `OBJECT PATH`. */
  readonly before: Readonly<Record<string, string>>;
  /** What was probed of this world already, a fork each. */
  readonly probed?: Map<Condition, Finding>;
}

export interface Finding {
  readonly met: boolean;
  /** The present state in one sentence, for 現在. */
  readonly now: string;
}

/** Looks at the world as it is. `goal` names the goal whose answer an answer condition means. */
export async function evaluate(condition: Condition, evidence: Evidence, goal = ''): Promise<Finding> {
  switch (condition.kind) {
    case 'connection':
      return connection(condition, evidence);
    case 'traffic': {
      const known = evidence.probed?.get(condition);
      if (known !== undefined) return known;
      const found = await traffic(condition, evidence);
      evidence.probed?.set(condition, found);
      return found;
    }
    case 'object':
      return object(condition, evidence);
    case 'absent':
      return absent(condition.object, evidence);
    case 'changed':
      return changed(condition, evidence);
    case 'answer':
      return answer(condition.equals, evidence, condition.goal ?? goal);
    case 'all':
      return all(condition.all, evidence, goal);
    case 'not': {
      const { met, now } = await evaluate(condition.not, evidence, goal);
      return { met: !met, now };
    }
    default:
      return condition satisfies never;
  }
}

async function all(conditions: readonly Condition[], evidence: Evidence, goal: string): Promise<Finding> {
  let last: Finding = { met: true, now: '' };
  for (const condition of conditions) {
    last = await evaluate(condition, evidence, goal);
    if (!last.met) return last;
  }
  return last;
}

async function connection(condition: ConnectionCondition, { port, traces, lang }: Evidence): Promise<Finding> {
  const isTo = await targetOf(port, condition.to);
  const alike = traces.filter((trace) => trace.cause === 'program' && isFrom(trace, condition.from));
  const matching = alike.filter(isTo);
  const good = matching.filter(
    (trace) =>
      (condition.outcome === undefined || trace.outcome === condition.outcome) &&
      (condition.status === undefined || trace.httpStatus === condition.status),
  );
  const last = matching.at(-1) ?? alike.at(-1);
  const pods = new Set(good.map((trace) => trace.pod)).size;
  if (good.length > 0 && pods < (condition.pods ?? 0)) return { met: false, now: courseWords.nowPods[lang](pods) };
  return {
    met: good.length >= (condition.count ?? 1),
    now: last
      ? courseWords.nowLastConnection[lang](last.port === 0 ? last.host : `${last.host}:${last.port}`, last.outcome)
      : courseWords.nowNoConnection[lang](),
  };
}

async function traffic(condition: TrafficCondition, evidence: Evidence): Promise<Finding> {
  const { port, lang } = evidence;
  if (!condition.to.startsWith('each-endpoint-of/')) {
    const { answers } = await port.probe({
      from: machineOf(condition.from),
      url: condition.to,
      count: condition.count,
    });
    return judge(condition, answers, lang);
  }
  const service = parseObjectName(condition.to.replace('each-endpoint-of/', 'service/'));
  const endpoints = await endpointsOf(port, service);
  if (endpoints.length === 0) return { met: false, now: courseWords.nowNoEndpoints[lang](service.name) };
  const answers: ProbeAnswer[] = [];
  for (const { ip, port: number } of endpoints) {
    const result = await port.probe({ from: machineOf(condition.from), url: `http://${ip}:${number}`, count: 1 });
    answers.push(...result.answers.map((one) => ({ ...one, port: number })));
  }
  return judge(condition, answers, lang);
}

function judge({ expect }: TrafficCondition, answers: readonly ProbeAnswer[], lang: Lang): Finding {
  const good = answers.filter((one) => one.outcome === expect.outcome);
  const odd = answers.find((one) => one.outcome !== expect.outcome);
  if (odd) {
    const now =
      odd.outcome === 'reply'
        ? courseWords.nowReplies[lang](answers.length - good.length, answers.length)
        : courseWords.nowOutcome[lang](odd.outcome);
    return { met: false, now };
  }
  const status = answers.find((one) => expect.status !== undefined && one.httpStatus !== expect.status);
  if (status) return { met: false, now: courseWords.nowStatus[lang](status.httpStatus ?? 0) };
  const elsewhere = answers.find((one) => expect.port !== undefined && one.port !== expect.port);
  if (elsewhere) return { met: false, now: courseWords.nowPort[lang](elsewhere.port ?? 0) };
  const pods = new Set(answers.map((one) => one.pod)).size;
  if (expect.pods !== undefined && pods < expect.pods) return { met: false, now: courseWords.nowPods[lang](pods) };
  return {
    met: true,
    now:
      expect.outcome === 'reply'
        ? courseWords.nowReplies[lang](good.length, answers.length)
        : courseWords.nowOutcome[lang](expect.outcome),
  };
}

function machineOf(from: string): Machine {
  if (from === 'outside') return { workstation: true };
  const { kind, namespace, name } = parseObjectName(from);
  return kind === 'node' ? { node: name } : { pod: name, namespace };
}

async function object({ object: part }: ObjectCondition, { port, lang }: Evidence): Promise<Finding> {
  const { kind, metadata } = part as unknown as KubeObject;
  const name = { kind, namespace: metadata.namespace ?? 'default', name: metadata.name ?? '' };
  const actual = await readObject(port, name);
  if (actual === undefined) return { met: false, now: courseWords.nowMissing[lang](`${kind} ${name.name}`) };
  const missing = missingPart(part, actual);
  if (missing === undefined) return { met: true, now: courseWords.nowExists[lang](`${kind} ${name.name}`) };
  const now =
    missing.actual === undefined
      ? courseWords.nowUnset[lang](missing.path)
      : courseWords.nowValue[lang](missing.path, JSON.stringify(missing.actual));
  return { met: false, now };
}

async function absent(name: string, { port, lang }: Evidence): Promise<Finding> {
  const there = await readObject(port, parseObjectName(name));
  return there
    ? { met: false, now: courseWords.nowExists[lang](name) }
    : { met: true, now: courseWords.nowMissing[lang](name) };
}

async function changed(
  { object: name, path }: { readonly object: string; readonly path: string },
  { port, lang, before }: Evidence,
): Promise<Finding> {
  const value = await readValue(port, name, path);
  if (value === undefined) return { met: false, now: courseWords.nowMissing[lang](name) };
  const was = before[`${name} ${path}`];
  const list = parseListName(name);
  return value === was
    ? { met: false, now: courseWords.nowUnchanged[lang](list ? `${list.plural} -l ${list.labelSelector}` : name) }
    : { met: true, now: courseWords.nowValue[lang](path, value) };
}

/** A value of an object as text, `undefined` when there is no such object. */
export async function readValue(port: ClusterPort, name: string, path: string): Promise<string | undefined> {
  const list = parseListName(name);
  const found = list ? { items: await listOf(port, list) } : await readObject(port, parseObjectName(name));
  return found === undefined ? undefined : jsonPath(path, { allowMissingKeys: true }).text(found);
}

async function answer(source: AnswerSource, evidence: Evidence, goal: string): Promise<Finding> {
  const { lang, answers } = evidence;
  const given = answers[goal];
  if (given === undefined) return { met: false, now: courseWords.nowNotAnswered[lang]() };
  const truth = await truthOf(source, evidence);
  const met = truth !== undefined && normaliseAnswer(given) === normaliseAnswer(truth);
  return { met, now: courseWords.nowAnswered[lang](given) };
}

async function truthOf(source: AnswerSource, { port, before }: Evidence): Promise<string | undefined> {
  if ('value' in source) return source.value;
  if ('object' in source && source.before) return before[`${source.object} ${source.path}`];
  if ('object' in source) return readValue(port, source.object, source.path);
  const logs = await readLogs(port, parseObjectName(source.logs));
  return new RegExp(source.matches).exec(logs)?.[1];
}

/** What must be remembered when a step begins, so that `changed` can be answered. */
export async function rememberBefore(
  conditions: readonly Condition[],
  port: ClusterPort,
): Promise<Readonly<Record<string, string>>> {
  const before: Record<string, string> = {};
  for (const { object, path } of conditions.flatMap(flatten).flatMap(comparedValue)) {
    before[`${object} ${path}`] = (await readValue(port, object, path)) ?? '';
  }
  return before;
}

function flatten(condition: Condition): readonly Condition[] {
  if (condition.kind === 'all') return condition.all.flatMap(flatten);
  return condition.kind === 'not' ? flatten(condition.not) : [condition];
}

function comparedValue(condition: Condition): readonly { readonly object: string; readonly path: string }[] {
  if (condition.kind === 'changed') return [condition];
  return condition.kind === 'answer' && 'before' in condition.equals ? [condition.equals] : [];
}
