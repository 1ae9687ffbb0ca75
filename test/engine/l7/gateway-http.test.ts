import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../../src/engine/index.js';
import { base64Encode } from '../../../src/kube/base64.js';
import { writeCertificate, writePrivateKey } from '../../../src/kube/x509/certificate.js';
import { clusterIPOf, runOnNode } from './on-node.js';

const APP = (name: string, image: string, namespace = 'default') => `
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec: {containers: [{name: main, image: "${image}"}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${name}}, ports: [{port: 80}]}
`;
const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: {name: other, labels: {team: far}}
`;
const SLOW = `
---
apiVersion: v1
kind: Pod
metadata: {name: slow, labels: {app: slow}, annotations: {lab/delay: 3s}}
spec: {containers: [{name: main, image: "registry.example.com/shop/api:1.0", env: [{name: PORT, value: "80"}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: slow}
spec: {selector: {app: slow}, ports: [{port: 80}]}
`;

const API = '/apis/gateway.networking.k8s.io/v1';

function secret(name: string, names: readonly string[], namespace = 'default', type = 'kubernetes.io/tls') {
  const wish = { commonName: name, names, keySeed: name, notBefore: Date.UTC(2025), notAfter: Date.UTC(2030) };
  const data = {
    'tls.crt': base64Encode(writeCertificate(wish)),
    'tls.key': base64Encode(writePrivateKey(name)),
  };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, data };
}

function gateway(...listeners: readonly object[]) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'front', namespace: 'default' },
    spec: { gatewayClassName: 'nginx', listeners },
  };
}

const HTTP = { name: 'http', port: 80, protocol: 'HTTP' };
const https = (name: string, hostname: string, ref: object) => ({
  name,
  hostname,
  port: 443,
  protocol: 'HTTPS',
  tls: { certificateRefs: [ref] },
});

function route(name: string, spec: object, namespace = 'default') {
  const parentRefs = [{ name: 'front', namespace: 'default' }];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: { parentRefs, ...spec },
  };
}

const grant = (kind: 'Gateway' | 'HTTPRoute', to: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { name: 'grant', namespace: 'other' },
  spec: { from: [{ group: 'gateway.networking.k8s.io', kind, namespace: 'default' }], to: [to] },
});

const to = (name: string, more: object = {}) => ({ name, port: 80, ...more });
const prefix = (value: string) => [{ path: { type: 'PathPrefix', value } }];

let start: unknown;

function world(...objects: readonly object[]): Cluster {
  const options = { addons: ['gateway-api'] } as const;
  const cluster = createCluster(start === undefined ? options : { ...options, world: start });
  if (start === undefined) {
    cluster.apply(NAMESPACE);
    cluster.settle();
    cluster.apply(
      APP('one', 'traefik/whoami:v1.11') +
        APP('two', 'nginx:1.29') +
        APP('far', 'traefik/whoami:v1.11', 'other') +
        SLOW,
    );
    cluster.settle();
    start = cluster.snapshot();
  }
  cluster.apply(objects as never);
  cluster.settle();
  return cluster;
}

const addressOf = (cluster: Cluster) => clusterIPOf(cluster, 'default/front-nginx');

/** curl with names that lead to the Gateway. */
function curl(cluster: Cluster, words: string): string {
  const ip = addressOf(cluster);
  const names = ['shop.example.com', 'api.example.com', 'a.wild.com', 'else.com'];
  const resolved = names.flatMap((name) => [80, 443].flatMap((port) => ['--resolve', `${name}:${port}:${ip}`]));
  return runOnNode(cluster, ['curl', '-sS', ...resolved, ...words.split(' ')]);
}

/** Whose certificate is shown for a name. */
function shownTo(cluster: Cluster, name: string): string | undefined {
  const argv = ['openssl', 's_client', '-connect', `${addressOf(cluster)}:443`, '-servername', name];
  return /^subject=(.*)$/m.exec(runOnNode(cluster, argv))?.[1];
}

interface Said {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}
interface Seen {
  readonly status: {
    readonly conditions: readonly Said[];
    readonly listeners: readonly {
      readonly name: string;
      readonly attachedRoutes: number;
      readonly conditions: readonly Said[];
    }[];
    readonly parents: readonly { readonly conditions: readonly Said[] }[];
  };
}
const get = (cluster: Cluster, path: string) =>
  cluster.api({ method: 'GET', path: `${API}/namespaces/${path}` }).body as Seen;
const short = (said: readonly Said[]) => said.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
const listenerOf = (cluster: Cluster, name: string) =>
  get(cluster, 'default/gateways/front').status.listeners.find((each) => each.name === name);
const accepted = (cluster: Cluster, path: string) => short(get(cluster, path).status.parents[0]?.conditions ?? []);

const ONE = { rules: [{ backendRefs: [to('one')] }] };

describe('an HTTPS listener', () => {
  const shop = https('shop', 'shop.example.com', { name: 'shop-tls' });
  const wild = https('wild', '*.wild.com', { name: 'wild-tls' });
  const secrets = [secret('shop-tls', ['shop.example.com']), secret('wild-tls', ['*.wild.com'])];

  it('ends TLS with the certificate for the name that is asked for, and tells the backend', () => {
    const cluster = world(...secrets, gateway(HTTP, shop, wild), route('all', ONE));
    const body = curl(cluster, '-k https://shop.example.com/');
    expect(body).toContain('X-Forwarded-Proto: https\n');
    expect(curl(cluster, 'https://shop.example.com/')).toContain('self-signed certificate');
    expect([shownTo(cluster, 'shop.example.com'), shownTo(cluster, 'a.wild.com')]).toEqual([
      'CN = shop-tls',
      'CN = wild-tls',
    ]);
    expect(curl(cluster, '-k https://else.com/')).toBe(
      'curl: (35) TLS connect error: error:0A000458:SSL routines::tlsv1 unrecognized name\n',
    );
    expect(curl(cluster, '-k -o /dev/null -w %{http_code} -H Host:a.wild.com https://shop.example.com/')).toBe('421');
    expect(listenerOf(cluster, 'shop')?.attachedRoutes).toBe(1);
    expect(short(listenerOf(cluster, 'shop')?.conditions ?? [])).toEqual([
      'Accepted True Accepted',
      'Programmed True Programmed',
      'ResolvedRefs True ResolvedRefs',
      'Conflicted False NoConflicts',
    ]);
  });

  it('without its Secret says so, and is in order once it is there', () => {
    const cluster = world(
      gateway(HTTP, shop),
      route('all', { ...ONE, parentRefs: [{ name: 'front', sectionName: 'shop' }] }),
    );
    expect(short(get(cluster, 'default/gateways/front').status.conditions)).toEqual([
      'Accepted True ListenersNotValid',
      'Programmed True Programmed',
    ]);
    const broken = listenerOf(cluster, 'shop')?.conditions ?? [];
    expect(short(broken)).toEqual([
      'Accepted False InvalidCertificateRef',
      'Programmed False Invalid',
      'ResolvedRefs False InvalidCertificateRef',
      'Conflicted False NoConflicts',
    ]);
    expect(broken[0]?.message).toBe('tls.certificateRefs[0]: Invalid value: default/shop-tls: secret does not exist');
    expect(accepted(cluster, 'default/httproutes/all')[0]).toBe('Accepted False InvalidListener');
    cluster.apply(secrets as never);
    cluster.settle();
    expect(short(listenerOf(cluster, 'shop')?.conditions ?? [])[0]).toBe('Accepted True Accepted');
    expect(accepted(cluster, 'default/httproutes/all')[0]).toBe('Accepted True Accepted');
    expect(curl(cluster, '-k https://shop.example.com/')).toContain('Host: shop.example.com\n');
  });

  it('takes a Secret of another namespace only with a ReferenceGrant, and of its type only', () => {
    const far = https('far', 'shop.example.com', { name: 'far-tls', namespace: 'other' });
    const plain = https('plain', 'api.example.com', { name: 'plain' });
    const cluster = world(
      gateway(far, plain),
      secret('far-tls', ['shop.example.com'], 'other'),
      secret('plain', ['api.example.com'], 'default', 'Opaque'),
    );
    const reason = () => listenerOf(cluster, 'far')?.conditions.find(({ type }) => type === 'ResolvedRefs');
    expect(reason()).toMatchObject({
      reason: 'RefNotPermitted',
      message: 'Certificate ref to secret other/far-tls not permitted by any ReferenceGrant',
    });
    expect(listenerOf(cluster, 'plain')?.conditions[0]?.message).toContain('unsupported secret type "Opaque"');
    expect(short(get(cluster, 'default/gateways/front').status.conditions)).toEqual([
      'Accepted False ListenersNotValid',
      'Programmed False Invalid',
    ]);
    cluster.apply([grant('Gateway', { group: '', kind: 'Secret', name: 'far-tls' })] as never);
    cluster.settle();
    expect(reason()).toMatchObject({ reason: 'ResolvedRefs' });
  });

  it('conflicts with plain HTTP on its port', () => {
    const cluster = world(...secrets, gateway({ ...HTTP, port: 443 }, shop));
    expect(short(listenerOf(cluster, 'http')?.conditions ?? [])).toEqual([
      'Accepted False ProtocolConflict',
      'Programmed False Invalid',
      'ResolvedRefs True ResolvedRefs',
      'Conflicted True ProtocolConflict',
    ]);
  });
});

describe('an HTTPRoute', () => {
  const filtered = (filter: object, more: object = {}) => ({
    rules: [{ filters: [filter], backendRefs: [to('one')], ...more }],
  });

  it('changes headers of the request and of the answer', () => {
    const requestHeaderModifier = {
      set: [{ name: 'X-Set', value: 'new' }],
      add: [{ name: 'X-Add', value: 'more' }],
      remove: ['X-Gone'],
    };
    const responseHeaderModifier = {
      set: [{ name: 'Content-Type', value: 'text/x' }],
      add: [{ name: 'X-From', value: 'gw' }],
    };
    const filters = [
      { type: 'RequestHeaderModifier', requestHeaderModifier },
      { type: 'ResponseHeaderModifier', responseHeaderModifier },
    ];
    const cluster = world(gateway(HTTP), route('all', { rules: [{ filters, backendRefs: [to('one')] }] }));
    const told = curl(cluster, '-i -H X-Set:old -H X-Add:some -H X-Gone:1 http://shop.example.com/');
    expect(told).toMatch(/^Content-Type: text\/x\r?$/m);
    expect(told).toMatch(/^X-From: gw\r?$/m);
    expect(told).toContain('X-Set: new\n');
    expect(told).toContain('X-Add: some,more\n');
    expect(told).not.toContain('X-Gone');
  });

  it('rewrites host and path', () => {
    const path = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v2' };
    const urlRewrite = { hostname: 'inside.local', path };
    const cluster = world(
      gateway(HTTP),
      route('all', filtered({ type: 'URLRewrite', urlRewrite }, { matches: prefix('/api') })),
    );
    const told = curl(cluster, 'http://shop.example.com/api/items?x=1');
    expect(told).toContain('GET /v2/items?x=1 HTTP/1.1\n');
    expect(told).toContain('Host: inside.local\n');
    expect(curl(cluster, 'http://shop.example.com/api')).toContain('GET /v2 HTTP/1.1\n');
  });

  it('redirects', () => {
    const redirect = (requestRedirect: object, value: string) => ({
      filters: [{ type: 'RequestRedirect', requestRedirect }],
      matches: prefix(value),
    });
    const cluster = world(
      gateway(HTTP),
      route('all', {
        rules: [
          redirect({ scheme: 'https', statusCode: 301 }, '/'),
          redirect({ path: { type: 'ReplaceFullPath', replaceFullPath: '/new' } }, '/old'),
          redirect({ hostname: 'api.example.com', port: 8080 }, '/api'),
        ],
      }),
    );
    const ask = (path: string) =>
      /^HTTP\/1.1 (.*?)\r?\n[\s\S]*Location: (\S+)/.exec(curl(cluster, `-i http://shop.example.com${path}`))?.slice(1);
    expect(ask('/a?b=1')).toEqual(['301 Moved Permanently', 'https://shop.example.com/a?b=1']);
    expect(ask('/old/x')).toEqual(['302 Moved Temporarily', 'http://shop.example.com/new']);
    expect(ask('/api/x')).toEqual(['302 Moved Temporarily', 'http://api.example.com:8080/api/x']);
    expect(
      cluster
        .traces(0)
        .at(-1)
        ?.hops.find(({ hop }) => hop === 'gateway'),
    ).toMatchObject({
      reason: 'gateway-redirect',
      args: { route: 'default/all', location: 'http://api.example.com:8080/api/x', status: 302 },
    });
  });

  it('mirrors requests without waiting for the copy', () => {
    const requestMirror = { backendRef: to('two') };
    const cluster = world(gateway(HTTP), route('all', filtered({ type: 'RequestMirror', requestMirror })));
    expect(curl(cluster, 'http://shop.example.com/copied')).toContain('GET /copied HTTP/1.1\n');
    const log = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods/two/log' }).body;
    expect(log).toContain('"GET /copied HTTP/1.1" 404');
  });

  it('gives up after its timeout', () => {
    const slow = { rules: [{ backendRefs: [to('slow')], timeouts: { request: '500ms' } }] };
    const cluster = world(gateway(HTTP), route('all', slow));
    expect(curl(cluster, '-o /dev/null -w %{http_code},%{time_total} http://shop.example.com/')).toMatch(/^504,0\.50/);
  });

  it('refers to a Service of another namespace only with a ReferenceGrant', () => {
    const cluster = world(
      gateway(HTTP),
      route('all', { rules: [{ backendRefs: [to('far', { namespace: 'other' })] }] }),
    );
    expect(accepted(cluster, 'default/httproutes/all')).toEqual([
      'Accepted True Accepted',
      'ResolvedRefs False RefNotPermitted',
    ]);
    expect(curl(cluster, '-o /dev/null -w %{http_code} http://shop.example.com/')).toBe('500');
    cluster.apply([grant('HTTPRoute', { group: '', kind: 'Service' })] as never);
    cluster.settle();
    expect(accepted(cluster, 'default/httproutes/all')[1]).toBe('ResolvedRefs True ResolvedRefs');
    expect(curl(cluster, 'http://shop.example.com/')).toContain('Hostname: far\n');
    cluster.api({
      method: 'DELETE',
      path: '/apis/gateway.networking.k8s.io/v1beta1/namespaces/other/referencegrants/grant',
    });
    cluster.settle();
    expect(accepted(cluster, 'default/httproutes/all')[1]).toBe('ResolvedRefs False RefNotPermitted');
  });

  it('is served at listeners that let its namespace in, by their names', () => {
    const selector = { matchLabels: { team: 'far' } };
    const open = { ...HTTP, name: 'far', port: 8080, allowedRoutes: { namespaces: { from: 'Selector', selector } } };
    const named = { ...HTTP, name: 'named', hostname: 'shop.example.com' };
    const cluster = world(
      gateway(named, open),
      route('outer', { rules: [{ backendRefs: [to('far')] }] }, 'other'),
      route('own', { ...ONE, hostnames: ['*.example.com'] }),
      route('foreign', { ...ONE, hostnames: ['else.com'] }),
      route('lost', { ...ONE, parentRefs: [{ name: 'front', sectionName: 'nope' }] }),
    );
    const routes = [
      'other/httproutes/outer',
      'default/httproutes/own',
      'default/httproutes/foreign',
      'default/httproutes/lost',
    ];
    expect(routes.map((path) => accepted(cluster, path)[0])).toEqual([
      'Accepted True Accepted',
      'Accepted True Accepted',
      'Accepted False NoMatchingListenerHostname',
      'Accepted False NoMatchingParent',
    ]);
    expect([listenerOf(cluster, 'named')?.attachedRoutes, listenerOf(cluster, 'far')?.attachedRoutes]).toEqual([1, 1]);
    expect(curl(cluster, 'http://shop.example.com/')).toContain('Hostname: one\n');
    expect(curl(cluster, '-o /dev/null -w %{http_code} http://api.example.com/')).toBe('404');
    cluster.apply('apiVersion: v1\nkind: Namespace\nmetadata: {name: other, labels: {team: near}}');
    cluster.settle();
    expect(accepted(cluster, 'other/httproutes/outer')[0]).toBe('Accepted False NotAllowedByListeners');
  });

  it('leaves a host with routes of its own to them; of equal matches the older route wins', () => {
    const cluster = world(gateway(HTTP), route('b-old', { ...ONE, hostnames: ['shop.example.com'] }));
    cluster.run({ until: cluster.elapsed() + 5000 });
    cluster.apply([
      route('a-new', { hostnames: ['shop.example.com'], rules: [{ backendRefs: [to('two')] }] }),
      route('any', { rules: [{ matches: prefix('/api'), backendRefs: [to('two')] }] }),
    ] as never);
    cluster.settle();
    expect(curl(cluster, 'http://shop.example.com/api')).toContain('Hostname: one\n');
    expect(curl(cluster, '-o /dev/null -w %{http_code} http://else.com/')).toBe('404');
  });

  it('is refused with what does not go together', () => {
    const cluster = world();
    const requestRedirect = { hostname: 'else.com' };
    const refused = (spec: object) => {
      const { body } = cluster.api({
        method: 'POST',
        path: `${API}/namespaces/default/httproutes`,
        body: route('bad', spec),
      });
      return (body as { message: string }).message;
    };
    expect(refused(filtered({ type: 'RequestRedirect', requestRedirect }))).toBe(
      'HTTPRoute.gateway.networking.k8s.io "bad" is invalid: spec.rules[0]: Invalid value: "object": RequestRedirect filter must not be used together with backendRefs',
    );
    expect(refused(filtered({ type: 'URLRewrite', requestRedirect }))).toContain(
      'filter.requestRedirect must be nil if the filter.type is not RequestRedirect',
    );
  });

  it('goes on alike after a restore', () => {
    const shop = https('shop', 'shop.example.com', { name: 'shop-tls' });
    const mirror = { type: 'RequestMirror', requestMirror: { backendRef: to('two'), percent: 50 } };
    const cluster = world(
      secret('shop-tls', ['shop.example.com']),
      gateway(HTTP, shop),
      route('all', filtered(mirror)),
    );
    const copy = createCluster({ addons: ['gateway-api'], world: JSON.parse(JSON.stringify(cluster.snapshot())) });
    for (const each of [cluster, copy]) curl(each, '-k https://shop.example.com/ http://shop.example.com/');
    expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });
});
