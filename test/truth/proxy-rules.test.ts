import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { iptablesSave } from '../../src/engine/net/proxy/iptables-save.js';
import { judge } from '../../src/engine/net/proxy/judge.js';
import { portRules } from '../../src/engine/net/proxy/port-rules.js';
import { createRuleTable, defaultProxyOptions } from '../../src/engine/net/proxy/rule-table.js';
import type { EndpointSlice, Service } from '../../src/kube/shapes/service.js';

const folder = new URL('../../../shared/parity/', import.meta.url);
const isThere = existsSync(folder);
const NODE = 'lab-worker';
const NODE_IP = '172.30.0.11';

const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

function tableOf(objectsFile: string) {
  const text = read(objectsFile);
  const { items } = parse(text.slice(text.indexOf('apiVersion: v1\nitems:'))) as {
    readonly items: readonly (Service | EndpointSlice)[];
  };
  const table = createRuleTable(defaultProxyOptions);
  const slices = items.filter((item) => item.kind === 'EndpointSlice') as EndpointSlice[];
  for (const service of items.filter((item) => item.kind === 'Service') as Service[]) {
    const { namespace, name } = service.metadata;
    const own = slices.filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
    );
    table.write(
      `${namespace}/${name}`,
      portRules(service, own, { node: NODE, zone: '', address: NODE_IP, family: 'IPv4' }),
    );
  }
  return table;
}

/** The order of Services and of chains is left open upstream; dates are the recording's. */
function sorted(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .sort();
}

describe.skipIf(!isThere)('iptables-save prints what it printed beside a real kube-proxy', () => {
  it.each(['all', 'no-replica'])('with these objects: %s', (state) => {
    const ours = iptablesSave(tableOf(`rules/proxy-iptables-${state}-objects.txt`), 0);
    expect(sorted(ours)).toEqual(sorted(read(`rules/proxy-iptables-${state}-save.txt`)));
    console.log(`rules (${state}): ${sorted(ours).length} lines, all equal`);
  });
});

interface Recorded {
  readonly id: string;
  readonly from: string;
  readonly cmd: string;
  readonly times: number;
  readonly results: readonly { readonly n?: number; readonly stdout: string; readonly exit: number }[];
}

describe.skipIf(!isThere)('curl through a real kube-proxy met the same ends', () => {
  const [first = '{}', ...lines] = isThere ? read('dataplane-iptables.jsonl').trim().split('\n') : [];
  const records = lines.map((line) => JSON.parse(line) as Recorded);
  const pods = new Map(
    [...String((JSON.parse(first) as { pods?: string }).pods).matchAll(/^(\S+) .*?(10\.244\.\d+\.\d+)/gm)].map(
      ([, name = '', ip = '']) => [name, ip] as const,
    ),
  );
  it('for every record', () => {
    const tables = { before: 'all', 'after-scale-0': 'no-replica' } as const;
    const cases = records.filter(({ id }) => !/healthcheck|after-delete/.test(id));
    const failed = cases.flatMap((record) => {
      const state = record.id.startsWith('after-scale-0') ? tables['after-scale-0'] : tables.before;
      const why = differs(tableOf(`rules/proxy-iptables-${state}-objects.txt`), record, pods);
      return why === undefined ? [] : [`${record.id} from ${record.from}: ${why}`];
    });
    console.log(`dataplane: ${cases.length - failed.length} of ${cases.length}\n${failed.join('\n')}`);
    expect(cases.length).toBeGreaterThan(0);
    expect(failed).toEqual([]);
  });
});

function differs(
  table: ReturnType<typeof tableOf>,
  { from, cmd, results }: Recorded,
  pods: ReadonlyMap<string, string>,
): string | undefined {
  const url = /https?:\/\/([\d.]+)(?::(\d+))?/.exec(cmd);
  const dest = url?.[1] ?? '';
  const port = Number(url?.[2] ?? (cmd.includes('https:') ? 443 : 80));
  const source = sourceOf(from, pods);
  const isOwn = (ip: string) => ip === NODE_IP || ip.startsWith('127.');
  const packet = {
    source,
    dest,
    port,
    protocol: 'tcp' as const,
    isLocalSource: isOwn(source),
    isLocalDest: isOwn(dest),
  };
  const judgement = judge(table, packet);
  const ends = results.map(({ exit }) => exit);
  if (judgement.kind === 'reject') return ends.every((exit) => exit === 7) ? undefined : 'we refuse';
  if (judgement.kind === 'drop') return ends.every((exit) => exit === 28) ? undefined : 'we drop';
  if (judgement.kind !== 'forward') {
    const isRefused = isOwn(dest) || dest.startsWith('10.244.');
    return ends.every((exit) => exit === 0 || exit === (isRefused ? 7 : 28)) ? undefined : 'no rule of ours';
  }
  const seen = results.flatMap(({ stdout }) => {
    const [, ip, at, by] = / ([\d.]+) port (\d+) from ([\d.]+)/.exec(stdout) ?? [];
    return ip === undefined ? [] : [{ backend: `${ip}:${at}`, by }];
  });
  const allowed = judgement.backends.map(({ ip, port: at }) => `${ip}:${at}`);
  const stranger = seen.find(({ backend }) => !allowed.includes(backend));
  if (stranger) return `${stranger.backend} is none of ${allowed.join(' ')}`;
  const wrong = seen.find(({ backend, by }) => {
    const isMasqueraded = judgement.masquerade || backend.startsWith(`${source}:`);
    return by !== (isMasqueraded ? NODE_IP : source);
  });
  return wrong && `${wrong.backend} saw ${wrong.by}`;
}

function sourceOf(from: string, pods: ReadonlyMap<string, string>): string {
  if (from === 'node') return NODE_IP;
  return pods.get(from) ?? '172.30.0.1';
}
