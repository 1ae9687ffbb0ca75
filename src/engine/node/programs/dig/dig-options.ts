import { typeNumber } from '../../../../kube/dns-message/dns-message.js';

/** What one question of dig's command line asks for and shows. */
export interface DigLookup {
  name: string;
  type: string;
  /** As written behind `@`. */
  server?: string;
  port: number;
  isShort: boolean;
  isSearching: boolean;
  ndots?: number;
  isTcp: boolean;
  hasEdns: boolean;
  hasCookie: boolean;
  bufferSize: number;
  tries: number;
  timeoutMs: number;
  ignoresTruncation: boolean;
  shows: Shown;
}

export interface Shown {
  command: boolean;
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  statistics: boolean;
}

type Switch = (lookup: DigLookup, isOn: boolean, value: string) => void;

const show =
  (...names: readonly (keyof Shown)[]): Switch =>
  ({ shows }, isOn) => {
    for (const name of names) shows[name] = isOn;
  };

const SWITCHES: Readonly<Record<string, Switch>> = {
  all: show('command', 'comments', 'question', 'answer', 'authority', 'additional', 'statistics'),
  cmd: show('command'),
  comments: show('comments'),
  question: show('question'),
  answer: show('answer'),
  authority: show('authority'),
  additional: show('additional'),
  stats: show('statistics'),
  short(lookup, isOn) {
    lookup.isShort = isOn;
    if (isOn) SWITCHES['all']?.(lookup, false, '');
    lookup.shows.answer = true;
  },
  search: (lookup, isOn) => {
    lookup.isSearching = isOn;
  },
  defname: (lookup, isOn) => {
    lookup.isSearching = isOn;
  },
  ndots: (lookup, _, value) => {
    lookup.ndots = Number(value);
    lookup.isSearching = true;
  },
  tcp: (lookup, isOn) => {
    lookup.isTcp = isOn;
  },
  vc: (lookup, isOn) => {
    lookup.isTcp = isOn;
  },
  ignore: (lookup, isOn) => {
    lookup.ignoresTruncation = isOn;
  },
  edns: (lookup, isOn) => {
    lookup.hasEdns = isOn;
  },
  cookie: (lookup, isOn) => {
    lookup.hasCookie = isOn;
  },
  bufsize: (lookup, _, value) => {
    lookup.bufferSize = Number(value || 1232);
  },
  time: (lookup, _, value) => {
    lookup.timeoutMs = Math.max(1, Number(value || 5)) * 1000;
  },
  timeout: (lookup, _, value) => {
    lookup.timeoutMs = Math.max(1, Number(value || 5)) * 1000;
  },
  tries: (lookup, _, value) => {
    lookup.tries = Math.max(1, Number(value || 3));
  },
  retry: (lookup, _, value) => {
    lookup.tries = Number(value || 2) + 1;
  },
  ...Object.fromEntries(
    [
      'recurse',
      'rec',
      'identify',
      'multiline',
      'dnssec',
      'fail',
      'aaonly',
      'adflag',
      'cdflag',
      'besteffort',
      'idnin',
      'idnout',
      'qr',
      'keepopen',
    ].map((name): [string, Switch] => [name, () => undefined]),
  ),
};

/** The questions, or the option that is none. */
export function parseDig(words: readonly string[]): readonly DigLookup[] | { readonly unknown: string } {
  const global = newLookup();
  const lookups: DigLookup[] = [];
  const current = () => lookups.at(-1) ?? global;
  const begin = (name: string) => {
    const last = lookups.at(-1);
    if (last !== undefined && last.name === '') last.name = name;
    else lookups.push({ ...global, shows: { ...global.shows }, name });
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word.startsWith('@')) setServer(lookups, global, word.slice(1));
    else if (word.startsWith('+')) {
      if (!setSwitch(current(), word)) return { unknown: word };
    } else if (/^-[a-zA-Z46]/.test(word)) {
      const letter = word[1] ?? '';
      if ('46rvimu'.includes(letter)) continue;
      const value = word.length > 2 ? word.slice(2) : (words[++at] ?? '');
      if (letter === 'x')
        lookups.push({ ...global, shows: { ...global.shows }, name: reverseName(value), type: 'PTR' });
      else if (letter === 'q') begin(value);
      else if (letter === 't') current().type = value.toUpperCase();
      else if (letter === 'p') current().port = Number(value);
      else if (!'bcfky'.includes(letter)) return { unknown: word };
    } else if (word === 'IN' || word === 'in') continue;
    else if (isType(word) && (lookups.length > 0 || isLastName(words, at))) current().type = word.toUpperCase();
    else begin(word);
  }
  return lookups.length > 0 ? lookups : [{ ...global, name: '.', type: global.type === 'A' ? 'NS' : global.type }];
}

function newLookup(): DigLookup {
  return {
    name: '',
    type: 'A',
    port: 53,
    isShort: false,
    isSearching: false,
    isTcp: false,
    hasEdns: true,
    hasCookie: true,
    bufferSize: 1232,
    tries: 3,
    timeoutMs: 5000,
    ignoresTruncation: false,
    shows: {
      command: true,
      comments: true,
      question: true,
      answer: true,
      authority: true,
      additional: true,
      statistics: true,
    },
  };
}

function setServer(lookups: readonly DigLookup[], global: DigLookup, server: string): void {
  for (const lookup of [global, ...lookups]) lookup.server = server;
}

function setSwitch(lookup: DigLookup, word: string): boolean {
  const [, no, name = '', value = ''] = /^\+(no)?([a-z0-9]+)(?:=(.*))?$/.exec(word) ?? [];
  const names = Object.keys(SWITCHES).filter((known) => known === name || (name.length > 2 && known.startsWith(name)));
  const change = SWITCHES[names.find((known) => known === name) ?? names[0] ?? ''];
  change?.(lookup, no === undefined, value);
  return change !== undefined;
}

function isType(word: string): boolean {
  return typeNumber(word.toUpperCase()) !== undefined;
}

/** `dig A` asks for the name `A.`, `dig A web` for web. */
function isLastName(words: readonly string[], at: number): boolean {
  return words.slice(at + 1).some((word) => !/^[-+@]/.test(word));
}

export function reverseName(ip: string): string {
  if (!ip.includes(':')) return `${ip.split('.').reverse().join('.')}.in-addr.arpa.`;
  const [head = '', tail] = ip.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const digits = [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa.`;
}
