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
    spec: {containers: [{name: main, image: "registry.k8s.io/e2e-test-images/agnhost:2.53", args: [netexec, --http-port=8080]}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{port: 80, targetPort: 8080}]}
`;

const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: front}
spec:
  gatewayClassName: nginx
  listeners: [{name: http, port: 80, protocol: HTTP}]
`;

const route = (name: string, spec: object, namespace = 'default') => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace },
  spec: { parentRefs: [{ name: 'front', ...(namespace === 'default' ? {} : { namespace: 'default' }) }], ...spec },
});

let start: unknown;

function world(...objects: readonly object[]): Cluster {
  const options = { addons: ['gateway-api'] } as const;
  const cluster = createCluster(start === undefined ? options : { ...options, world: start });
  if (start === undefined) {
    cluster.apply(`${APP('one')}${APP('two')}`);
    cluster.apply(GATEWAY);
    cluster.settle();
    start = cluster.snapshot();
  }
  cluster.apply(objects as never);
  cluster.settle();
  return cluster;
}

function get<T>(cluster: Cluster, path: string, query: Record<string, string> = {}): T {
  return cluster.api({ method: 'GET', path, query }).body as T;
}

interface Seen {
  readonly status: {
    readonly addresses?: unknown;
    readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
    readonly listeners: readonly { readonly attachedRoutes: number }[];
    readonly parents: readonly { readonly conditions: Seen['status']['conditions'] }[];
  };
}

const API = '/apis/gateway.networking.k8s.io/v1';
const GATEWAY_PATH = `${API}/namespaces/default/gateways/front`;
const said = (conditions: Seen['status']['conditions']) =>
  conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);

function ask(cluster: Cluster, host: string, path = '/hostname', headers: Record<string, string> = {}) {
  const { items } = get<{ items: { status: { podIP: string } }[] }>(cluster, '/api/v1/namespaces/default/pods', {
    labelSelector: 'gateway.networking.k8s.io/gateway-name=front',
  });
  const to = items[0]?.status.podIP ?? '';
  const http = { path, headers: { ...headers, Host: host } };
  return cluster.send({ from: { node: 'svc-learn-control-plane' }, to, port: 80, http });
}

const answer = (...args: Parameters<typeof ask>) => {
  const { reply } = ask(...args);
  return reply?.status === 200 ? reply.body.replace(/-.*/s, '') : reply?.status;
};

const to = (name: string, weight?: number) => ({ name, port: 80, ...(weight === undefined ? {} : { weight }) });
const path = (type: string, value: string) => ({ path: { type, value } });

