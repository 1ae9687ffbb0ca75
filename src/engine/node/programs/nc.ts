import type { Program, Sys } from '../../../sh/program.js';
import { isAddress } from './http-client.js';

interface Frame {
  query?: number;
  socket?: number;
  listener?: number;
  until?: number;
  inputEnded: boolean;
}

/** nc as busybox has it: connects (-z only looks, -w waits so many seconds) or listens (-l -p). */
export const nc: Program<Frame> = {
  start: () => ({ inputEnded: false }),
  step(frame, sys) {
    const { flags, words, seconds, listenPort, udp } = read(sys.argv.slice(1));
    if (flags.has('l')) return listen(frame, sys, listenPort ?? Number(words[0] ?? 0));
    const [host, port] = words;
    if (host === undefined || port === undefined) {
      sys.write(
        2,
        'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen\n',
      );
      return 1;
    }
    if (seconds !== undefined) frame.until ??= sys.now() + seconds * 1000;
    if (frame.socket === undefined) {
      const address = lookUp(frame, sys, host);
      if (address === undefined) return undefined;
      if (address === '') {
        sys.write(2, `nc: bad address '${host}'\n`);
        return 1;
      }
      frame.socket = sys.net.connect({
        ip: address,
        port: Number(port),
        host,
        ...(udp ? { protocol: 'UDP' as const } : {}),
      });
    }
    const state = sys.net.state(frame.socket);
    if (state === 'connecting') {
      if (frame.until === undefined || !sys.sleepUntil(frame.until)) return undefined;
      return failed(sys, { host, port, words: 'Connection timed out' });
    }
    if (state !== 'open' && state !== 'closed')
      return failed(sys, { host, port, words: FAILURES[state] ?? 'Connection refused' });
    const remote = sys.net.ends(frame.socket)?.remote.ip ?? host;
    if (flags.has('z')) {
      if (flags.has('v')) sys.write(2, `${host} (${remote}:${port}) open\n`);
      sys.net.close(frame.socket);
      return 0;
    }
    return copy(frame, sys, frame.socket);
  },
};

const FAILURES: Readonly<Record<string, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  unreachable: 'No route to host',
  reset: 'Connection reset by peer',
};

function failed(sys: Sys, { host, port, words }: { host: string; port: string; words: string }): number {
  sys.write(2, `nc: ${host} (${host}:${port}): ${words}\n`);
  return 1;
}

/** `''` when the name does not resolve. */
function lookUp(frame: Frame, sys: Sys, host: string): string | undefined {
  if (isAddress(host)) return host;
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  if (answer === undefined) return undefined;
  return answer.records.find(({ type }) => type === 'A')?.data ?? '';
}

function listen(frame: Frame, sys: Sys, port: number): number | undefined {
  if (frame.listener === undefined) {
    const socket = sys.net.listen({ ip: '0.0.0.0', port });
    if (typeof socket !== 'number') {
      sys.write(2, `nc: bind: ${socket === 'EACCES' ? 'Permission denied' : 'Address already in use'}\n`);
      return 1;
    }
    frame.listener = socket;
  }
  if (frame.socket === undefined) {
    const next = sys.net.accept(frame.listener);
    if (next === undefined) return undefined;
    frame.socket = next;
  }
  return copy(frame, sys, frame.socket);
}

function copy(frame: Frame, sys: Sys, socket: number): number | undefined {
  while (!frame.inputEnded) {
    const text = sys.read(0);
    if (text === undefined) break;
    if (text === null) frame.inputEnded = true;
    else sys.net.send(socket, text);
  }
  for (;;) {
    const text = sys.net.receive(socket);
    if (text === undefined) break;
    if (text === null) {
      sys.net.close(socket);
      return 0;
    }
    sys.write(1, text);
  }
  if (frame.until !== undefined && frame.inputEnded && sys.sleepUntil(frame.until)) return 0;
  return undefined;
}

function read(argv: readonly string[]) {
  const flags = new Set<string>();
  const words: string[] = [];
  let seconds: number | undefined;
  let listenPort: number | undefined;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    for (const [place, letter] of [...word.slice(1)].entries()) {
      if (letter !== 'w' && letter !== 'p') {
        flags.add(letter);
        continue;
      }
      const rest = word.slice(place + 2);
      if (rest === '') at += 1;
      const value = Number(rest === '' ? argv[at] : rest);
      if (letter === 'w') seconds = value;
      else listenPort = value;
      break;
    }
  }
  return { flags, words, seconds, listenPort, udp: flags.has('u') };
}
