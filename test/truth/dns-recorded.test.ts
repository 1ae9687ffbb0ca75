import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createAddressIndex } from '../../src/engine/net/dns/address-index.js';
import { answer } from '../../src/engine/net/dns/answer.js';
import type { ZoneOptions } from '../../src/engine/net/dns/zone.js';
import type { Service } from '../../src/kube/shapes/service.js';
import type { DnsRecord } from '../../src/sh/program.js';
import { createSim } from '../../src/sim/index.js';
import { createFakeCluster } from '../engine/net/fake-cluster.js';

const file = new URL('../../../shared/parity/dns.jsonl', import.meta.url);
const isThere = existsSync(file);

interface Setup {
  readonly setup_manifests: readonly string[];
  readonly objects: { readonly svc: string; readonly pods: string; readonly endpointslices: string };
}
interface Recorded {
  readonly name: string;
  readonly type: string;
  readonly rcode: string;
  readonly aa: boolean;
  readonly answer: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}

describe.skipIf(!isThere)('DNS answers as a real CoreDNS did', () => {
  const [first = '{}', ...lines] = isThere ? readFileSync(file, 'utf8').trim().split('\n') : [];

  it('for every recorded question', () => {
    const zone = zoneOf(JSON.parse(first) as Setup);
    const records = lines.map((line) => JSON.parse(line) as Recorded).filter(({ name }) => name !== undefined);
    const failed = records.flatMap((record) => {
      const why = differs(zone, record);
      return why === undefined ? [] : [`${record.name} ${record.type}\n${why}`];
    });
    console.log(`recorded DNS: ${records.length - failed.length} of ${records.length}\n${failed.join('\n')}`);
    expect(records.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(records.length * 0.05);
  });
});

function differs(zone: ZoneOptions, { name, type, ...wanted }: Recorded): string | undefined {
  const got = answer(zone, { name, type });
  const text = (records: readonly DnsRecord[]) =>
    plain(records.map((record) => `${record.name} ${record.ttl} IN ${record.type} ${record.data}`));
  const said = [got.rcode, got.authoritative, text(got.answers), text(got.authority), text(got.additional)];
  const expected = [wanted.rcode, wanted.aa, plain(wanted.answer), plain(wanted.authority), plain(wanted.additional)];
  if (JSON.stringify(said) === JSON.stringify(expected)) return undefined;
  return `  got    ${JSON.stringify(said)}\n  wanted ${JSON.stringify(expected)}`;
}

/** Order is left to chance upstream, and the serial of a SOA is the server's start. */
function plain(records: readonly string[]): readonly string[] {
  return records.map((record) => record.replace(/ \d{9,} 7200 /, ' SERIAL 7200 ').replaceAll('"', '')).sort();
}

/** The recording holds manifests and what `kubectl get` printed: objects are put together from both. */
function zoneOf({ setup_manifests, objects }: Setup): ZoneOptions {
  const sim = createSim({ seed: 1, epoch: 0 });
  const fake = createFakeCluster(sim);
  const addresses = createAddressIndex(sim, fake.reader);
  fake.control.add(addresses.controller);
  for (const name of ['default', 'shop']) fake.put('namespaces', { metadata: { name, namespace: '' } });
  const written = new Map<string, Service>(
    setup_manifests
      .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Service))
      .filter(({ kind }) => kind === 'Service')
      .map((service) => [`default/${service.metadata.name}`, service] as const),
  );
  const spec = (key: string) => written.get(key)?.spec ?? { ports: [{ port: 80 }] };
  for (const [namespace = '', name = '', type = '', ip = '', , ports = ''] of rows(objects.svc)) {
    const key = `${namespace}/${name}`;
    const known =
      key === 'default/kubernetes' ? { ports: [{ name: 'https', port: Number.parseInt(ports, 10) }] } : spec(key);
    const addressed = type === 'ExternalName' ? {} : { clusterIP: ip, clusterIPs: [ip] };
    fake.put('services', { metadata: { namespace, name }, spec: { ...known, ...addressed } });
  }
  const pods = new Map(rows(objects.pods).map(([, name = '', ready = '', , , , ip = '']) => [ip, { name, ready }]));
  for (const [namespace = '', name = '', , ports = '', endpoints = ''] of rows(objects.endpointslices)) {
    const service = name.replace(/-[a-z0-9]{5}$/, '');
    const { publishNotReadyAddresses = false, ports: servicePorts = [] } = spec(`${namespace}/${service}`);
    fake.put('endpointslices.discovery.k8s.io', {
      metadata: { namespace, name, labels: { 'kubernetes.io/service-name': service } },
      addressType: 'IPv4',
      ports: ports.includes('<unset>')
        ? []
        : ports.split(',').map((port, at) => ({ name: servicePorts[at]?.name ?? '', port: Number(port) })),
      endpoints: endpoints.startsWith('<')
        ? []
        : endpoints.split(',').map((ip) => ({
            addresses: [ip],
            conditions: { ready: publishNotReadyAddresses || !(pods.get(ip)?.ready.startsWith('0/') ?? false) },
            ...hostnameOf(service, pods.get(ip)?.name),
          })),
    });
  }
  sim.run({});
  return {
    reader: fake.reader,
    addresses,
    zones: ['cluster.local.', 'in-addr.arpa.', 'ip6.arpa.'],
    ttl: 30,
    pods: 'insecure',
    namespaces: [],
    fallthrough: ['in-addr.arpa.', 'ip6.arpa.'],
    ignoreEmptyService: false,
    serverAddresses: () => [],
    serial: () => 1_795_382_044,
  };
}

/** Of the manifests: the StatefulSet's Pods and one Pod with a hostname. */
function hostnameOf(service: string, pod: string | undefined): { readonly hostname?: string } {
  if (service === 'pg' && pod !== undefined) return { hostname: pod };
  return service === 'named' ? { hostname: 'alpha' } : {};
}

function rows(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/));
}
