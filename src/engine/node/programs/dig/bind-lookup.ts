import type { DnsRecord, Program, Resolution, Sys } from '../../../../sh/program.js';
import { candidateNames, readResolvConf } from '../../../net/dns/resolv-conf.js';
import { chosenAddress } from '../address-choice.js';
import { isAddress } from '../http-client.js';
import { reverseName } from './dig-options.js';

interface Frame {
  given?: Given;
  /** Position in the search list, and of the type that is asked there. */
  candidate: number;
  type: number;
  query?: number;
  serverQuery?: number;
  found: string[];
  lastName: string;
}

interface Given {
  readonly names: readonly string[];
  readonly plain: string;
  readonly types: readonly string[];
  readonly server?: string;
}

interface Voice {
  readonly parse: (words: readonly string[]) => Omit<Given, 'names'> | undefined;
  readonly usage: string;
  readonly head: (server: string, isGiven: boolean) => string;
  readonly lines: (name: string, record: DnsRecord) => string;
  readonly tail: string;
  readonly missing: (name: string, rcode: string) => string;
  /** The name exists, but has nothing of any type. */
  readonly empty: (name: string) => string;
}

/** nslookup and host of BIND: along the search list until a name is known, then all its types. */
function bindLookup(voice: Voice): Program<Frame> {
  return {
    start: () => ({ candidate: 0, type: 0, found: [], lastName: '' }),
    step(frame, sys) {
      const given = frame.given ?? begin(voice, sys);
      if (given === undefined) {
        sys.write(2, voice.usage);
        return 1;
      }
      frame.given = given;
      for (;;) {
        const fate = advance(frame, sys, voice, given);
        if (fate !== 'next') return fate;
      }
    },
  };
}

function begin(voice: Voice, sys: Sys): Given | undefined {
  const parsed = voice.parse(sys.argv.slice(1));
  if (parsed === undefined) return undefined;
  if (isAddress(parsed.plain) || parsed.plain.includes(':')) {
    return { ...parsed, names: [reverseName(parsed.plain)], types: ['PTR'] };
  }
  const conf = readResolvConf({ read: (path) => sys.files.read(path) });
  return { ...parsed, names: candidateNames(parsed.plain, conf) };
}

function advance(frame: Frame, sys: Sys, voice: Voice, given: Given): number | undefined | 'next' {
  const server = serverOf(frame, sys, given);
  if (server === undefined) return undefined;
  const name = given.names[frame.candidate] ?? '.';
  const type = given.types[frame.type] ?? 'A';
  frame.query ??= sys.net.query({ name, type, server, timeoutMs: 5000, attempts: 3 });
  const resolution = sys.net.resolved(frame.query);
  if (resolution === undefined) return undefined;
  delete frame.query;
  if (resolution.rcode === 'TIMEOUT') {
    sys.write(
      1,
      `${`;; communications error to ${server}#53: timed out\n`.repeat(3)};; no servers could be reached\n\n`,
    );
    return 1;
  }
  if (frame.type === 0 && resolution.rcode === 'NXDOMAIN' && frame.candidate + 1 < given.names.length) {
    frame.candidate += 1;
    return 'next';
  }
  return tell(frame, sys, { voice, given, resolution, name, server });
}

interface Telling {
  readonly voice: Voice;
  readonly given: Given;
  readonly resolution: Resolution;
  readonly name: string;
  readonly server: string;
}

function tell(frame: Frame, sys: Sys, { voice, given, resolution, name, server }: Telling): number | 'next' {
  if (frame.type === 0) sys.write(1, voice.head(server, given.server !== undefined));
  if (resolution.rcode !== 'NOERROR') {
    sys.write(1, voice.missing(given.plain, resolution.rcode));
    return 1;
  }
  const lines = resolution.records.map((record) => voice.lines(name.replace(/\.$/, ''), record));
  const fresh = lines.filter((line) => !frame.found.includes(line));
  frame.found.push(...fresh);
  sys.write(1, fresh.join(''));
  frame.type += 1;
  if (frame.type < given.types.length) return 'next';
  sys.write(1, frame.found.length > 0 ? voice.tail : voice.empty(given.plain));
  return 0;
}

