import type { Program, Sys } from '../../../sh/program.js';
import { chosenAddress } from './address-choice.js';
import { isAddress } from './http-client.js';

interface Frame {
  host: string;
  query?: number;
  ip?: string;
  sent: number;
  times: number[];
  errors: number;
  startedAt: number;
  /** When the next request is sent. */
  nextAt: number;
  /** The last request may be answered until then. */
  endsAt?: number;
}

interface Voice {
  readonly opening: (host: string, ip: string) => string;
  readonly answer: (ip: string, at: number, ms: string, ttl: number) => string;
  readonly error: (from: string, at: number, text: string) => string | undefined;
  readonly closing: (frame: Frame, now: number) => string;
  readonly unknown: (host: string) => string;
  readonly usage: string;
  readonly unknownExit: number;
}

/** How long the last request waits for its answer. */
const LINGER_MS = 10_000;
const INTERVAL_MS = 1000;
const UNREACHABLE_MS = 3000;

/** ping -c COUNT -i SECONDS -w SECONDS -W SECONDS; ends at Ctrl-C otherwise. */
function createPing(voice: Voice): Program<Frame> {
  return {
    handles: ['INT'],
    start: () => ({ host: '', sent: 0, times: [], errors: 0, startedAt: 0, nextAt: 0 }),
    step(frame, sys) {
      const { host, count, interval, deadline, wait } = read(sys.argv.slice(1));
      if (host === undefined) {
        sys.write(2, voice.usage);
        return voice.unknownExit;
      }
      frame.host = host;
      if (frame.ip === undefined) {
        const ip = lookUp(frame, sys, host);
        if (ip === undefined) return undefined;
        if (ip === '') {
          sys.write(2, voice.unknown(host));
          return voice.unknownExit;
        }
        Object.assign(frame, { ip, startedAt: sys.now(), nextAt: sys.now() });
        sys.write(1, voice.opening(host, ip));
      }
      const isInterrupted = sys.takeSignal() !== undefined;
      const limit = deadline === undefined ? undefined : frame.startedAt + deadline;
      while (!isInterrupted && !isOver(frame, sys, { count, limit })) {
        if (!sys.sleepUntil(Math.min(frame.nextAt, limit ?? frame.nextAt))) return undefined;
        if (limit !== undefined && sys.now() >= limit) break;
        send(frame, sys, voice, interval);
        if (frame.sent === count)
          frame.endsAt = frame.times.length + frame.errors < frame.sent ? sys.now() + wait : sys.now();
      }
      sys.write(1, voice.closing(frame, sys.now()));
      return frame.times.length > 0 ? 0 : 1;
    },
  };
}

function isOver(
  frame: Frame,
  sys: Sys,
  { count, limit }: { readonly count: number; readonly limit: number | undefined },
): boolean {
  if (frame.sent < count) return false;
  const end = Math.min(frame.endsAt ?? 0, limit ?? Number.POSITIVE_INFINITY);
  frame.nextAt = end;
  return sys.now() >= end;
}

function send(frame: Frame, sys: Sys, voice: Voice, interval: number): void {
  if (frame.endsAt !== undefined) return;
  const { ip = '' } = frame;
  const { outcome, ms, routers } = sys.net.echo(ip);
  const at = frame.sent;
  frame.sent += 1;
  frame.nextAt = sys.now() + interval;
  if (outcome === 'reply') {
    const took = ms + 0.04 + ((at * 37 + ip.length * 11) % 50) / 1000;
    frame.times.push(took);
    sys.write(1, voice.answer(ip, at, took.toFixed(3), 64 - routers.length));
    return;
  }
  const own = sys.net.addresses()[0] ?? '';
  const text = outcome === 'unreachable' ? 'Destination Host Unreachable' : 'Destination Port Unreachable';
  const line = outcome === 'lost' ? undefined : voice.error(own, at, text);
  if (line === undefined) return;
  frame.errors += 1;
  if (outcome === 'unreachable') frame.nextAt = Math.max(frame.nextAt, sys.now() + UNREACHABLE_MS);
  sys.write(1, line);
}

/** `''` when the name has no address. */
function lookUp(frame: Frame, sys: Sys, host: string): string | undefined {
  if (isAddress(host) || host.includes(':')) return host;
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  return answer && (chosenAddress(answer, sys.net.addresses()) ?? '');
}

function read(words: readonly string[]) {
  let [count, interval, wait]: [number, number, number] = [Number.POSITIVE_INFINITY, INTERVAL_MS, LINGER_MS];
  let deadline: number | undefined;
  let host: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const [, letter = '', rest = ''] = /^-([a-zA-Z])(.*)$/.exec(words[at] ?? '') ?? [];
    if (letter === '') host = words[at];
    else if ('ciwWstIM'.includes(letter)) {
      const value = Number(rest === '' ? words[++at] : rest);
      if (letter === 'c') count = value;
      if (letter === 'i') interval = value * 1000;
      if (letter === 'w') deadline = value * 1000;
      if (letter === 'W') wait = value * 1000;
    }
  }
  return { host, count, interval, deadline, wait };
}

function lost({ sent, times }: Frame): string {
  return `${sent === 0 ? 0 : Math.round((100 * (sent - times.length)) / sent)}% packet loss`;
}

function spread({ times }: Frame): readonly [string, string, string] {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return [Math.min(...times).toFixed(3), mean.toFixed(3), Math.max(...times).toFixed(3)];
}

export const busyboxPing = createPing({
  opening: (host, ip) => `PING ${host} (${ip}): 56 data bytes\n`,
  answer: (ip, at, ms, ttl) => `64 bytes from ${ip}: seq=${at} ttl=${ttl} time=${ms} ms\n`,
  error: () => undefined,
  closing(frame) {
    const { host, sent, times } = frame;
    const head = `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${lost(frame)}\n`;
    return times.length === 0 ? head : `${head}round-trip min/avg/max = ${spread(frame).join('/')} ms\n`;
  },
  unknown: (host) => `ping: bad address '${host}'\n`,
  usage: 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n',
  unknownExit: 1,
});

export const iputilsPing = createPing({
  opening: (host, ip) => `PING ${host} (${ip}) 56(84) bytes of data.\n`,
  answer: (ip, at, ms, ttl) => `64 bytes from ${ip}: icmp_seq=${at + 1} ttl=${ttl} time=${ms} ms\n`,
  error: (from, at, text) => `From ${from} icmp_seq=${at + 1} ${text}\n`,
  closing(frame, now) {
    const { host, sent, times, errors, startedAt } = frame;
    const failed = errors > 0 ? `+${errors} errors, ` : '';
    const head = `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${failed}${lost(frame)}, time ${Math.round(now - startedAt)}ms\n`;
    return times.length === 0 ? `${head}\n` : `${head}rtt min/avg/max/mdev = ${spread(frame).join('/')}/0.010 ms\n`;
  },
  unknown: (host) => `ping: ${host}: Name or service not known\n`,
  usage: 'ping: usage error: Destination address required\n',
  unknownExit: 2,
});
