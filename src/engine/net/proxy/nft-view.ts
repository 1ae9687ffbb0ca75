import { iptablesSave } from './iptables-save.js';
import type { RuleTable } from './rule-table.js';

/**
 * What `nft list ruleset` prints where kube-proxy writes for iptables: iptables-nft keeps the same rules in nftables, and nft shows
 * what it understands of them (comments and most extensions it does not). Counters stand at zero.
 */
export function nftView(ipv4: RuleTable, ipv6: RuleTable): string {
  const [four, six] = [tablesOf(iptablesSave(ipv4, 0)), tablesOf(iptablesSave(ipv6, 0))];
  const order = [
    ['ip', 'mangle', four],
    ['ip6', 'mangle', six],
    ['ip6', 'nat', six],
    ['ip', 'nat', four],
    ['ip', 'filter', four],
    ['ip6', 'filter', six],
  ] as const;
  return order.map(([family, name, tables]) => tableText(family, name, tables.get(name) ?? new Map())).join('');
}

type Chains = ReadonlyMap<string, readonly string[]>;

/** The rules of each chain by table; built-in chains without a rule do not exist in nftables. */
function tablesOf(text: string): ReadonlyMap<string, Chains> {
  const tables = new Map<string, Map<string, string[]>>();
  let chains = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, word = '', rest = ''] = /^(\*|:|-A )(.*)$/.exec(line) ?? [];
    const [chain = ''] = rest.split(' ');
    if (word === '*') {
      chains = new Map();
      tables.set(rest, chains);
    } else if (word === ':' && chain.startsWith('KUBE-')) chains.set(chain, []);
    else if (word === '-A ') chains.set(chain, [...(chains.get(chain) ?? []), rest.slice(chain.length + 1)]);
  }
  return tables;
}

const hooks: Readonly<Record<string, string>> = {
  'nat PREROUTING': 'type nat hook prerouting priority dstnat; policy accept;',
  'nat OUTPUT': 'type nat hook output priority -100; policy accept;',
  'nat POSTROUTING': 'type nat hook postrouting priority srcnat; policy accept;',
  'filter INPUT': 'type filter hook input priority filter; policy accept;',
  'filter FORWARD': 'type filter hook forward priority filter; policy accept;',
  'filter OUTPUT': 'type filter hook output priority filter; policy accept;',
};

function tableText(family: 'ip' | 'ip6', name: string, chains: Chains): string {
  const blocks = [...chains].map(([chain, rules]) => {
    const hook = hooks[`${name} ${chain}`];
    const lines = [...(hook === undefined ? [] : [hook]), ...rules.map((rule) => viewOf(rule, family))];
    return `\tchain ${chain} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
  });
  return `table ${family} ${name} {\n${blocks.join('\n')}}\n`;
}

/** Where a rule's words stand among those that nft prints: protocol, source, destination, then the matches. */
interface View {
  protocol?: string;
  source?: string;
  dest?: string;
  readonly matches: string[];
  target?: string;
}

/** One rule of iptables in the words of nft; what nft cannot show leaves a blank. */
function viewOf(rule: string, family: 'ip' | 'ip6'): string {
  const view: View = { matches: [] };
  // Each match and the options behind it, each address, the target.
  const parts = rule.match(/(?:! )?-[spd] \S+|-m \S+(?: (?!-[mj] )(?:"[^"]*"|\S+| (?=\S)))*|-j .*/g) ?? [];
  for (const part of parts) readPart(view, part, family);
  const { protocol, source, dest, matches, target } = view;
  const found = [protocol, source, dest].filter((word) => word !== undefined);
  return [...found, ...matches, 'counter packets 0 bytes 0', ...(target === undefined ? [] : [target])].join(' ');
}

function readPart(view: View, part: string, family: 'ip' | 'ip6'): void {
  const isNot = part.startsWith('! ');
  const [option, value = ''] = part.slice(isNot ? 2 : 0).split(' ');
  const address = `${isNot ? '!= ' : ''}${value.replace(/\/(32|128)$/, '')}`;
  if (option === '-p') view.protocol = `meta l4proto ${value}`;
  else if (option === '-s') view.source = `${family} saddr ${address}`;
  else if (option === '-d') view.dest = `${family} daddr ${address}`;
  else if (option === '-m') view.matches.push(matchOf(value, part));
  else view.target = targetOf(value, part, family);
}

function matchOf(name: string, part: string): string {
  const word = (option: string) => new RegExp(`${option} (\\S+)`).exec(part)?.[1] ?? '';
  switch (name) {
    case 'tcp':
    case 'udp':
    case 'sctp':
      return part.includes('--dport') ? `${name} dport ${word('--dport')}` : '';
    case 'addrtype':
      return `fib ${part.includes('--src-type') ? 'saddr' : 'daddr'} type local`;
    case 'conntrack':
      return part.includes('! --ctstate') ? 'ct status dnat' : `ct state ${word('--ctstate').toLowerCase()}`;
    case 'mark':
      return `meta mark & 0x00004000 ${part.includes('! --mark') ? '!=' : '=='} 0x00004000`;
    case 'statistic':
      return `meta random & 2147483647 < ${Math.round(Number(word('--probability')) * 2 ** 31)}`;
    case 'recent':
    case 'nfacct':
      return `xt match ${name}`;
    default:
      return '';
  }
}

function targetOf(name: string, part: string, family: 'ip' | 'ip6'): string {
  switch (name) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
    case 'REJECT':
      return name.toLowerCase();
    case 'MARK':
      return part.endsWith('0x4000/0x0') ? 'meta mark set mark xor 0x4000' : 'meta mark set mark or 0x4000';
    case 'MASQUERADE':
      return family === 'ip' ? '' : 'masquerade fully-random';
    case 'DNAT':
      return '';
    default:
      return `jump ${name}`;
  }
}
