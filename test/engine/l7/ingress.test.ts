import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../../src/engine/index.js';

const APP = (name: string) => `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 2
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "registry.k8s.io/e2e-test-images/agnhost:2.53", args: [netexec, --http-port=8080], ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 80, targetPort: 8080}]}
`;

const path = (at: string, pathType: string, service: string, port: object = { number: 80 }) => ({
  path: at,
  pathType,
  backend: { service: { name: service, port } },
});

const ingress = (name: string, spec: object, annotations: Record<string, string> = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'default', annotations },
  spec: { ingressClassName: 'nginx', ...spec },
});

let start: unknown;

function world(...objects: readonly object[]): Cluster {
  const cluster = createCluster(start === undefined ? { addons: ['ingress-nginx'] } : { world: start });
  if (start === undefined) {
    cluster.apply(`${APP('shop')}${APP('admin')}`);
    cluster.settle();
    start = cluster.snapshot();
  }
  cluster.apply(objects as never);
  cluster.settle();
  return cluster;
}

function nodePort(cluster: Cluster): number {
  const { body } = cluster.api({
    method: 'GET',
    path: '/api/v1/namespaces/ingress-nginx/services/ingress-nginx-controller',
  });
  return (body as { spec: { ports: { nodePort: number }[] } }).spec.ports[0]?.nodePort ?? 0;
}

function nodeOfController(cluster: Cluster): string {
  const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/ingress-nginx/pods' });
  return (body as { items: { status: { hostIP: string } }[] }).items[0]?.status.hostIP ?? '';
}

function ask(cluster: Cluster, host: string, target = '/hostname', headers: Record<string, string> = {}) {
  return cluster.send({
    from: 'outside',
    to: nodeOfController(cluster),
    port: nodePort(cluster),
    timeoutMs: 70_000,
    http: { path: target, headers: { ...headers, Host: host } },
  });
}

/** Status and the Deployment whose Pod answered. */
function answer(cluster: Cluster, host: string, target?: string): string {
  const { reply, outcome } = ask(cluster, host, target);
  return reply === undefined
    ? outcome
    : `${reply.status} ${reply.status === 200 ? reply.body.replace(/-.*/s, '') : ''}`.trim();
}

const SHOP = ingress('shop', {
  rules: [
    {
      host: 'shop.example.com',
      http: { paths: [path('/', 'Prefix', 'shop'), path('/hostname', 'Exact', 'admin', { name: 'http' })] },
    },
    { host: '*.wild.example.com', http: { paths: [path('/', 'Prefix', 'admin')] } },
  ],
});

