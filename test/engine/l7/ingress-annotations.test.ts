import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../../src/engine/index.js';
import { base64Encode } from '../../../src/kube/base64.js';
import { writeCertificate, writePrivateKey } from '../../../src/kube/x509/certificate.js';
import { clusterIPOf, runOnNode } from './on-node.js';

const APP = (name: string, image = 'traefik/whoami:v1.11') => `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 3
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}, annotations: {lab/delay: "${name === 'slow' ? '3s' : '0s'}"}}
    spec: {containers: [{name: main, image: "${image}", env: [{name: PORT, value: "80"}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{port: 80}]}
`;

interface Wish {
  readonly host?: string;
  readonly path?: string;
  readonly pathType?: string;
  readonly service?: string;
  readonly tls?: readonly object[];
  readonly annotations?: Readonly<Record<string, string>>;
}

function ingress(name: string, wish: Wish = {}) {
  const { host = 'shop.example.com', path = '/', pathType = 'Prefix', service = 'one', tls, annotations = {} } = wish;
  const backend = { service: { name: service, port: { number: 80 } } };
  const own = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'default', annotations: Object.fromEntries(own) },
    spec: {
      ingressClassName: 'nginx',
      rules: [{ host, http: { paths: [{ path, pathType, backend }] } }],
      ...(tls && { tls }),
    },
  };
}

function secret(name: string, names: readonly string[]) {
  const wish = { commonName: name, names, keySeed: name, notBefore: Date.UTC(2025), notAfter: Date.UTC(2030) };
  const data = { 'tls.crt': base64Encode(writeCertificate(wish)), 'tls.key': base64Encode(writePrivateKey(name)) };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default' },
    type: 'kubernetes.io/tls',
    data,
  };
}

let start: unknown;

function world(...objects: readonly object[]): Cluster {
  const cluster = createCluster(start === undefined ? { addons: ['ingress-nginx'] } : { world: start });
  if (start === undefined) {
    cluster.apply(`${APP('one')}${APP('two')}${APP('slow', 'registry.example.com/shop/api:1.0')}`);
    cluster.settle();
    start = cluster.snapshot();
  }
  cluster.apply(objects as never);
  cluster.settle();
  return cluster;
}

const addressOf = (cluster: Cluster) => clusterIPOf(cluster, 'ingress-nginx/ingress-nginx-controller');

/** curl with names that lead to the controller. */
function curl(cluster: Cluster, ...words: readonly string[]): string {
  const names = ['shop.example.com', 'www.example.com', 'a.wild.com'];
  const ip = addressOf(cluster);
  const resolved = names.flatMap((name) => [80, 443].flatMap((port) => ['--resolve', `${name}:${port}:${ip}`]));
  return runOnNode(cluster, ['curl', '-sS', ...resolved, ...words]);
}

const URL = 'http://shop.example.com';
const locationOf = (text: string) => [/^HTTP\/1.1 (\d+)/.exec(text)?.[1], /Location: (\S+)/.exec(text)?.[1]];

function shownTo(cluster: Cluster, name: string): string | undefined {
  const argv = ['openssl', 's_client', '-connect', `${addressOf(cluster)}:443`, '-servername', name];
  return /^subject=(.*)$/m.exec(runOnNode(cluster, argv))?.[1];
}

const FAKE = 'O = Acme Co, CN = Kubernetes Ingress Controller Fake Certificate';

describe('TLS of an Ingress', () => {
  it('shows the certificate that has the name, else the controller’s own', () => {
    const cluster = world(
      secret('shop', ['shop.example.com']),
      secret('wrong', ['elsewhere.com']),
      secret('wild', ['*.wild.com']),
      ingress('shop', { tls: [{ hosts: ['shop.example.com'], secretName: 'shop' }] }),
      ingress('wild', { host: 'a.wild.com', tls: [{ secretName: 'wild' }] }),
      ingress('www', { host: 'www.example.com', tls: [{ hosts: ['www.example.com'], secretName: 'wrong' }] }),
      ingress('none', { host: 'none.com', tls: [{ hosts: ['none.com'], secretName: 'missing' }] }),
    );
    const names = ['shop.example.com', 'a.wild.com', 'www.example.com', 'none.com', 'unknown.com'];
    expect(names.map((name) => shownTo(cluster, name))).toEqual(['CN = shop', 'CN = wild', FAKE, FAKE, FAKE]);
    expect(curl(cluster, '-k', 'https://www.example.com/')).toContain('X-Forwarded-Proto: https\n');
    expect(curl(cluster, 'https://www.example.com/')).toContain('self-signed certificate');
  });

  it('sends plain HTTP there unless it is told not to, and elsewhere only when it is told to', () => {
    const tls = [{ hosts: ['shop.example.com'], secretName: 'shop' }];
    const asks = (annotations: Wish['annotations'], own?: typeof tls) =>
      locationOf(
        curl(
          world(ingress('shop', { ...(annotations && { annotations }), ...(own && { tls: own }) })),
          '-i',
          `${URL}/a`,
        ),
      );
    expect(asks({}, tls)).toEqual(['308', 'https://shop.example.com/a']);
    expect(asks({ 'ssl-redirect': 'false' }, tls)).toEqual(['200', undefined]);
    expect(asks({ 'force-ssl-redirect': 'true' })).toEqual(['308', 'https://shop.example.com/a']);
  });
});

