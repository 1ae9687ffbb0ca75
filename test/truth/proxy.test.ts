import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { iptablesSave } from '../../src/engine/net/proxy/iptables-save.js';
import { isHairpin, judge } from '../../src/engine/net/proxy/judge.js';
import { portRules } from '../../src/engine/net/proxy/port-rules.js';
import { createRuleTable, defaultProxyOptions, type ProxyOptions } from '../../src/engine/net/proxy/rule-table.js';
import { selectEndpoints } from '../../src/engine/net/proxy/select-endpoints.js';
import type { EndpointSlice, Service } from '../../src/kube/shapes/service.js';

const file = new URL('../../../shared/groundtruth/proxy-cases.json', import.meta.url);
const isThere = existsSync(file);

interface ClusterState {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
}
interface Flow {
  readonly id: string;
  readonly test: string;
  readonly cluster: string;
  readonly sourceIP: string;
  readonly destIP: string;
  readonly destPort: number;
  readonly nodeIP: string;
  readonly output: string;
  readonly masq: boolean;
}
interface TopologyEndpoint {
  readonly endpoint: string;
  readonly isLocal: boolean;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[] | null;
}
interface Topology {
  readonly id: string;
  readonly name: string;
  readonly endpoints: readonly TopologyEndpoint[];
  readonly nodeLabels: Readonly<Record<string, string>> | null;
  readonly service: {
    readonly usesClusterEndpoints: boolean;
    readonly usesLocalEndpoints: boolean;
    readonly hintsAnnotation?: string;
  };
  readonly topologyHintsFeatureGate: boolean;
  readonly clusterEndpoints: readonly string[] | null;
  readonly localEndpoints: readonly string[] | null;
  readonly allReachableEndpoints: readonly string[] | null;
  readonly hasAnyEndpoints: boolean;
}
interface RuleSet {
  readonly id: string;
  readonly test: string;
  readonly cluster: string;
  readonly expectedIptablesRestore: string;
}
interface Generated extends ClusterState {
  readonly id: string;
  readonly iptablesRestore: string;
}
interface Cases {
  readonly clusters: Readonly<Record<string, ClusterState>>;
  readonly packetFlows: readonly Flow[];
  readonly topology: readonly Topology[];
  readonly iptablesRules: readonly RuleSet[];
  readonly generatedRules: readonly Generated[];
}

const NODE = 'test-hostname';
const upstream: ProxyOptions = { ...defaultProxyOptions, podCidr: '10.0.0.0/8' };

/**
 * v1.36 does not look at the annotation: its EndpointSlice controller writes no hints without it, so that the proxy finds
 * none. The upstream table is of v1.28.7, where the proxy itself looked.
 */
const hasHints = ({ service, topologyHintsFeatureGate }: Topology) =>
  topologyHintsFeatureGate && !['', 'disabled', 'Disabled'].includes(service.hintsAnnotation ?? '');

/** These flows run through rules written by hand in upstream's test of its own tracer, not through a Service's. */
const isOfTracer = ({ test }: Flow) => test.startsWith('TestTracePackets/');

describe.skipIf(!isThere)("kube-proxy decides as upstream's tests say", () => {
  const cases = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as Cases) : undefined;

  it('packet flows', () => {
    report(
      'packet flows',
      (cases?.packetFlows ?? []).filter((flow) => !isOfTracer(flow)),
      (flow) => runFlow(flow, cases?.clusters[flow.cluster]),
    );
  });
  it('endpoint selection', () => {
    report('endpoint selection', cases?.topology ?? [], runTopology);
  });
  it('rule sets', () => {
    const whole = (cases?.iptablesRules ?? []).map(({ id, test, cluster, expectedIptablesRestore }) => ({
      id,
      test,
      state: cases?.clusters[cluster],
      expected: expectedIptablesRestore,
    }));
    const own = (cases?.generatedRules ?? []).map((generated) => ({
      id: generated.id,
      test: '',
      state: generated,
      expected: generated.iptablesRestore,
    }));
    report('rule sets', [...whole, ...own], runRules);
  });
});

function report<T extends { readonly id: string }>(
  title: string,
  cases: readonly T[],
  run: (one: T) => string | undefined,
) {
  const failed = cases.flatMap((one) => {
    const why = run(one);
    return why === undefined ? [] : [`${one.id}: ${why}`];
  });
  const passed = cases.length - failed.length;
  console.log(`${title}: ${passed} of ${cases.length} (${((100 * passed) / cases.length).toFixed(1)} %)`);
  if (failed.length > 0) console.log(failed.slice(0, Number(process.env['SHOW'] ?? 8)).join('\n'));
  expect(cases.length).toBeGreaterThan(0);
  expect(passed / cases.length).toBeGreaterThanOrEqual(0.95);
}

function tableOf(state: ClusterState | undefined, options: ProxyOptions, family: 'IPv4' | 'IPv6' = 'IPv4') {
  const table = createRuleTable(options);
  for (const service of state?.services ?? []) {
    const slices = (state?.endpointSlices ?? []).filter(
      ({ metadata }) =>
        metadata.namespace === service.metadata.namespace &&
        metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name,
    );
    const place = { node: NODE, zone: '', address: '192.168.0.2', family };
    table.write(`${service.metadata.namespace}/${service.metadata.name}`, portRules(service, slices, place), 0);
  }
  return table;
}

function optionsOf(test: string): ProxyOptions {
  const { podCidr, ...rest } = upstream;
  const detector = /no_LocalTrafficDetector|NoClusterCIDR|LocalhostNodePorts/i.test(test)
    ? {}
    : { podCidr: podCidr ?? '' };
  return {
    ...rest,
    ...detector,
    masqueradeAll: /masqueradeAll/.test(test),
    localhostNodePorts: !/DisableLocalhost|IPv6|OnlyLocalNodePorts/.test(test),
    ...nodePortAddressesOf(test),
    family: /IPv6/.test(test) ? 'IPv6' : 'IPv4',
  };
}

