import type { Resolution, Sys } from '../../../../sh/program.js';
import { answerText, fitted, readQuery } from '../message.js';
import { readResolvConf } from '../resolv-conf.js';
import { shuffled } from '../shuffled.js';
import type { Answer, Question } from '../zone.js';
import { answerInChain, type ChainResult } from './chain.js';
import type { AskedSocket, CorednsFrame, CorednsWorld, Waiting } from './coredns-frame.js';
import { tellError } from './error-log.js';
import type { ForwardSettings } from './plugin-settings.js';
import { logLine } from './query-log.js';

const READ_TIMEOUT_MS = 2000;

/** Takes questions and answers what can be answered; an exit code when the plugin loop has found its own question. */
export function answerQuestions(frame: CorednsFrame, sys: Sys, world: CorednsWorld): number | undefined {
  const { net } = sys;
  for (const { socket, port, use } of frame.listeners) {
    if (use === 'http') continue;
    for (let next = net.accept(socket); next !== undefined; next = net.accept(socket)) {
      frame.asked.push({ socket: next, port, isTcp: use === 'tcp', text: '' });
    }
  }
  const fresh: Waiting[] = [];
  frame.asked = frame.asked.filter((asked) => readQuestions(asked, sys, fresh));
  for (const { query, remote, port } of fresh) {
    if (isLoop(frame, sys, { query, remote, port })) return 1;
  }
  const all = [...frame.waiting, ...fresh];
  const wanted: Waiting[] = [];
  frame.waiting = all.filter((waiting) => !advance(frame, sys, { world, waiting, wanted }));
  refresh(frame, sys, { world, wanted });
  for (const { socket, isTcp } of all) if (!isTcp && !isAwaited(frame, socket)) net.close(socket);
  frame.asked = frame.asked.filter(({ socket, isTcp }) => isTcp || isAwaited(frame, socket));
  return undefined;
}

/** Somebody still waits for an answer on this socket. */
function isAwaited({ waiting }: CorednsFrame, socket: number): boolean {
  return waiting.some((one) => one.socket === socket);
}

/** `false` when the socket is of no more use. */
function readQuestions(asked: AskedSocket, sys: Sys, fresh: Waiting[]): boolean {
  const { net } = sys;
  const { socket, port, isTcp } = asked;
  const text = net.receive(socket);
  if (text === undefined) return true;
  const remote = net.ends(socket)?.remote ?? { ip: '', port: 0 };
  asked.text += text ?? '';
  const lines = isTcp ? asked.text.split('\n').slice(0, -1) : datagrams(asked, sys);
  asked.text = isTcp ? asked.text.slice(asked.text.lastIndexOf('\n') + 1) : '';
  for (const line of lines) {
    const query = readQuery(line);
    if (query) fresh.push({ socket, port, isTcp, query, since: sys.now(), remote, sent: {} });
  }
  const isOver = text === null || (!isTcp && fresh.every((waiting) => waiting.socket !== socket));
  if (isOver) net.close(socket);
  // A datagram's socket lives until its answer; one of TCP until its client has had enough.
  return !isOver;
}

/** A client may ask for several things at once, each in a datagram of its own. */
function datagrams({ socket, text }: AskedSocket, { net }: Sys): readonly string[] {
  const found = [text];
  for (let next = net.receive(socket); typeof next === 'string'; next = net.receive(socket)) found.push(next);
  return found;
}

function isLoop(frame: CorednsFrame, sys: Sys, { query, remote, port }: Pick<Waiting, 'query' | 'remote' | 'port'>) {
  const { loop } = frame;
  if (loop === undefined || query.type !== 'HINFO' || query.name !== loop.name) return false;
  loop.seen += 1;
  if (loop.seen <= 2) return false;
  const where = `Loop (${remote.ip}:${remote.port} -> :${port}) detected for zone "."`;
  const help = 'see https://coredns.io/plugins/loop#troubleshooting';
  sys.write(1, `[FATAL] plugin/loop: ${where}, ${help}. Query: "HINFO ${loop.name}"\n`);
  return true;
}

/** Asks anew for what the cache gave away at its end; nobody waits for it. */
function refresh(frame: CorednsFrame, sys: Sys, { world, wanted }: Pick<Step, 'world' | 'wanted'>): void {
  for (const { query, port, remote } of wanted) {
    const isUnderWay = frame.waiting.some(
      (one) => one.isRefresh && one.query.name === query.name && one.query.type === query.type,
    );
    if (isUnderWay) continue;
    const since = sys.now();
    const waiting: Waiting = { socket: 0, port, isTcp: false, query, since, remote, isRefresh: true, sent: {} };
    if (!advance(frame, sys, { world, waiting, wanted: [] })) frame.waiting.push(waiting);
  }
}

interface Step {
  readonly world: CorednsWorld;
  readonly waiting: Waiting;
  /** Questions whose answers the cache wants anew. */
  readonly wanted: Waiting[];
}