describe('the annotations of an Ingress', () => {
  it('redirect', () => {
    const asks = (annotations: Record<string, string>, path = '/a') =>
      locationOf(curl(world(ingress('shop', { annotations })), '-i', `${URL}${path}`));
    expect(asks({ 'permanent-redirect': 'https://new.com' })).toEqual(['301', 'https://new.com']);
    expect(asks({ 'permanent-redirect': 'https://new.com', 'permanent-redirect-code': '308' })).toEqual([
      '308',
      'https://new.com',
    ]);
    expect(asks({ 'temporal-redirect': 'https://now.com' })).toEqual(['302', 'https://now.com']);
    expect(asks({ 'app-root': '/home' }, '/')).toEqual(['302', 'http://shop.example.com/home']);
    expect(asks({ 'app-root': '/home' })).toEqual(['200', undefined]);
  });

  it('name more hosts, another Host header, and who is let in', () => {
    const cluster = world(
      ingress('shop', { annotations: { 'server-alias': 'www.example.com, w.com', 'upstream-vhost': 'inside.local' } }),
      ingress('closed', { host: 'a.wild.com', annotations: { 'whitelist-source-range': '192.0.2.0/24,198.51.100.7' } }),
    );
    expect(curl(cluster, 'http://www.example.com/')).toContain('Host: inside.local\n');
    expect(curl(cluster, '-o', '/dev/null', '-w', '%{http_code}', 'http://a.wild.com/')).toBe('403');
    expect(
      cluster
        .traces(0)
        .at(-1)
        ?.hops.find(({ hop }) => hop === 'ingress')?.reason,
    ).toBe('ingress-source-denied');
  });

  it('make patterns of all paths of the host', () => {
    const cluster = world(
      ingress('old', { path: '/api', service: 'two' }),
      ingress('new', {
        path: '/v(\\d)/(.*)',
        pathType: 'ImplementationSpecific',
        annotations: { 'rewrite-target': '/$2?v=$1', 'use-regex': 'true' },
      }),
    );
    expect(curl(cluster, `${URL}/v2/items`)).toContain('GET /items?v=2 HTTP/1.1\n');
    expect(curl(cluster, `${URL}/APIs`)).toContain('Hostname: two-');
  });

  it('share requests with a canary by header, cookie and weight', () => {
    const canary = (annotations: Record<string, string>) =>
      world(ingress('shop'), ingress('canary', { service: 'two', annotations: { canary: 'true', ...annotations } }));
    const app = (text: string) => /Hostname: (\w+)-/.exec(text)?.[1];
    const byHeader = canary({ 'canary-by-header': 'X-Canary', 'canary-by-cookie': 'beta', 'canary-weight': '0' });
    expect(app(curl(byHeader, URL))).toBe('one');
    expect(app(curl(byHeader, '-H', 'X-Canary: always', URL))).toBe('two');
    expect(app(curl(byHeader, '-H', 'Cookie: beta=always', URL))).toBe('two');
    expect(app(curl(byHeader, '-H', 'X-Canary: never', '-H', 'Cookie: beta=always', URL))).toBe('one');
    const byValue = canary({ 'canary-by-header': 'X-Canary', 'canary-by-header-value': 'jp' });
    expect([app(curl(byValue, '-H', 'X-Canary: jp', URL)), app(curl(byValue, '-H', 'X-Canary: always', URL))]).toEqual([
      'two',
      'one',
    ]);
    const byWeight = canary({ 'canary-weight': '30' });
    const share = Array.from({ length: 100 }, () => app(curl(byWeight, URL))).filter((name) => name === 'two').length;
    expect(share).toBeGreaterThan(15);
    expect(share).toBeLessThan(47);
  });

  it('keep a client with its Pod by a cookie', () => {
    const cluster = world(ingress('shop', { annotations: { affinity: 'cookie', 'session-cookie-name': 'route' } }));
    const cookie = /Set-Cookie: (route=[^;]+); Path=\/; HttpOnly/.exec(curl(cluster, '-i', URL))?.[1] ?? '';
    expect(cookie).toMatch(/^route=\d+\.\d{3}\.\d+\.\d+\|[0-9a-f]{32}$/);
    const pods = Array.from(
      { length: 8 },
      () => /Hostname: (\S+)/.exec(curl(cluster, '-H', `Cookie: ${cookie}`, URL))?.[1],
    );
    expect(new Set(pods).size).toBe(1);
    expect(new Set(Array.from({ length: 12 }, () => /Hostname: (\S+)/.exec(curl(cluster, URL))?.[1])).size).toBe(3);
  });

  it('say how long an answer may take', () => {
    const cluster = world(ingress('shop', { service: 'slow', annotations: { 'proxy-read-timeout': '1' } }));
    expect(curl(cluster, '-o', '/dev/null', '-w', '%{http_code}', URL)).toBe('504');
  });
});
