import type { DnsRecord, Resolution } from '../../../../sh/program.js';
import { wireSize } from '../../../net/dns/message.js';
import type { DigLookup } from './dig-options.js';

export const DIG_VERSION = '9.18.41';

/** What one answer is shown with. */
export interface DigAnswer {
  readonly lookup: DigLookup;
  /** The name that was asked for, absolute. */
  readonly asked: string;
  readonly resolution: Resolution;
  readonly id: number;
  readonly cookie: string;
  /** Address of the server. */
  readonly server: string;
  /** Virtual ms. */
  readonly tookMs: number;
  readonly now: number;
}

/** The lines before any answer. */
export function bannerText(words: readonly string[], hasServer: boolean): string {
  const servers = hasServer ? '; (1 server found)\n' : '';
  return `\n; <<>> DiG ${DIG_VERSION} <<>> ${words.join(' ')}\n${servers};; global options: +cmd\n`;
}

export function answerText(answer: DigAnswer): string {
  const { lookup, resolution } = answer;
  if (lookup.isShort) return resolution.records.map((record) => `${shownData(record)}\n`).join('');
  const { shows } = lookup;
  const { records, authority = [], additional = [] } = resolution;
  const question = `;${column(`${column(answer.asked, 32)}IN`, 40)}${lookup.type}\n`;
  const asked = shows.question ? [titled(lookup, 'QUESTION', question)] : [];
  return [
    shows.comments ? headerText(answer) : '',
    ...asked,
    ...(shows.answer ? [section(lookup, 'ANSWER', records)] : []),
    ...(shows.authority ? [section(lookup, 'AUTHORITY', authority)] : []),
    ...(shows.additional ? [section(lookup, 'ADDITIONAL', additional)] : []),
    shows.statistics ? statistics(answer) : '',
  ].join('');
}

function headerText({ lookup, asked, resolution, id, cookie }: DigAnswer): string {
  const { rcode, records, authority = [], additional = [], authoritative, recursive, truncated } = resolution;
  const flags = ['qr', authoritative && 'aa', truncated && 'tc', 'rd', recursive && 'ra'].filter(Boolean).join(' ');
  const counts = `QUERY: 1, ANSWER: ${records.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + (lookup.hasEdns ? 1 : 0)}`;
  const isLocal = asked.toLowerCase().endsWith('.local.');
  return [
    ';; Got answer:\n',
    ...(isLocal
      ? [
          ';; WARNING: .local is reserved for Multicast DNS\n',
          ';; You are currently testing what happens when an mDNS query is leaked to DNS\n',
        ]
      : []),
    `;; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: ${id}\n`,
    `;; flags: ${flags}; ${counts}\n`,
    ...(recursive ? [] : [';; WARNING: recursion requested but not available\n']),
    '\n',
    ...(lookup.hasEdns
      ? [
          `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: ${lookup.bufferSize}\n`,
          ...(lookup.hasCookie ? [`; COOKIE: ${cookie} (echoed)\n`] : []),
        ]
      : []),
  ].join('');
}

function section(lookup: DigLookup, name: string, records: readonly DnsRecord[]): string {
  return records.length === 0 ? '' : titled(lookup, name, records.map(recordText).join(''));
}

function titled({ shows }: DigLookup, name: string, lines: string): string {
  return shows.comments ? `;; ${name} SECTION:\n${lines}\n` : lines;
}

/** Columns of dig: TTL at 24, class at 32, type at 40, data at 48. */
function recordText(record: DnsRecord): string {
  const { name, ttl, type } = record;
  const upToClass = column(`${column(name, 24)}${ttl}`, 32);
  const upToData = column(`${column(`${upToClass}IN`, 40)}${type}`, 48);
  return `${upToData}${shownData(record)}\n`;
}

function shownData({ type, data }: DnsRecord): string {
  return type === 'TXT' && !data.startsWith('"') ? `"${data}"` : data;
}

/** Tabs and blanks up to a column; a text that is beyond it gets at least one. */
function column(text: string, wanted: number): string {
  const at = widthOf(text);
  const to = Math.max(wanted, at + 1);
  const tabs = Math.floor(to / 8) - Math.floor(at / 8);
  const blanks = tabs > 0 ? to % 8 : to - at;
  return `${text}${'\t'.repeat(tabs)}${' '.repeat(blanks)}`;
}

function widthOf(text: string): number {
  return [...text].reduce((at, letter) => (letter === '\t' ? (Math.floor(at / 8) + 1) * 8 : at + 1), 0);
}

function statistics({ lookup, asked, resolution, id, cookie, server, tookMs, now }: DigAnswer): string {
  const { rcode, records: answers, authority = [], additional = [] } = resolution;
  const edns = lookup.hasEdns ? { udpSize: lookup.bufferSize, ...(lookup.hasCookie && { cookie }) } : {};
  const query = { name: asked, type: lookup.type, id, ...edns };
  const answer = {
    rcode: rcode === 'TIMEOUT' ? 'SERVFAIL' : rcode,
    authoritative: false,
    answers,
    authority,
    additional,
  } as const;
  return [
    `;; Query time: ${tookMs} msec\n`,
    `;; SERVER: ${server}#${lookup.port}(${lookup.server ?? server}) (${resolution.isTcp ? 'TCP' : 'UDP'})\n`,
    `;; WHEN: ${whenText(now)}\n`,
    `;; MSG SIZE  rcvd: ${wireSize(query, answer)}\n\n`,
  ].join('');
}

/** `Thu Jan 01 00:00:05 UTC 2026`. */
function whenText(ms: number): string {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(new Date(ms).toUTCString()) ?? [];
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
