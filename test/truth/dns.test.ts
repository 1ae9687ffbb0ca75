import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAddressIndex } from '../../src/engine/net/dns/address-index.js';
import { answer } from '../../src/engine/net/dns/answer.js';
import { answerExternal } from '../../src/engine/net/dns/coredns/external.js';
import { candidateNames } from '../../src/engine/net/dns/resolv-conf.js';
import type { Answer, Question, ZoneOptions } from '../../src/engine/net/dns/zone.js';
import { podDns } from '../../src/engine/node/etc-files.js';
import type { Pod } from '../../src/kube/shapes/pod.js';
import type { DnsRecord } from '../../src/sh/program.js';
import { createSim } from '../../src/sim/index.js';
import { createFakeCluster, type FakeCluster } from '../engine/net/fake-cluster.js';

const truth = new URL('../../../shared/groundtruth/dns.json', import.meta.url);
const isThere = existsSync(truth);

interface Objects {
  readonly services: readonly { readonly metadata: { readonly namespace: string } }[];
  readonly endpointSlices: readonly object[];
  readonly pods: readonly { readonly metadata: { readonly namespace: string } }[];
}
interface Upstream {
  readonly rcode: Answer['rcode'];
  readonly answer: readonly DnsRecord[];
  readonly qname: string;
}
interface Case {
  readonly id: string;
  readonly qname: string;
  readonly qtype: string;
  readonly rcode: string;
  readonly answer: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
  readonly upstream?: Upstream;
}
interface Config {
  readonly zones: readonly string[];
  readonly ttl?: number;
  readonly podMode?: string;
  readonly exposedNamespaces?: readonly string[] | null;
  readonly ignoreEmptyService?: boolean;
  readonly notSynced?: boolean;
  readonly dnsServerIP?: string;
  readonly zonal?: boolean;
}
interface Suite {
  readonly id: string;
  readonly cluster: string;
  readonly config: Config;
  readonly optional?: boolean;
  readonly cases: readonly Case[];
}
interface Settings {
  readonly servers: readonly string[] | null;
  readonly searches: readonly string[] | null;
  readonly options: readonly string[] | null;
}
interface Truth {
  readonly clusters: Readonly<
    Record<string, { readonly objects: Objects; readonly absentNamespaces?: readonly string[] }>
  >;
  readonly suites: readonly Suite[];
  readonly podResolvConf: {
    readonly cases: readonly {
      readonly test: string;
      readonly pod: { readonly namespace: string } & Pick<Pod['spec'], 'dnsPolicy' | 'hostNetwork'> & {
          readonly dnsConfig: Pod['spec']['dnsConfig'] | null;
        };
      readonly clusterDNS: readonly string[];
      readonly clusterDomain: string;
      readonly kubeletResolvConfSet: boolean;
      readonly hostDNS: Settings;
      readonly result: Settings;
    }[];
    readonly examples: readonly {
      readonly podNamespace: string;
      readonly name: string;
      readonly queries: readonly string[];
    }[];
  };
}

