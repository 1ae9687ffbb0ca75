import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createPathFinder } from '../../src/engine/net/path.js';
import { createPlaces } from '../../src/engine/net/places.js';
import { iptablesSave } from '../../src/engine/net/proxy/iptables-save.js';
import { nftRuleset } from '../../src/engine/net/proxy/nft-ruleset.js';
import { nftView } from '../../src/engine/net/proxy/nft-view.js';
import { portRules } from '../../src/engine/net/proxy/port-rules.js';
import { createRuleTable, defaultProxyOptions, type ProxyOptions } from '../../src/engine/net/proxy/rule-table.js';
import type { EndpointSlice, Service } from '../../src/kube/shapes/service.js';
import { createSim } from '../../src/sim/index.js';

const folder = new URL('../../../shared/parity/', import.meta.url);
const isThere = existsSync(folder);
const NODE = 'lab-worker';
const NODE_IP = '172.30.0.11';
const OUTSIDE = '172.30.0.1';

const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

type Mode = 'iptables' | 'nftables';

const options: Readonly<Record<Mode, ProxyOptions>> = {
  iptables: defaultProxyOptions,
  nftables: {
    ...defaultProxyOptions,
    mode: 'nftables',
    localhostNodePorts: false,
    nodePortAddresses: [NODE_IP],
    serviceCidr: '10.96.0.0/12',
  },
};

/** The rules that kube-proxy has after it saw these states of the cluster, half a minute apart. */
function tableOf(mode: Mode, ...states: readonly string[]) {
  const table = createRuleTable(options[mode]);
  for (const [at, state] of states.entries()) write(table, `rules/proxy-${mode}-${state}-objects.txt`, at * 30_000);
  return table;
}

function write(table: ReturnType<typeof createRuleTable>, objectsFile: string, now: number): void {
  const text = read(objectsFile);
  const { items } = parse(text.slice(text.indexOf('apiVersion: v1\nitems:'))) as {
    readonly items: readonly (Service | EndpointSlice)[];
  };
  const slices = items.filter((item) => item.kind === 'EndpointSlice') as EndpointSlice[];
  for (const service of items.filter((item) => item.kind === 'Service') as Service[]) {
    const { namespace, name } = service.metadata;
    const own = slices.filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
    );
    const at = { node: NODE, zone: '', address: NODE_IP, family: 'IPv4' } as const;
    table.write(`${namespace}/${name}`, portRules(service, own, at), now);
  }
}

/** The order of Services and of chains is left open upstream; dates are the recording's. */
function sorted(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .sort();
}