function serverOf(frame: Frame, sys: Sys, { server }: Given): string | undefined {
  if (server === undefined) return readResolvConf({ read: (path) => sys.files.read(path) }).servers[0] ?? '127.0.0.1';
  if (isAddress(server)) return server;
  frame.serverQuery ??= sys.net.resolve(server);
  const found = sys.net.resolved(frame.serverQuery);
  return found && (chosenAddress(found, sys.net.addresses()) ?? '127.0.0.1');
}

const CODES: Readonly<Record<string, string>> = {
  NXDOMAIN: '3(NXDOMAIN)',
  SERVFAIL: '2(SERVFAIL)',
  REFUSED: '5(REFUSED)',
};

export const host = bindLookup({
  parse(words) {
    const at = words.indexOf('-t');
    const type = at < 0 ? undefined : words[at + 1]?.toUpperCase();
    const [plain, server] = words.filter((word, index) => !word.startsWith('-') && (at < 0 || index !== at + 1));
    if (plain === undefined) return undefined;
    return { plain, types: type ? [type] : ['A', 'AAAA', 'MX'], ...(server !== undefined && { server }) };
  },
  usage:
    'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n',
  head: (server, isGiven) =>
    isGiven ? `Using domain server:\nName: ${server}\nAddress: ${server}#53\nAliases: \n\n` : '',
  lines(_, { name, type, data }) {
    const owner = name.replace(/\.$/, '');
    if (type === 'A') return `${owner} has address ${data}\n`;
    if (type === 'AAAA') return `${owner} has IPv6 address ${data}\n`;
    if (type === 'CNAME') return `${owner} is an alias for ${data}\n`;
    if (type === 'PTR') return `${owner} domain name pointer ${data}\n`;
    if (type === 'SRV') return `${owner} has SRV record ${data}\n`;
    if (type === 'TXT') return `${owner} descriptive text ${data.startsWith('"') ? data : `"${data}"`}\n`;
    if (type === 'MX') return `${owner} mail is handled by ${data}\n`;
    return `${owner} has ${type} record ${data}\n`;
  },
  tail: '',
  missing: (name, rcode) => `Host ${name} not found: ${CODES[rcode] ?? rcode}\n`,
  empty: (name) => `${name} has no A record\n`,
});

export const bindNslookup = bindLookup({
  parse(words) {
    const type = words.flatMap(
      (word) => /^-(?:query|querytype|type|q)=(\w+)$/i.exec(word)?.[1]?.toUpperCase() ?? [],
    )[0];
    const [plain, server] = words.filter((word) => !word.startsWith('-'));
    if (plain === undefined) return undefined;
    return { plain, types: type ? [type] : ['A', 'AAAA'], ...(server !== undefined && { server }) };
  },
  usage: 'Usage: nslookup [-opt ...] host [server]\n',
  head: (server) => `Server:\t\t${server}\nAddress:\t${server}#53\n\n`,
  lines(_, { name, type, data }) {
    const owner = name.replace(/\.$/, '');
    if (type === 'A' || type === 'AAAA') return `Name:\t${owner}\nAddress: ${data}\n`;
    if (type === 'CNAME') return `${owner}\tcanonical name = ${data}\n`;
    if (type === 'PTR') return `${owner}\tname = ${data}\n`;
    if (type === 'SRV') return `${owner}\tservice = ${data}\n`;
    if (type === 'TXT') return `${owner}\ttext = ${data.startsWith('"') ? data : `"${data}"`}\n`;
    return `${owner}\t${type.toLowerCase()} = ${data}\n`;
  },
  tail: '\n',
  missing: (name, rcode) => `** server can't find ${name}: ${rcode}\n\n`,
  empty: (name) => `*** Can't find ${name}: No answer\n\n`,
});