describe.skipIf(!isThere)('DNS answers as CoreDNS does in its own tests', () => {
  const { clusters, suites, podResolvConf } = isThere
    ? (JSON.parse(readFileSync(truth, 'utf8')) as Truth)
    : { clusters: {}, suites: [], podResolvConf: { examples: [], cases: [] } };
  it('for every query', () => {
    const cases = suites.flatMap((suite) => {
      const ask = serverOf(suite, clusters[suite.cluster]);
      return suite.cases.map((one) => ({ ...one, why: differs(ask, one) }));
    });
    const failed = cases.filter(({ why }) => why !== undefined);
    report(
      'DNS queries',
      cases.length,
      failed.map(({ id, why }) => `${id}: ${why}`),
    );
    expect(failed.length).toBeLessThanOrEqual(cases.length * 0.05);
  });

  it('and Pods get the settings of their dnsPolicy and dnsConfig', () => {
    const failed = podResolvConf.cases.filter(
      ({ pod, clusterDNS, clusterDomain, kubeletResolvConfSet, hostDNS, result }) => {
        const { namespace, dnsConfig, ...spec } = pod;
        const asked = {
          metadata: { name: 'p', namespace },
          spec: { containers: [], ...spec, ...(dnsConfig && { dnsConfig }) },
        };
        const cluster = {
          server: clusterDNS[0] ?? '',
          domain: clusterDomain,
          ...(kubeletResolvConfSet && { host: settings(hostDNS) }),
        };
        const got = podDns(asked as unknown as Pod, cluster);
        return JSON.stringify(settings(got)) !== JSON.stringify(settings(result));
      },
    );
    report(
      'dnsPolicy and dnsConfig',
      podResolvConf.cases.length,
      failed.map(({ test, pod }) => `${test} ${JSON.stringify(pod)}`),
    );
    expect(failed).toEqual([]);
  });

  it('and resolvers try names in the order of resolv.conf(5)', () => {
    const failed = podResolvConf.examples.filter(({ podNamespace, name, queries }) => {
      const search = [`${podNamespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'];
      const names = candidateNames(name, { search, ndots: 5, servers: [], timeout: 5, attempts: 2 });
      return JSON.stringify(names.slice(0, queries.length)) !== JSON.stringify(queries);
    });
    report(
      'search paths',
      podResolvConf.examples.length,
      failed.map(({ name }) => name),
    );
    expect(failed).toEqual([]);
  });
});

/** Options have no order upstream. */
function settings({ servers, searches, options }: Settings) {
  return { servers: servers ?? [], searches: searches ?? [], options: [...(options ?? [])].sort() };
}

function report(title: string, ran: number, failed: readonly string[]): void {
  console.log(`${title}: ${ran - failed.length} of ${ran} (${((100 * (ran - failed.length)) / ran).toFixed(1)} %)`);
  if (failed.length > 0) console.log(failed.slice(0, Number(process.env['SHOW'] ?? 8)).join('\n'));
  expect(ran).toBeGreaterThan(0);
}

type Ask = (question: Question) => Answer;

function serverOf({ config, cases, id }: Suite, cluster: Truth['clusters'][string] | undefined): Ask {
  const sim = createSim({ seed: 1, epoch: 0 });
  const fake = createFakeCluster(sim);
  const addresses = createAddressIndex(sim, fake.reader);
  fake.control.add(addresses.controller);
  if (cluster && !config.notSynced) fill(fake, cluster, cases);
  sim.run({});
  const serverAddresses = () => (config.dnsServerIP === undefined ? [] : [config.dnsServerIP]);
  const serial = () => 1_499_347_823;
  if (id.startsWith('k8s_external')) {
    const world = {
      reader: fake.reader,
      settings: { zones: config.zones, apex: 'dns', ttl: config.ttl ?? 5, headless: true, fallthrough: undefined },
      serverAddresses: () => ['127.0.0.1'],
      serial,
      namespaces: ['testns'],
      servicesAt: addresses.outside,
    };
    return (question) => answerExternal(world, question) ?? REFUSED;
  }
  const options: ZoneOptions = {
    reader: fake.reader,
    addresses,
    zones: config.zones,
    ttl: config.ttl ?? 5,
    pods: podMode(config.podMode ?? ''),
    namespaces: config.exposedNamespaces ?? [],
    fallthrough: [],
    ignoreEmptyService: config.ignoreEmptyService ?? false,
    zonal: config.zonal ?? false,
    serverAddresses,
    serial,
    isSynced: () => config.notSynced !== true,
    upstream: (question) => askUpstream(cases, question),
  };
  return (question) => answer(options, question);
}

const REFUSED: Answer = { rcode: 'REFUSED', authoritative: false, answers: [], authority: [], additional: [] };

function podMode(text: string): ZoneOptions['pods'] {
  if (text.startsWith('insecure')) return 'insecure';
  return text.startsWith('verified') ? 'verified' : 'disabled';
}

function fill(
  fake: FakeCluster,
  { objects, absentNamespaces = [] }: Truth['clusters'][string],
  cases: readonly Case[],
) {
  for (const service of objects.services) fake.put('services', service);
  for (const slice of objects.endpointSlices) fake.put('endpointslices.discovery.k8s.io', slice);
  for (const pod of objects.pods) fake.put('pods', pod);
  const asked = cases.map(({ qname }) => /([^.]+)\.(?:svc|pod)\./i.exec(qname)?.[1]?.toLowerCase() ?? '');
  const all = [...objects.services, ...objects.pods].map(({ metadata }) => metadata.namespace);
  const isInvented = (name: string) => !all.includes(name) && !['svcns', 'podns', 'testns'].includes(name);
  for (const name of new Set([...all, ...asked.filter((found) => !isInvented(found))])) {
    if (!absentNamespaces.includes(name)) fake.put('namespaces', { metadata: { name, namespace: '' } });
  }
}

/** Names outside the zones are answered as the suite says that upstream did. */
function askUpstream(cases: readonly Case[], { name, type }: Question): Answer {
  const records = cases
    .flatMap(({ upstream }) => upstream?.answer ?? [])
    .filter((record) => record.name === name && record.type === type);
  const rcode = records.length > 0 ? 'NOERROR' : 'NXDOMAIN';
  return { rcode, authoritative: false, answers: records, authority: [], additional: [] };
}

function differs(ask: Ask, { qname, qtype, ...wanted }: Case): string | undefined {
  const got = ask({ name: qname, type: qtype });
  const said = [got.rcode, ...[got.answers, got.authority, got.additional].map(section)];
  const expected = [wanted.rcode, ...[wanted.answer, wanted.authority, wanted.additional].map(section)];
  if (JSON.stringify(said) === JSON.stringify(expected)) return undefined;
  return `${qname} ${qtype}\n  got    ${JSON.stringify(said)}\n  wanted ${JSON.stringify(expected)}`;
}

/** Sections are compared as sets; of an SOA the name, TTL and primary server; a TTL of 303 says nothing. */
function section(records: readonly DnsRecord[]): readonly string[] {
  return records
    .map(({ name, type, ttl, data }) => {
      const text = type === 'SOA' ? data.split(' ')[0] : data;
      return `${name.replace(/\.$/, '')} ${type} ${type === 'SOA' && ttl === 303 ? '' : ttl} ${text}`;
    })
    .sort();
}
