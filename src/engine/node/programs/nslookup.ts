import type { Program, Resolution, Sys } from '../../../sh/program.js';

interface Frame {
  questions?: { name: string; type: string; query: number }[];
  given?: string;
}

const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT', 'ANY'];

/** nslookup as busybox has it: every search domain is asked at once, for A and then for AAAA. */
export const nslookup: Program<Frame> = {
  start: () => ({}),
  step(frame, sys) {
    frame.questions ??= ask(frame, sys);
    if (frame.questions.length === 0) {
      sys.write(2, USAGE);
      return 1;
    }
    const answers: Resolution[] = [];
    for (const { query } of frame.questions) {
      const answer = sys.net.resolved(query);
      if (answer === undefined) return undefined;
      answers.push(answer);
    }
    const first = answers[0];
    const server = frame.given ?? first?.server ?? '';
    sys.write(1, `Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
    if (answers.every(({ rcode }) => rcode === 'TIMEOUT')) {
      sys.write(1, ';; connection timed out; no servers could be reached\n\n');
      return 1;
    }
    const blocks = frame.questions.map((question, at) => block(question, answers[at]));
    sys.write(1, blocks.map(({ text }) => text).join(''));
    return blocks.some(({ failed }) => failed) ? 1 : 0;
  },
};

const USAGE = `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.

Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,srv,ptr,any
`;

function ask(frame: Frame, sys: Sys): { name: string; type: string; query: number }[] {
  const words = sys.argv.slice(1);
  const wanted = words
    .flatMap((word) => /^-(?:type|querytype|q|t)=(.+)$/i.exec(word)?.[1] ?? [])
    .map((type) => type.toUpperCase())
    .filter((type) => TYPES.includes(type));
  const [host, server] = words.filter((word) => !word.startsWith('-'));
  if (host === undefined) return [];
  if (server !== undefined) frame.given = server;
  const reverse = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  const types = reverse ? ['PTR'] : wanted.length > 0 ? wanted : ['A', 'AAAA'];
  const names = reverse
    ? [`${reverse[4]}.${reverse[3]}.${reverse[2]}.${reverse[1]}.in-addr.arpa`]
    : searched(sys, host);
  const to = server === undefined ? {} : { server };
  return types.flatMap((type) => names.map((name) => ({ name, type, query: sys.net.query({ name, type, ...to }) })));
}

function searched(sys: Sys, host: string): string[] {
  if (host.includes('.')) return [host.replace(/\.$/, '')];
  const domains = /^search\s+(.+)$/m.exec(sys.files.read('/etc/resolv.conf'))?.[1]?.trim().split(/\s+/) ?? [];
  return domains.length === 0 ? [host] : domains.map((domain) => `${host}.${domain}`);
}

function block({ name }: { name: string }, answer: Resolution | undefined): { text: string; failed: boolean } {
  if (answer === undefined || answer.rcode === 'TIMEOUT')
    return { text: `*** Can't find ${name}: No answer\n\n`, failed: true };
  if (answer.rcode !== 'NOERROR') return { text: `** server can't find ${name}: ${answer.rcode}\n\n`, failed: true };
  const lines = answer.records.map(({ name: owner, type, data }) => {
    const plain = owner.replace(/\.$/, '');
    const value = data.replace(/\.$/, '');
    if (type === 'A' || type === 'AAAA') return `Name:\t${plain}\nAddress: ${value}\n`;
    if (type === 'CNAME') return `${plain}\tcanonical name = ${value}\n`;
    if (type === 'PTR') return `${plain}\tname = ${value}\n`;
    if (type === 'SRV') return `${plain}\tservice = ${value}\n`;
    if (type === 'TXT') return `${plain}\ttext = ${data}\n`;
    return `${plain}\t${type} ${value}\n`;
  });
  return { text: `${lines.join('')}\n`, failed: false };
}