/** Chains and affinity sets stand in the order in which they were made, which upstream leaves open; all else is as printed. */
function blocks(text: string, mayBeEmpty: (name: string) => boolean): readonly string[] {
  return text
    .split(/\n\n|(?<=rules for kube-proxy"\n)|(?<=\t\}\n)(?=\})/)
    .map((block) => block.replace(/\n$/, ''))
    .filter((block) => !mayBeEmpty(block))
    .sort();
}

/** Each chain with its table, counters at zero; rules of many Services in one chain stand in an order that upstream leaves open. */
function chainsOf(text: string): readonly string[] {
  const quiet = text.replace(/packets \d+ bytes \d+/g, 'packets 0 bytes 0');
  const tables = [...quiet.matchAll(/^table (.*?) \{\n([\s\S]*?)^\}\n/gm)];
  return tables
    .flatMap(([, table = '', body = '']) =>
      [...body.matchAll(/^\tchain (\S+) \{\n([\s\S]*?)^\t\}\n/gm)].map(([, chain = '', rules = '']) => {
        const isShared = /^KUBE-(EXTERNAL-)?SERVICES$|^KUBE-NODEPORTS$/.test(chain);
        return `${table} ${chain}\n${isShared ? rules.split('\n').sort().join('\n') : rules}`;
      }),
    )
    .sort();
}

/** Chains that had lost their rules before the recording: how many were left depends on the moment. */
const isEmptyChain = (block: string) => /^\tchain \S+ \{\n\t\}$/.test(block);

describe.skipIf(!isThere)('the rules are printed as they were beside a real kube-proxy', () => {
  it.each(['all', 'no-replica'])('by iptables-save with these objects: %s', (state) => {
    const ours = iptablesSave(tableOf('iptables', state), 0);
    expect(sorted(ours)).toEqual(sorted(read(`rules/proxy-iptables-${state}-save.txt`)));
    console.log(`rules (${state}): ${sorted(ours).length} lines, all equal`);
  });

  it.each(['all', 'no-replica'])('by nft list ruleset with these objects: %s', (state) => {
    const ipv6 = createRuleTable({
      mode: 'nftables',
      family: 'IPv6',
      masqueradeAll: false,
      localhostNodePorts: false,
    });
    const ours = blocks(nftRuleset([tableOf('nftables', state), ipv6], 0), isEmptyChain);
    expect(ours).toEqual(blocks(read(`rules/proxy-nftables-${state}.txt`), isEmptyChain));
    console.log(`nftables (${state}): ${ours.length} blocks, all equal`);
  });

  it.each(['all', 'no-replica'])('by nft list ruleset in iptables mode with these objects: %s', (state) => {
    const ipv6 = createRuleTable({ ...defaultProxyOptions, family: 'IPv6', localhostNodePorts: false });
    const ours = chainsOf(nftView(tableOf('iptables', state), ipv6));
    expect(ours).toEqual(chainsOf(read(`rules/proxy-iptables-${state}-nft.txt`)));
    console.log(`nft view of iptables (${state}): ${ours.length} chains, all equal`);
  });

  it('with the empty chains that nftables mode leaves for a while', () => {
    const chains = (text: string) => blocks(text, (block) => !isEmptyChain(block));
    const ours = chains(nftRuleset([tableOf('nftables', 'all', 'no-replica')], 30_001));
    const theirs = chains(read('rules/proxy-nftables-no-replica.txt'));
    expect(theirs.filter((chain) => !ours.includes(chain))).toEqual([]);
    expect(theirs.length).toBeGreaterThan(10);
  });
});

interface Recorded {
  readonly id: string;
  readonly from: string;
  readonly cmd: string;
  readonly times: number;
  readonly results: readonly { readonly n?: number; readonly stdout: string; readonly exit: number }[];
}

interface Seen {
  /** Exit code of curl. */
  readonly exit: number;
  /** `ip:port from source`, empty without an answer. */
  readonly answer: string;
}

describe.skipIf(!isThere)('curl through a real kube-proxy met the same ends', () => {
  it.each(['iptables', 'nftables'] as const)('for every record in %s mode', (mode) => {
    const [first = '{}', ...lines] = read(`dataplane-${mode}.jsonl`).trim().split('\n');
    const pods = podsOf((JSON.parse(first) as { pods: string }).pods);
    const records = lines.map((line) => JSON.parse(line) as Recorded);
    const cases = records.filter(({ id }) => !/healthcheck|after-scale-1/.test(id));
    const failed = cases.flatMap((record) => {
      const why = differs(mode, record, pods);
      return why === undefined ? [] : [`${record.id} from ${record.from}: ${why}`];
    });
    console.log(`dataplane ${mode}: ${cases.length - failed.length} of ${cases.length}\n${failed.join('\n')}`);
    expect(cases.length).toBeGreaterThan(0);
    expect(failed).toEqual([]);
  });
});

function podsOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/^(\S+) .*?(10\.244\.\d+\.\d+)/gm)];
  return new Map(found.map(([, name = '', ip = '']) => [name, ip] as const));
}

function differs(mode: Mode, record: Recorded, pods: ReadonlyMap<string, string>): string | undefined {
  const theirs = record.results.flatMap(({ n = 1, stdout, exit }) => {
    const [, ip, port, source] = / ([\d.]+) port (\d+) from ([\d.]+)/.exec(stdout) ?? [];
    return Array.from({ length: n }, (): Seen => ({ exit, answer: ip ? `${ip}:${port} from ${source}` : '' }));
  });
  const ours = travel(mode, record, pods);
  const [a, b] = [counts(theirs), counts(ours)];
  if (record.id.startsWith('sticky')) return a.size === 1 && b.size === 1 ? undefined : 'does not stick';
  const strangers = [...a.keys()].filter((key) => !b.has(key));
  if (strangers.length > 0) return `${strangers.join(', ')} is none of ${[...b.keys()].join(', ')}`;
  const { value, freedom } = chiSquared(a, b);
  return value < (CRITICAL[freedom] ?? 0) ? undefined : `chi-squared ${value.toFixed(1)} of ${freedom}`;
}

