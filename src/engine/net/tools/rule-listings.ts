import type { Program, Sys } from '../../../sh/program.js';
import { listing, optionValue } from './listing.js';

/** What the listing tools of a node read. */
export interface RuleTexts {
  /** `iptables-save`, or `undefined` where kube-proxy does not write for iptables. */
  iptables(node: string, family: 'ipv4' | 'ipv6'): string | undefined;
  nft(node: string): string;
}

/** `iptables-save`, `iptables -S` and `nft list` on a node; they only read, the rules are kube-proxy's. */
export function ruleListings(texts: RuleTexts): Readonly<Record<string, Program>> {
  return {
    'iptables-save': listing((sys) => iptablesSave(sys, texts.iptables(sys.hostname, 'ipv4'))),
    'ip6tables-save': listing((sys) => iptablesSave(sys, texts.iptables(sys.hostname, 'ipv6'))),
    iptables: listing((sys) => iptables(sys, texts.iptables(sys.hostname, 'ipv4'))),
    ip6tables: listing((sys) => iptables(sys, texts.iptables(sys.hostname, 'ipv6'))),
    nft: listing((sys) => nft(sys, texts)),
  };
}

function iptablesSave(sys: Sys, text = '') {
  const table = optionValue(sys.argv, '-t', '--table');
  return { stdout: table === undefined ? text : sectionsOf(text, table).join('') };
}

/** Each table of the text, from its head line to the line behind COMMIT. */
function sectionsOf(text: string, table: string): readonly string[] {
  const sections = text.match(/# Generated[\s\S]*?# Completed[^\n]*\n/g) ?? [];
  return sections.filter((section) => section.includes(`\n*${table}\n`));
}

/** `iptables [-t TABLE] -S [CHAIN]`. */
function iptables(sys: Sys, text = '') {
  const { argv } = sys;
  const at = argv.findIndex((word) => word === '-S' || word === '--list-rules');
  if (at < 0) return { stderr: 'iptables: only -S (--list-rules) is available on this machine\n', code: 2 };
  const table = optionValue(argv, '-t', '--table') ?? 'filter';
  const next = argv[at + 1];
  const chain = next?.startsWith('-') ? undefined : next;
  const lines = sectionsOf(text, table).join('').split('\n');
  const policies = lines.flatMap((line) => {
    const [, name = '', policy = ''] = /^:(\S+) (\S+) /.exec(line) ?? [];
    if (name === '') return [];
    return [{ name, text: policy === '-' ? `-N ${name}` : `-P ${name} ${policy}` }];
  });
  if (chain !== undefined && !policies.some(({ name }) => name === chain)) {
    return { stderr: 'iptables: No chain/target/match by that name.\n', code: 1 };
  }
  const heads = policies.filter(({ name }) => chain === undefined || name === chain).map(({ text }) => text);
  const rules = lines.filter((line) => line.startsWith(chain === undefined ? '-A ' : `-A ${chain} `));
  return { stdout: [...heads, ...rules].map((line) => `${line}\n`).join('') };
}

/** `nft list ruleset|table FAMILY NAME|chain FAMILY TABLE NAME|set ...|map ...`. */
function nft(sys: Sys, texts: RuleTexts) {
  const [verb, what, family = 'ip', table = '', name = ''] = sys.argv.slice(1).filter((word) => !/^-/.test(word));
  if (verb !== 'list') return { stderr: 'nft: only "list" is available on this machine\n', code: 1 };
  const text = texts.nft(sys.hostname);
  if (what === 'ruleset') return { stdout: text };
  if (what === 'tables') return { stdout: (text.match(/^table \S+ \S+/gm) ?? []).map((line) => `${line}\n`).join('') };
  const whole = text.match(/^table [\s\S]*?^\}\n/gm)?.find((part) => part.startsWith(`table ${family} ${table} {`));
  const missing = { stderr: 'Error: No such file or directory\n', code: 1 };
  if (whole === undefined) return missing;
  if (what === 'table') return { stdout: whole };
  const head = `\t${what} ${name} {\n`;
  const start = whole.indexOf(head);
  if (start < 0) return missing;
  const end = whole.indexOf('\n\t}\n', start) + 4;
  return { stdout: `table ${family} ${table} {\n${whole.slice(start, end)}}\n` };
}
