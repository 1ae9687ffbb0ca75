import type { Program, Sys } from '../../../sh/program.js';
import { chosenAddress } from './address-choice.js';
import { isAddress } from './http-client.js';

interface Frame {
  query?: number;
  ip?: string;
  hop: number;
  /** Probes of this hop that were silent so far. */
  silent: number;
  nextAt: number;
}

const WAIT_MS = 5000;
const MOST = 30;

/** traceroute as busybox has it: the routers on the way, a star for each probe that nobody answers. */
export const traceroute: Program<Frame> = {
  start: () => ({ hop: 0, silent: 0, nextAt: 0 }),
  step(frame, sys) {
    const { host, most, probes, wait } = read(sys.argv.slice(1));
    if (host === undefined) {
      sys.write(
        2,
        'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: traceroute [-46nrv] [-m MAXTTL] [-q PROBES] [-w WAIT_SEC] HOST [BYTES]\n',
      );
      return 1;
    }
    if (frame.ip === undefined) {
      const ip = lookUp(frame, sys, host);
      if (ip === undefined) return undefined;
      if (ip === '') {
        sys.write(2, `traceroute: bad address '${host}'\n`);
        return 1;
      }
      frame.ip = ip;
      sys.write(1, `traceroute to ${host} (${ip}), ${most} hops max, 46 byte packets\n`);
    }
    const { outcome, routers, ms } = sys.net.echo(frame.ip);
    const stations = outcome === 'reply' ? [...routers, frame.ip] : routers;
    for (;;) {
      const station = stations[frame.hop];
      const number = String(frame.hop + 1).padStart(2);
      if (station !== undefined) {
        const took = (frame.hop === stations.length - 1 ? ms : 0) + 0.008 + frame.hop / 250;
        const times = Array.from({ length: probes }, (_, at) => `  ${(took - at / 500).toFixed(3)} ms`).join('');
        sys.write(1, `${number}  ${station} (${station})${times}\n`);
      } else {
        if (frame.silent === 0 && frame.nextAt === 0) sys.write(1, number);
        while (frame.silent < probes) {
          if (frame.nextAt === 0) frame.nextAt = sys.now() + wait;
          if (!sys.sleepUntil(frame.nextAt)) return undefined;
          frame.nextAt = 0;
          frame.silent += 1;
          sys.write(1, '  *');
        }
        sys.write(1, '\n');
      }
      Object.assign(frame, { hop: frame.hop + 1, silent: 0 });
      if (station === frame.ip || frame.hop >= most) return 0;
    }
  },
};

function lookUp(frame: Frame, sys: Sys, host: string): string | undefined {
  if (isAddress(host)) return host;
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  return answer && (chosenAddress(answer, sys.net.addresses()) ?? '');
}

function read(words: readonly string[]) {
  let [most, probes, wait] = [MOST, 3, WAIT_MS];
  let host: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const [, letter = '', rest = ''] = /^-([a-zA-Z])(.*)$/.exec(words[at] ?? '') ?? [];
    if (letter === '') host ??= words[at];
    else if ('mqw'.includes(letter)) {
      const value = Number(rest === '' ? words[++at] : rest);
      if (letter === 'm') most = value;
      if (letter === 'q') probes = value;
      if (letter === 'w') wait = value * 1000;
    }
  }
  return { host, most, probes, wait };
}
