import type { Program, Sys } from '../../../../sh/program.js';
import { candidateNames, readResolvConf } from '../../../net/dns/resolv-conf.js';
import { chosenAddress } from '../address-choice.js';
import { isAddress } from '../http-client.js';
import { type DigLookup, parseDig } from './dig-options.js';
import { answerText, bannerText, DIG_VERSION } from './dig-text.js';

interface Frame {
  lookups?: readonly DigLookup[];
  at: number;
  /** The name of the search list that is asked now. */
  candidate: number;
  query?: number;
  /** Looking up the name of the server. */
  serverQuery?: number;
  startedAt: number;
  hasBanner: boolean;
  exit: number;
}

/** dig of BIND 9.18. */
export const dig: Program<Frame> = {
  start: () => ({ at: 0, candidate: 0, startedAt: 0, hasBanner: false, exit: 0 }),
  step(frame, sys) {
    const words = sys.argv.slice(1);
    if (words.includes('-v')) {
      sys.write(1, `DiG ${DIG_VERSION}\n`);
      return 0;
    }
    if (words.includes('-h')) {
      sys.write(1, USAGE);
      return 0;
    }
    if (frame.lookups === undefined) {
      const parsed = parseDig(words);
      if ('unknown' in parsed) {
        sys.write(2, `Invalid option: ${parsed.unknown}\n${USAGE}`);
        return 1;
      }
      frame.lookups = parsed;
    }
    for (;;) {
      const lookup = frame.lookups[frame.at];
      if (lookup === undefined) return frame.exit;
      const isDone = advance(frame, sys, lookup);
      if (!isDone) return undefined;
      Object.assign(frame, { at: frame.at + 1, candidate: 0 });
      delete frame.query;
      delete frame.serverQuery;
    }
  },
};

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`;

function advance(frame: Frame, sys: Sys, lookup: DigLookup): boolean {
  const server = serverOf(frame, sys, lookup);
  if (server === undefined) return false;
  if (server === '') {
    sys.write(2, `dig: couldn't get address for '${lookup.server}': not found\n`);
    frame.exit = 10;
    return true;
  }
  const names = namesOf(lookup, sys);
  const id = hashOf(`${lookup.name} ${lookup.type} ${sys.pid}`) & 0xffff;
  const cookie = (
    hashOf(`${sys.hostname}${sys.pid}`).toString(16).padStart(8, '0') +
    hashOf(lookup.name).toString(16).padStart(8, '0')
  ).slice(0, 16);
  for (;;) {
    const asked = names[frame.candidate] ?? names[0] ?? '.';
    if (frame.query === undefined) {
      frame.startedAt = sys.now();
      frame.query = sys.net.query({
        name: asked,
        type: lookup.type,
        server,
        port: lookup.port,
        timeoutMs: lookup.timeoutMs,
        attempts: lookup.tries,
        isTcp: lookup.isTcp,
        id,
        ignoresTruncation: lookup.ignoresTruncation,
        ...(lookup.hasEdns && { udpSize: lookup.bufferSize }),
        ...(lookup.hasEdns && lookup.hasCookie && { cookie }),
      });
    }
    const resolution = sys.net.resolved(frame.query);
    if (resolution === undefined) return false;
    if (resolution.rcode === 'TIMEOUT') return unreached(frame, sys, lookup, server);
    if (resolution.rcode === 'NXDOMAIN' && frame.candidate + 1 < names.length) {
      frame.candidate += 1;
      delete frame.query;
      continue;
    }
    if (resolution.isTcp && !lookup.isTcp) sys.write(1, ';; Truncated, retrying in TCP mode.\n');
    banner(frame, sys, lookup);
    const tookMs = sys.now() - frame.startedAt;
    sys.write(1, answerText({ lookup, asked, resolution, id, cookie, server, tookMs, now: sys.now() }));
    return true;
  }
}

/** `''` when its name has no address, `undefined` while it is looked up. */
function serverOf(frame: Frame, sys: Sys, { server }: DigLookup): string | undefined {
  if (server === undefined) return readResolvConf({ read: (path) => sys.files.read(path) }).servers[0] ?? '127.0.0.1';
  if (isAddress(server) || server.includes(':')) return server;
  frame.serverQuery ??= sys.net.resolve(server);
  const found = sys.net.resolved(frame.serverQuery);
  return found && (chosenAddress(found, sys.net.addresses()) ?? '');
}

function namesOf({ name, isSearching, ndots }: DigLookup, sys: Sys): readonly string[] {
  if (!isSearching || name.endsWith('.')) return [name.endsWith('.') ? name : `${name}.`];
  const conf = readResolvConf({ read: (path) => sys.files.read(path) });
  return candidateNames(name, ndots === undefined ? conf : { ...conf, ndots });
}

function unreached(frame: Frame, sys: Sys, lookup: DigLookup, server: string): true {
  sys.write(1, `;; communications error to ${server}#${lookup.port}: timed out\n`.repeat(lookup.tries));
  banner(frame, sys, lookup);
  sys.write(1, ';; no servers could be reached\n');
  if (lookup.shows.command) sys.write(1, '\n');
  frame.exit = 9;
  return true;
}

function banner(frame: Frame, sys: Sys, { shows, server }: DigLookup): void {
  if (shows.command && !frame.hasBanner) sys.write(1, bannerText(sys.argv.slice(1), server !== undefined));
  frame.hasBanner = true;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
