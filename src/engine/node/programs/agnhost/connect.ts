import type { NetProtocol, Program, Sys } from '../../../../sh/program.js';
import { chosenAddress } from '../address-choice.js';
import { parseFlags } from '../flags.js';
import { isAddress } from '../http-client.js';

interface ConnectFrame {
  socket?: number;
  query?: number;
  until: number;
  isSent?: true;
}

/** `agnhost connect HOST:PORT`: says TIMEOUT, REFUSED, DNS or nothing, as the e2e tests read it. */
export const connect: Program<ConnectFrame> = {
  start: () => ({ until: 0 }),
  step(frame, sys) {
    const { flags, rest } = parseFlags(sys.argv.slice(2));
    const [, host = '', port = '80'] = /^\[?(.*?)\]?:(\d+)$/.exec(rest[0] ?? '') ?? [];
    const name = (flags.get('protocol') ?? 'tcp').toUpperCase();
    const protocol = PROTOCOLS.find((known) => known === name);
    if (protocol === undefined) return say(sys, `Unsupported protocol: ${flags.get('protocol')}`);
    if (frame.until === 0) frame.until = sys.now() + seconds(flags.get('timeout') ?? '10s') * 1000;
    if (frame.socket === undefined) {
      const ip = isAddress(host) ? host : findAddress(frame, sys, host);
      if (ip === undefined) return sys.sleepUntil(frame.until) ? say(sys, 'TIMEOUT') : undefined;
      if (ip === '') return say(sys, 'DNS: lookup failed');
      frame.socket = sys.net.connect({ ip, port: Number(port), host, protocol });
    }
    return protocol === 'UDP' ? ask(frame, sys, flags.get('udp-data') ?? 'hostname') : look(frame.socket, frame, sys);
  },
};

const PROTOCOLS: readonly NetProtocol[] = ['TCP', 'UDP', 'SCTP'];

function say(sys: Sys, text: string): number {
  sys.write(2, `${text}\n`);
  return 1;
}

/** `''` when there is none, `undefined` while the query runs. */
function findAddress(frame: ConnectFrame, sys: Sys, host: string): string | undefined {
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  return answer && (chosenAddress(answer, sys.net.addresses()) ?? '');
}

function look(socket: number, { until }: ConnectFrame, sys: Sys): number | undefined {
  const state = sys.net.state(socket);
  if (state === 'connecting') return sys.sleepUntil(until) ? say(sys, 'TIMEOUT') : undefined;
  sys.net.close(socket);
  if (state === 'open') return 0;
  return say(sys, state === 'refused' ? 'REFUSED' : state === 'timeout' ? 'TIMEOUT' : 'OTHER');
}

/** A datagram says nothing of the other side until one comes back. */
function ask(frame: ConnectFrame, sys: Sys, data: string): number | undefined {
  const { socket = 0, until } = frame;
  if (!frame.isSent) sys.net.send(socket, `${data}\n`);
  frame.isSent = true;
  const text = sys.net.receive(socket);
  const isRefused = sys.net.state(socket) === 'refused';
  if (text === undefined && !isRefused) return sys.sleepUntil(until) ? say(sys, 'TIMEOUT') : undefined;
  sys.net.close(socket);
  return isRefused ? say(sys, 'REFUSED') : 0;
}

function seconds(text: string): number {
  return Number.parseFloat(text) * (text.endsWith('ms') ? 0.001 : text.endsWith('m') ? 60 : 1);
}