describe('an Ingress', () => {
  it('leads hosts and paths to Pods of its Services', () => {
    const cluster = world(SHOP);
    expect(answer(cluster, 'shop.example.com', '/hostname')).toBe('200 admin');
    expect(answer(cluster, 'shop.example.com', '/hostName')).toBe('200 shop');
    expect(answer(cluster, 'SHOP.example.com:8080', '/hostName')).toBe('200 shop');
    expect(answer(cluster, 'a.wild.example.com')).toBe('200 admin');
    expect(answer(cluster, 'a.b.wild.example.com')).toBe('404');
    expect(answer(cluster, 'other.example.com')).toBe('404');
  });

  it('reads a Prefix path by its elements, an Exact one whole, an ImplementationSpecific one as nginx does', () => {
    const paths = [path('/hostname', 'Prefix', 'shop')];
    const cluster = world(ingress('a', { rules: [{ host: 'a.com', http: { paths } }] }));
    const asked = ['/hostname', '/hostname/', '/hostname/x', '/hostnames', '/'].map((each) =>
      answer(cluster, 'a.com', each),
    );
    expect(asked.map((text) => text.slice(0, 3))).toEqual(['200', '200', '200', '404', '404']);
    const loose = [path('/host', 'ImplementationSpecific', 'shop')];
    cluster.apply([ingress('b', { rules: [{ host: 'b.com', http: { paths: loose } }] })] as never);
    cluster.settle();
    expect(answer(cluster, 'b.com', '/hostname')).toBe('200 shop');
  });

  it('has a default backend, and rewrites what it is told to', () => {
    const cluster = world(
      ingress('all', { defaultBackend: { service: { name: 'admin', port: { number: 80 } } } }),
      ingress(
        'api',
        { rules: [{ host: 'api.com', http: { paths: [path('/v1(/|$)(.*)', 'ImplementationSpecific', 'shop')] } }] },
        { 'nginx.ingress.kubernetes.io/rewrite-target': '/$2' },
      ),
    );
    expect(answer(cluster, 'nobody.com')).toBe('200 admin');
    expect(answer(cluster, 'api.com', '/v1/hostname')).toBe('200 shop');
  });

  it('tells the backend who asked', () => {
    const cluster = world(SHOP);
    const seen = (key: string) => ask(cluster, 'shop.example.com', `/header?key=${key}`).reply?.body;
    expect(['X-Forwarded-Host', 'X-Forwarded-For', 'X-Forwarded-Proto'].map(seen)).toEqual([
      'shop.example.com',
      '172.18.0.1',
      'http',
    ]);
  });

  it('is answered 503 without endpoints, 503 without its Service, 502 by a backend that refuses', () => {
    const cluster = world(
      ingress('gone', { rules: [{ host: 'gone.com', http: { paths: [path('/', 'Prefix', 'nobody')] } }] }),
      SHOP,
    );
    const gone = ask(cluster, 'gone.com');
    expect([gone.reply?.status, gone.reply?.body.split('\r\n')[1]]).toEqual([
      503,
      '<head><title>503 Service Temporarily Unavailable</title></head>',
    ]);
    expect(gone.trace.at(-2)).toEqual({
      hop: 'ingress',
      verdict: 'refused',
      reason: 'ingress-no-service',
      args: { ingress: 'default/gone', host: 'gone.com', path: '/', service: 'default/nobody', port: '80' },
    });
    const patch = (name: string, body: object) =>
      cluster.api({ method: 'PATCH', path: name, headers: { 'content-type': 'application/merge-patch+json' }, body });
    patch('/apis/apps/v1/namespaces/default/deployments/shop', { spec: { replicas: 0 } });
    cluster.settle();
    expect(ask(cluster, 'shop.example.com', '/').trace.at(-2)).toMatchObject({ reason: 'ingress-no-endpoints' });
    patch('/api/v1/namespaces/default/services/admin', {
      spec: { ports: [{ port: 80, name: 'http', targetPort: 9999 }] },
    });
    cluster.settle();
    const refused = ask(cluster, 'a.wild.example.com');
    expect([refused.reply?.status, refused.trace.map(({ reason }) => reason).slice(-4)]).toEqual([
      502,
      ['ingress-rule', 'route-pod', 'nobody-listens', 'http-status'],
    ]);
  });

  it('shows in the trace the way from the controller to the Pod, and what a policy does to it', () => {
    const cluster = world(SHOP);
    const { trace } = ask(cluster, 'shop.example.com', '/hostname');
    expect(trace.map(({ hop, reason }) => `${hop} ${reason}`)).toEqual([
      'proxy backend-chosen',
      'route route-pod',
      'connect connected',
      'ingress ingress-rule',
      'route route-pod',
      'connect connected',
      'program http-status',
    ]);
    const spec = { podSelector: { matchLabels: { app: 'admin' } }, policyTypes: ['Ingress'] };
    const metadata = { name: 'locked', namespace: 'default' };
    cluster.apply([{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }] as never);
    cluster.settle();
    const denied = ask(cluster, 'shop.example.com', '/hostname');
    expect([denied.reply?.status, denied.trace.find(({ verdict }) => verdict !== 'ok')?.reason]).toEqual([
      504,
      'ingress-denied',
    ]);
  });

  it('gets the controller’s event, and an address once its Service has one', () => {
    const cluster = world(SHOP);
    const get = (at: string) => cluster.api({ method: 'GET', path: at }).body as never;
    const events = (
      get('/api/v1/namespaces/default/events') as {
        items: { reason: string; message: string; source: { component: string } }[];
      }
    ).items;
    expect(events.filter(({ reason }) => reason === 'Sync')).toMatchObject([
      { message: 'Scheduled for sync', source: { component: 'nginx-ingress-controller' } },
    ]);
    cluster.api({
      method: 'PATCH',
      path: '/api/v1/namespaces/ingress-nginx/services/ingress-nginx-controller/status',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { status: { loadBalancer: { ingress: [{ ip: '172.18.255.200' }] } } },
    });
    cluster.settle();
    const { status } = get('/apis/networking.k8s.io/v1/namespaces/default/ingresses/shop') as { status: unknown };
    expect(status).toEqual({ loadBalancer: { ingress: [{ ip: '172.18.255.200' }] } });
  });

  it('of no class, another class, or without a controller is served by nobody', () => {
    const other = { ...SHOP, spec: { ...SHOP.spec, ingressClassName: 'other' } };
    expect(answer(world(other), 'shop.example.com')).toBe('404');
    const bare = createCluster();
    bare.apply([SHOP] as never);
    bare.settle();
    const { body } = bare.api({ method: 'GET', path: '/api/v1/namespaces/default/events' });
    expect(JSON.stringify(body)).not.toContain('Scheduled for sync');
  });

  it('with TLS sends plain HTTP to HTTPS, where it shows the certificate of its Secret', () => {
    const crt = '-----BEGIN CERTIFICATE-----\nshown\n-----END CERTIFICATE-----\n';
    const cluster = world(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'cert', namespace: 'default' },
        data: { 'tls.crt': btoa(crt), 'tls.key': btoa('key') },
      },
      { ...SHOP, spec: { ...SHOP.spec, tls: [{ hosts: ['shop.example.com'], secretName: 'cert' }] } },
    );
    const plain = ask(cluster, 'shop.example.com', '/hostname?a=1');
    expect([plain.reply?.status, plain.reply?.headers['Location']]).toEqual([
      308,
      'https://shop.example.com/hostname?a=1',
    ]);
    // The controller gives every host of an Ingress with TLS a certificate, its own if need be.
    expect(answer(cluster, 'a.wild.example.com')).toBe('308');
    const { body } = cluster.api({
      method: 'GET',
      path: '/api/v1/namespaces/ingress-nginx/services/ingress-nginx-controller',
    });
    const port = (body as { spec: { ports: { nodePort: number }[] } }).spec.ports[1]?.nodePort ?? 0;
    const url = `https://shop.example.com:${port}/hostname`;
    const curl = (...flags: readonly string[]) => {
      let shown = '';
      const write = (text: string) => {
        shown += text;
      };
      const argv = ['curl', '-sS', ...flags, '--resolve', `shop.example.com:${port}:${nodeOfController(cluster)}`, url];
      cluster.spawn({ machine: { workstation: true }, argv, stdout: write, stderr: write, exit: () => {} });
      cluster.run({ until: cluster.elapsed() + 2000 });
      return shown;
    };
    expect(curl('-k')).toMatch(/^admin-/);
    expect(curl()).toMatch(/^curl: \(60\)/);
  });

  it('is served alike after a restore in the middle of a request', () => {
    const cluster = world(SHOP);
    const copy = createCluster({ world: JSON.parse(JSON.stringify(cluster.snapshot())) });
    for (const each of [cluster, copy]) ask(each, 'shop.example.com');
    expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });
});