function counts(seen: readonly Seen[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { exit, answer } of seen) {
    const key = `${exit} ${answer}`;
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

/** Where chi-squared has p = 0.001, by degrees of freedom. */
const CRITICAL = [1e-9, 10.83, 13.82, 16.27];

/** Whether two samples are of one distribution. */
function chiSquared(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) {
  const sum = (of: ReadonlyMap<string, number>) => [...of.values()].reduce((total, count) => total + count, 0);
  const [sumA, sumB] = [sum(a), sum(b)];
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  const value = keys.reduce((total, key) => {
    const [inA, inB] = [a.get(key) ?? 0, b.get(key) ?? 0];
    const share = (inA + inB) / (sumA + sumB);
    return total + (inA - sumA * share) ** 2 / (sumA * share) + (inB - sumB * share) ** 2 / (sumB * share);
  }, 0);
  return { value, freedom: keys.length - 1 };
}

const TRAVELS = 300;

/** Sends the opening packet of the recorded command many times through our rules. */
function travel(mode: Mode, { id, from, cmd }: Recorded, pods: ReadonlyMap<string, string>): readonly Seen[] {
  const sim = createSim({ seed: 7, epoch: 0 });
  const places = createPlaces();
  places.add(`node/${NODE}`, { kind: 'node', node: NODE, ips: [NODE_IP] });
  places.add('outside/host', { kind: 'outside', name: 'host', ips: [OUTSIDE] });
  for (const [name, ip] of pods) {
    const pod = { kind: 'pod', namespace: 'default', name, uid: name, node: NODE, hostNetwork: false } as const;
    places.add(`pod/${name}`, { ...pod, ips: [ip] });
  }
  const table = tableOf(mode, id.startsWith('after-scale-0') ? 'no-replica' : 'all');
  if (id === 'after-delete-svc') table.write('default/web', [], 60_000);
  const ranges = { pods: '10.244.0.0/16', services: '10.96.0.0/12', nodes: '172.30.0.0/16' };
  const finder = { places, table: () => table, random: sim.random, now: () => 0, ranges };
  // The recording routed the outside's packets for Services to this node on purpose.
  const url = /https?:\/\/([\d.]+)(?::(\d+))?/.exec(cmd);
  const port = Number(url?.[2] ?? (cmd.includes('https:') ? 443 : 80));
  const target = { node: NODE, ip: NODE_IP, isHealthy: true, failures: 0 };
  const balancer = {
    service: '',
    address: 'ip',
    hostname: '',
    sourceRanges: [],
    check: { port: 0, path: '' },
  } as const;
  const ports = [{ protocol: 'tcp', port, nodePort: 0 }] as const;
  const balancerAt = (ip: string) => ({ ...balancer, ips: [ip], ports, targets: [target] });
  const paths = createPathFinder({ ...finder, ...(from === 'outside' && { balancerAt }) });
  const place = placeOf(from);
  const request = { place, ip: url?.[1] ?? '', port, protocol: 'tcp' } as const;
  return Array.from({ length: TRAVELS }, () => {
    const path = paths.find(request);
    if (path.end === 'refused') return { exit: 7, answer: '' };
    if (path.end !== 'place') return { exit: 28, answer: '' };
    const isServed = path.place?.startsWith('pod/') && SERVED.includes(path.port);
    return isServed ? { exit: 0, answer: `${path.ip}:${path.port} from ${path.source}` } : { exit: 7, answer: '' };
  });
}

/** Ports that the recording's Pods listened on. */
const SERVED = [80, 8080, 8443, 9090, 53];

function placeOf(from: string): string {
  if (from === 'node') return `node/${NODE}`;
  return from === 'outside' ? 'outside/host' : `pod/${from}`;
}