describe('the Gateway API', () => {
  it('is served only where it is installed', () => {
    const groups = (cluster: Cluster) =>
      get<{ groups: { name: string }[] }>(cluster, '/apis').groups.map(({ name }) => name);
    expect(groups(createCluster())).not.toContain('gateway.networking.k8s.io');
    const cluster = world();
    expect(groups(cluster)).toContain('gateway.networking.k8s.io');
    const { resources } = get<{ resources: { name: string; shortNames?: string[]; namespaced: boolean }[] }>(
      cluster,
      API,
    );
    expect(resources.map(({ name, shortNames = [], namespaced }) => `${name} ${shortNames} ${namespaced}`)).toEqual([
      'gatewayclasses gc false',
      'gatewayclasses/status  false',
      'gateways gtw true',
      'gateways/status  true',
      'httproutes  true',
      'httproutes/status  true',
    ]);
    const beta = get<{ resources: { name: string }[] }>(cluster, '/apis/gateway.networking.k8s.io/v1beta1');
    expect(beta.resources.map(({ name }) => name)).toEqual(['referencegrants']);
  });

  it('accepts its class, gives a Gateway a proxy and says so', () => {
    const cluster = world();
    expect(said(get<Seen>(cluster, `${API}/gatewayclasses/nginx`).status.conditions)).toEqual([
      'Accepted True Accepted',
    ]);
    const { status } = get<Seen>(cluster, GATEWAY_PATH);
    expect(said(status.conditions)).toEqual(['Accepted True Accepted', 'Programmed True Programmed']);
    expect(status.addresses).toEqual([{ type: 'IPAddress', value: expect.stringMatching(/^10\./) }]);
    expect(status.listeners).toMatchObject([{ name: 'http', attachedRoutes: 0 }]);
    expect(get<{ spec: object }>(cluster, '/api/v1/namespaces/default/services/front-nginx').spec).toMatchObject({
      type: 'LoadBalancer',
      ports: [{ port: 80 }],
    });
    cluster.api({ method: 'DELETE', path: GATEWAY_PATH });
    cluster.settle();
    expect(cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/services/front-nginx' }).status).toBe(404);
  });

  it('leads hosts, paths, headers, methods and parameters, the more particular match first', () => {
    const cluster = world(
      route('site', {
        hostnames: ['site.com', '*.wild.com'],
        rules: [
          { backendRefs: [to('one')] },
          { matches: [path('Exact', '/hostname')], backendRefs: [to('two')] },
          { matches: [{ headers: [{ name: 'X-Canary', value: 'yes' }] }], backendRefs: [to('two')] },
          {
            matches: [{ ...path('PathPrefix', '/hostName'), queryParams: [{ name: 'v', value: '2' }] }],
            backendRefs: [to('two')],
          },
        ],
      }),
    );
    expect(answer(cluster, 'site.com')).toBe('two');
    expect(answer(cluster, 'site.com', '/hostName')).toBe('one');
    expect(answer(cluster, 'site.com', '/hostName?v=2')).toBe('two');
    expect(answer(cluster, 'site.com', '/hostName', { 'x-canary': 'yes' })).toBe('two');
    expect(answer(cluster, 'a.wild.com', '/hostName')).toBe('one');
    expect(answer(cluster, 'other.com')).toBe(404);
    expect(get<Seen>(cluster, GATEWAY_PATH).status.listeners).toMatchObject([{ attachedRoutes: 1 }]);
  });

  it('shares requests by weight', () => {
    const cluster = world(route('split', { rules: [{ backendRefs: [to('one', 80), to('two', 20), to('two', 0)] }] }));
    const seen = Array.from({ length: 200 }, () => answer(cluster, 'any.com'));
    const share = seen.filter((name) => name === 'two').length;
    expect(share).toBeGreaterThan(20);
    expect(share).toBeLessThan(62);
    expect(ask(cluster, 'any.com').trace.find(({ hop }) => hop === 'gateway')).toMatchObject({
      reason: 'gateway-route',
      args: { gateway: 'default/front', route: 'default/split' },
    });
  });

  it('says what does not fit, and answers 500 without the Service, 503 without endpoints', () => {
    const cluster = world(
      route('gone', { hostnames: ['gone.com'], rules: [{ backendRefs: [to('nobody')] }] }),
      route('fine', { hostnames: ['fine.com'], rules: [{ backendRefs: [to('one')] }] }),
    );
    const parents = (name: string) => get<Seen>(cluster, `${API}/namespaces/default/httproutes/${name}`).status.parents;
    expect(said(parents('gone')[0]?.conditions ?? [])).toEqual([
      'Accepted True Accepted',
      'ResolvedRefs False BackendNotFound',
    ]);
    expect(said(parents('fine')[0]?.conditions ?? [])).toEqual([
      'Accepted True Accepted',
      'ResolvedRefs True ResolvedRefs',
    ]);
    expect(answer(cluster, 'gone.com')).toBe(500);
    cluster.api({
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/default/deployments/one',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { spec: { replicas: 0 } },
    });
    cluster.settle();
    expect(ask(cluster, 'fine.com').trace.find(({ verdict }) => verdict !== 'ok')?.reason).toBe('gateway-no-endpoints');
  });

  it('lets no route of another namespace in unless its listener says so', () => {
    const cluster = world();
    cluster.apply('apiVersion: v1\nkind: Namespace\nmetadata: {name: other}');
    cluster.apply([route('far', { rules: [{ backendRefs: [to('one')] }] }, 'other')] as never);
    cluster.settle();
    const far = () => get<Seen>(cluster, `${API}/namespaces/other/httproutes/far`).status.parents[0]?.conditions ?? [];
    expect(said(far())[0]).toBe('Accepted False NotAllowedByListeners');
    cluster.apply(GATEWAY.replace('protocol: HTTP', 'protocol: HTTP, allowedRoutes: {namespaces: {from: All}}'));
    cluster.settle();
    expect(said(far())[0]).toBe('Accepted True Accepted');
  });

  it('goes on alike after a restore', () => {
    const cluster = world(route('split', { rules: [{ backendRefs: [to('one'), to('two')] }] }));
    const copy = createCluster({ addons: ['gateway-api'], world: JSON.parse(JSON.stringify(cluster.snapshot())) });
    for (const each of [cluster, copy]) ask(each, 'any.com');
    expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });
});