/** Which of the node's addresses upstream's test lets serve node ports. */
function nodePortAddressesOf(test: string): Pick<ProxyOptions, 'nodePortAddresses'> {
  if (/OnlyLocalNodePorts/.test(test)) return { nodePortAddresses: ['192.168.0.2'] };
  if (/HealthCheckNodePort/.test(test)) return { nodePortAddresses: ['127.0.0.1'] };
  return /WithNodeAddress/.test(test) ? { nodePortAddresses: [] } : {};
}

function protocolOf(state: ClusterState | undefined): 'tcp' | 'sctp' {
  return state?.services.every(({ spec }) => spec.ports?.[0]?.protocol === 'SCTP') ? 'sctp' : 'tcp';
}

function runFlow(flow: Flow, state: ClusterState | undefined): string | undefined {
  const isOwn = (ip: string) => ip === flow.nodeIP || ip.startsWith('127.');
  const packet = {
    source: flow.sourceIP,
    dest: flow.destIP,
    port: flow.destPort,
    protocol: protocolOf(state),
    isLocalSource: isOwn(flow.sourceIP),
    isLocalDest: isOwn(flow.destIP),
  };
  const judgement = judge(tableOf(state, optionsOf(flow.test)), packet);
  const said = outcomeOf(judgement);
  const wanted = flow.output.split(', ').sort().join(', ');
  if (said !== wanted) return `${flow.test}: ${said} instead of ${wanted}`;
  if (judgement.kind !== 'forward') return undefined;
  const masquerade = judgement.masquerade || judgement.backends.every((backend) => isHairpin(packet, backend));
  return masquerade === flow.masq ? undefined : `${flow.test}: masquerade ${masquerade}`;
}

function outcomeOf(judgement: ReturnType<typeof judge>): string {
  if (judgement.kind === 'pass') return '';
  if (judgement.kind !== 'forward') return judgement.kind.toUpperCase();
  return judgement.backends
    .map(({ ip, port }) => `${ip}:${port}`)
    .sort()
    .join(', ');
}

function runTopology(topology: Topology): string | undefined {
  const endpoints = topology.endpoints.map(({ endpoint, zoneHints, ...rest }) => {
    const [ip = '', port = '0'] = endpoint.split(':');
    return { ...rest, ip, port: Number(port), zoneHints: hasHints(topology) ? (zoneHints ?? []) : [], nodeHints: [] };
  });
  const { usesClusterEndpoints: cluster, usesLocalEndpoints: local } = topology.service;
  const zone = topology.nodeLabels?.['topology.kubernetes.io/zone'] ?? '';
  const selected = selectEndpoints(endpoints, { cluster, local }, { node: NODE, zone });
  const text = (list: readonly { ip: string; port: number }[]) => list.map(({ ip, port }) => `${ip}:${port}`).sort();
  const got = [text(selected.cluster), text(selected.local), text(selected.reachable), selected.hasAny];
  const sorted = (list: readonly string[] | null) => [...(list ?? [])].sort();
  const wanted = [
    sorted(topology.clusterEndpoints),
    sorted(topology.localEndpoints),
    sorted(topology.allReachableEndpoints),
    topology.hasAnyEndpoints,
  ];
  return JSON.stringify(got) === JSON.stringify(wanted) ? undefined : `${topology.name}: ${JSON.stringify(got)}`;
}

interface RulesCase {
  readonly id: string;
  readonly test: string;
  readonly state: ClusterState | undefined;
  readonly expected: string;
}

/** In a partial sync (upstream writes only changed Services), every rule written must be among ours. */
function runRules({ test, state, expected }: RulesCase): string | undefined {
  const family = /IPv6/.test(test) ? 'IPv6' : 'IPv4';
  const ours = canonical(iptablesSave(tableOf(state, optionsOf(test), family), 0));
  const theirs = canonical(expected);
  const isPartial = /SyncProxyRulesRepeated/.test(test);
  const missing = [...theirs].filter((line) => !ours.has(line));
  const extra = isPartial ? [] : [...ours].filter((line) => !theirs.has(line));
  if (missing.length + extra.length === 0) return undefined;
  return `${test}\n  - ${missing.slice(0, 3).join('\n  - ')}\n  + ${extra.slice(0, 3).join('\n  + ')}`;
}

/** The two texts differ in spelling only: options in another order, defaults written out, counters of v1.34. */
function canonical(text: string): ReadonlySet<string> {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('-A KUBE') && !line.includes('localhost_nps_accepted_pkts'))
    .filter((line) => !/^-A KUBE-(MARK-MASQ|POSTROUTING) /.test(line));
  return new Set(lines.map(canonicalLine));
}

function canonicalLine(line: string): string {
  const words = line
    .replace(/-m nfacct --nfacct-name {1,2}\S+ /, '')
    .replace(/ --mask \S+ --rsource/, '')
    .replace(/ --reject-with \S+/, '')
    .replace(/\/(32|128)(?= )/g, '')
    .replace(/--probability (\d\.\d{6})\d+/, '--probability $1')
    .replace(/--comment ([^" ]\S*)/, '--comment "$1"');
  const parts = words.match(/(?:! )?--?[a-z-]+(?: (?:"[^"]*"|(?!-|! -)\S+))*|-A \S+/gi) ?? [];
  return parts
    .filter((part) => !/^-m (tcp|udp|sctp|comment)$/.test(part))
    .sort()
    .join(' ');
}
