import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../../src/engine/index.js';
import { type DnsListener, serveDns } from '../../../src/hosts/dns/serve-dns.js';
import { createDriver, type Driver } from '../../../src/hosts/embedded/driver.js';
import { decodeDns } from '../../../src/kube/dns-message/decode-dns.js';
import { type DnsMessage, noFlags, rcodeName } from '../../../src/kube/dns-message/dns-message.js';
import { encodeDns } from '../../../src/kube/dns-message/encode-dns.js';

const WEB =
  '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.96.7.7, ports: [{port: 80, name: http}]}}';
const MANY = `
apiVersion: v1
kind: Service
metadata: {name: many}
spec: {clusterIP: None, ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: many-1, labels: {kubernetes.io/service-name: many}}
addressType: IPv4
ports: [{port: 80}]
endpoints: [${Array.from({ length: 90 }, (_, at) => `{addresses: [10.244.9.${at + 1}]}`).join(', ')}]
`;

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(): Promise<{ readonly cluster: Cluster; readonly driver: Driver; readonly dns: DnsListener }> {
  const cluster = createCluster();
  cluster.apply(WEB);
  cluster.apply(MANY);
  cluster.settle();
  const driver = createDriver(cluster, { mode: 'jump' });
  const dns = await serveDns({ ground: () => ({ cluster, driver }), port: 0 });
  closing.push(() => driver.stop(), dns.close);
  return { cluster, driver, dns };
}

function ask(name: string, type = 'A', more: Partial<DnsMessage> = {}): Uint8Array {
  const questions = [{ name, type, class: 'IN' }];
  const empty = { answers: [], authority: [], additional: [] };
  return encodeDns(
    { id: 7, opcode: 0, rcode: 0, flags: { ...noFlags, rd: true }, questions, ...empty, ...more },
    { compress: false },
  );
}

function byUdp(port: number, bytes: Uint8Array): Promise<{ readonly size: number; readonly message: DnsMessage }> {
  const socket = createSocket('udp4');
  closing.push(() => void socket.close());
  return new Promise((done) => {
    socket.on('message', (answer) => done({ size: answer.length, message: decodeDns(answer) }));
    socket.send(bytes, port, '127.0.0.1');
  });
}

/** Sends the bytes in pieces, reads so many messages. */
function byTcp(port: number, pieces: readonly Uint8Array[], count: number): Promise<readonly DnsMessage[]> {
  const socket = connect(port, '127.0.0.1');
  closing.push(() => void socket.destroy());
  return new Promise((done) => {
    let buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      const messages: DnsMessage[] = [];
      for (let at = 0; at + 2 <= buffer.length; ) {
        const length = buffer.readUInt16BE(at);
        if (buffer.length < at + 2 + length) break;
        messages.push(decodeDns(buffer.subarray(at + 2, at + 2 + length)));
        at += 2 + length;
      }
      if (messages.length === count) done(messages);
    });
    for (const piece of pieces) socket.write(piece);
  });
}

function framed(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

describe('the DNS of the cluster on loopback', () => {
  it('answers a real resolver for every kind of record', async () => {
    const { dns } = await open();
    const resolver = new Resolver({ timeout: 5000, tries: 1 });
    resolver.setServers([`127.0.0.1:${dns.port}`]);
    const zone = 'default.svc.cluster.local';
    expect(await resolver.resolve4(`web.${zone}`, { ttl: true })).toEqual([{ address: '10.96.7.7', ttl: 30 }]);
    expect(await resolver.resolveSrv(`_http._tcp.web.${zone}`)).toEqual([
      { name: `web.${zone}`, port: 80, priority: 0, weight: 100 },
    ]);
    expect(await resolver.reverse('10.96.7.7')).toEqual([`web.${zone}`]);
    expect(await resolver.resolveTxt('dns-version.cluster.local')).toEqual([['1.1.0']]);
    await expect(resolver.resolve4(`nosuch.${zone}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve6(`web.${zone}`)).rejects.toMatchObject({ code: 'ENODATA' });
    expect(await resolver.resolve4(`many.${zone}`)).toHaveLength(90);
  });

  it('cuts what does not fit into a datagram, says so, and gives it whole over TCP', async () => {
    const { dns } = await open();
    const name = 'many.default.svc.cluster.local.';
    const plain = await byUdp(dns.port, ask(name));
    expect(plain.message.flags).toMatchObject({ qr: true, aa: true, tc: true });
    expect(plain.size).toBeLessThanOrEqual(512);
    expect(plain.message.answers.length).toBeGreaterThan(20);
    const edns = { udpSize: 4096, dnssecOk: false, options: [{ code: 10, data: '0102030405060708' }] };
    const wide = await byUdp(dns.port, ask(name, 'A', { edns }));
    expect([wide.message.flags.tc, wide.message.answers.length, wide.message.edns]).toEqual([false, 90, edns]);
    const [first, second] = await byTcp(
      dns.port,
      [
        framed(ask(name)).slice(0, 1),
        Buffer.concat([framed(ask(name)).slice(1), framed(ask('web.default.svc.cluster.local.'))]),
      ],
      2,
    );
    expect([first?.flags.tc, first?.answers.length, second?.answers[0]?.data]).toEqual([false, 90, '10.96.7.7']);
  });

  it('answers FORMERR, NOTIMP and REFUSED to what it cannot read, does not do or does not serve, and lives on', async () => {
    const { dns } = await open();
    const rcode = async (bytes: Uint8Array) => rcodeName((await byUdp(dns.port, bytes)).message.rcode);
    const loop = Uint8Array.from(Buffer.from('000701000001000000000000c00c00010001', 'hex'));
    expect(await rcode(loop)).toBe('FORMERR');
    expect(await rcode(ask('web.', 'A', { questions: [] }))).toBe('FORMERR');
    expect(await rcode(ask('web.', 'A', { opcode: 2 }))).toBe('NOTIMP');
    expect(await rcode(ask('web.', 'A', { questions: [{ name: 'version.bind.', type: 'TXT', class: 'CH' }] }))).toBe(
      'REFUSED',
    );
    const [bad] = await byTcp(dns.port, [framed(loop)], 1);
    expect(rcodeName(bad?.rcode ?? 0)).toBe('FORMERR');
    expect(await rcode(ask('web.default.svc.cluster.local.'))).toBe('NOERROR');
  });

  it('keeps silent while no DNS Pod is ready, and for short or answering messages', async () => {
    const { cluster, dns } = await open();
    cluster.api({
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { spec: { replicas: 0 } },
    });
    cluster.settle();
    const silent = byUdp(dns.port, ask('web.default.svc.cluster.local.'));
    byUdp(dns.port, Uint8Array.from([1, 2, 3])).catch(() => undefined);
    // Datagrams of one socket are worked off in order: this answer comes after the silence.
    await byUdp(dns.port, ask('web.', 'A', { opcode: 2 }));
    expect(await Promise.race([silent, Promise.resolve('silent')])).toBe('silent');
  });
});
