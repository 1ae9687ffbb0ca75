import type { Program, Sys } from '../../../../sh/program.js';
import { chosenAddress } from '../address-choice.js';
import { isAddress } from '../http-client.js';
import { type NcOptions, readNcOptions } from './nc-options.js';
import { busyboxStyle, type NcStyle, ncatStyle, openbsdStyle } from './nc-styles.js';

interface Frame {
  query?: number;
  socket?: number;
  listener?: number;
  until?: number;
  lookUntil?: number;
  isOpen?: true;
  inputEnded: boolean;
}

/** nc as busybox has it. */
export const nc = createNc(busyboxStyle);
/** nc of the package netcat-openbsd. */
export const openbsdNc = createNc(openbsdStyle);
/** Ncat of nmap, with `--sctp`. */
export const ncat = createNc(ncatStyle);

/** Connects (-z only looks, -w waits so many seconds) or listens (-l), over TCP, UDP (-u) or SCTP; then copies both ways. */
function createNc(style: NcStyle): Program<Frame> {
  return {
    start: () => ({ inputEnded: false }),
    step(frame, sys) {
      const options = readNcOptions(sys.argv.slice(1));
      if (options.isListening && options.port !== undefined) return listen(frame, sys, { options, style });
      const { host, port } = options;
      if (host === undefined || port === undefined) {
        sys.write(2, style.usage.text);
        return style.usage.code;
      }
      return connect(frame, sys, { options, style, host, port });
    },
  };
}

interface Job {
  readonly options: NcOptions;
  readonly style: NcStyle;
}

function connect(frame: Frame, sys: Sys, job: Job & { readonly host: string; readonly port: string }) {
  const { options, style, host, port } = job;
  const { protocol, waitMs, isVerbose } = options;
  if (waitMs !== undefined) frame.until ??= sys.now() + waitMs;
  if (frame.socket === undefined) {
    const ip = lookUp(frame, sys, host);
    if (ip === undefined) return undefined;
    if (ip === '') return fail(sys, style.unknownHost(host, port));
    frame.socket = sys.net.connect({ ip, port: Number(port), host, protocol });
  }
  const { socket } = frame;
  const state = sys.net.state(socket);
  const target = { host, ip: sys.net.ends(socket)?.remote.ip ?? host, port, protocol };
  if (state === 'connecting') {
    if (frame.until === undefined || !sys.sleepUntil(frame.until)) return undefined;
    return fail(sys, style.failed(target, state, isVerbose));
  }
  const isEnd = state !== 'open' && state !== 'closed';
  if (isEnd && !frame.isOpen) return fail(sys, style.failed(target, state, isVerbose));
  if (protocol === 'UDP' && options.isLook && !hasLooked(frame, sys, socket)) return undefined;
  if (!frame.isOpen && isVerbose) sys.write(2, style.opened(target));
  frame.isOpen = true;
  if (!options.isLook) return copy(frame, sys, { socket, protocol });
  sys.net.close(socket);
  return 0;
}

function fail(sys: Sys, text: string): number {
  if (text !== '') sys.write(2, text);
  return 1;
}

/** How long a datagram is given to be refused. */
const LOOK_MS = 1000;

/** A port of UDP counts as open as long as nobody refuses. */
function hasLooked(frame: Frame, sys: Sys, socket: number): boolean {
  if (frame.lookUntil === undefined) sys.net.send(socket, 'X');
  frame.lookUntil ??= sys.now() + LOOK_MS;
  return sys.sleepUntil(frame.lookUntil);
}

/** `''` when the name does not resolve. */
function lookUp(frame: Frame, sys: Sys, host: string): string | undefined {
  if (isAddress(host)) return host;
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  if (answer === undefined) return undefined;
  return chosenAddress(answer, sys.net.addresses()) ?? '';
}

function listen(frame: Frame, sys: Sys, { options, style }: Job): number | undefined {
  const { port = '', protocol, isVerbose, isKeeping } = options;
  if (frame.listener === undefined) {
    const socket = sys.net.listen({ ip: '0.0.0.0', port: Number(port), protocol });
    if (typeof socket !== 'number') return fail(sys, style.bindFailed(port, socket));
    frame.listener = socket;
    if (isVerbose) sys.write(2, style.listening(port, protocol));
  }
  for (;;) {
    if (frame.socket === undefined) {
      const next = sys.net.accept(frame.listener);
      if (next === undefined) return undefined;
      frame.socket = next;
      const { ip, port: from } = sys.net.ends(next)?.remote ?? { ip: '', port: 0 };
      if (isVerbose) sys.write(2, style.accepted(ip, from));
      if (!isKeeping) sys.net.close(frame.listener);
    }
    const code = copy(frame, sys, { socket: frame.socket, protocol });
    if (code !== undefined && !isKeeping) return code;
    const next = style.turnsToNext && protocol === 'UDP' && isKeeping ? sys.net.accept(frame.listener) : undefined;
    if (code === undefined && next === undefined) return undefined;
    delete frame.socket;
    if (next !== undefined) frame.socket = next;
  }
}

/** Both ways, until the other side says goodbye. Of UDP nobody ever hears one: it ends by -w, or by a refusal. */
function copy(
  frame: Frame,
  sys: Sys,
  { socket, protocol }: { readonly socket: number; readonly protocol: NcOptions['protocol'] },
): number | undefined {
  while (!frame.inputEnded) {
    const text = sys.read(0);
    if (text === undefined) break;
    if (text === null) frame.inputEnded = true;
    else sys.net.send(socket, text);
  }
  for (;;) {
    const text = sys.net.receive(socket);
    const isOver = text === null && (protocol !== 'UDP' || sys.net.state(socket) === 'refused');
    if (isOver) {
      sys.net.close(socket);
      return 0;
    }
    if (typeof text !== 'string') break;
    sys.write(1, text);
  }
  if (frame.until !== undefined && frame.inputEnded && sys.sleepUntil(frame.until)) return 0;
  return undefined;
}