/** `true` when the answer was given. */
function advance(frame: CorednsFrame, sys: Sys, { world, waiting, wanted }: Step): boolean {
  const { query, port, isRefresh = false } = waiting;
  const result = answerInChain(
    {
      servers: frame.servers.filter((server) => server.port === port),
      cache: frame.cache,
      now: sys.now(),
      isRefresh,
      readFile: (path) => (sys.files.stat(path)?.type === 'file' ? sys.files.read(path) : ''),
      zoneOptions: world.zoneOptions,
      external: world.external,
      forward: (settings, question) => forward(sys, { world, waiting }, { settings, question }),
    },
    { name: query.name.endsWith('.') ? query.name : `${query.name}.`, type: query.type },
  );
  if (result.isWaiting) return false;
  if (isRefresh) return true;
  reply(frame, sys, { world, waiting }, result);
  if (result.isWanted) wanted.push(waiting);
  return true;
}

interface Forwarding {
  readonly settings: ForwardSettings;
  readonly question: Question;
}

/** Asks the servers of the plugin forward, the next one when one is silent. */
function forward(
  sys: Sys,
  { world, waiting }: Pick<Step, 'world' | 'waiting'>,
  { settings, question }: Forwarding,
): Answer | undefined {
  const key = `${question.name.toLowerCase()} ${question.type} ${settings.from} ${settings.to.join()}`;
  const known = waiting.sent[key];
  if (known?.answer) return known.answer;
  if (known === undefined) {
    const targets = orderOf(settings, world, sys);
    return sendOn(sys, waiting, { key, question, targets, isTcp: settings.isTcp });
  }
  const heard = sys.net.resolved(known.query);
  if (heard === undefined) return undefined;
  if (heard.rcode === 'TIMEOUT') {
    return sendOn(sys, waiting, { key, question, targets: known.left, isTcp: settings.isTcp, silent: known.server });
  }
  const answer = answerOf(heard);
  waiting.sent[key] = { ...known, answer };
  return answer;
}

interface Sending {
  readonly key: string;
  readonly question: Question;
  readonly targets: readonly string[];
  readonly isTcp: boolean;
  /** The server that did not answer. */
  readonly silent?: string;
}

function sendOn(
  sys: Sys,
  { sent }: Waiting,
  { key, question, targets, isTcp, silent = '' }: Sending,
): Answer | undefined {
  const [target, ...left] = targets;
  if (target === undefined) {
    const answer: Answer = { rcode: 'SERVFAIL', authoritative: false, answers: [], authority: [], additional: [] };
    sent[key] = { left: [], server: silent, query: 0, answer, isLost: true };
    return answer;
  }
  const [server = '', port] = target.includes('.') ? target.split(':') : [target];
  const to = { server, port: Number(port ?? 53), timeoutMs: READ_TIMEOUT_MS, attempts: 1, isTcp, isUntraced: true };
  sent[key] = { left, server: target, query: sys.net.query({ ...question, ...to }) };
  return undefined;
}

function orderOf({ to, policy }: ForwardSettings, { below }: CorednsWorld, sys: Sys): readonly string[] {
  const targets = to.flatMap((target) =>
    target.startsWith('/')
      ? readResolvConf({ read: (path) => sys.files.read(path) }, target).servers
      : [target.replace(/^dns:\/\//, '')],
  );
  if (targets.length < 2 || policy === 'sequential') return targets;
  const first = below(targets.length);
  return [...targets.slice(first), ...targets.slice(0, first)];
}

function answerOf({ rcode, records, authority = [], additional = [] }: Resolution): Answer {
  return {
    rcode: rcode === 'TIMEOUT' ? 'SERVFAIL' : rcode,
    authoritative: false,
    recursive: true,
    answers: records,
    authority,
    additional,
  };
}

function reply(
  frame: CorednsFrame,
  sys: Sys,
  { world, waiting }: Pick<Step, 'world' | 'waiting'>,
  { answer, server }: ChainResult,
): void {
  const { query, socket, isTcp } = waiting;
  const mixed = server?.plugins.loadbalance ? shuffled({ below: world.below }, answer) : answer;
  const whole = isTcp ? mixed : fitted(query, mixed);
  frame.counts[whole.rcode] = (frame.counts[whole.rcode] ?? 0) + 1;
  const lost = Object.entries(waiting.sent).find(([, { isLost }]) => isLost);
  if (lost && server?.plugins.errors) {
    const own = sys.net.addresses()[0] ?? '';
    const [ip = '', port] = lost[1].server.split(':');
    const what = `read udp ${own}:${32_768 + (query.id % 28_000)}->${ip}:${port ?? 53}: i/o timeout`;
    tellError(frame, sys, `2 ${query.name} ${query.type}: ${what}`);
  }
  const line = server?.plugins.log && logLine(server.plugins.log, waiting, whole, sys.now());
  if (line !== undefined) sys.write(1, `[INFO] ${line}\n`);
  sys.net.send(socket, `${answerText(whole, query.id)}${isTcp ? '\n' : ''}`);
}
