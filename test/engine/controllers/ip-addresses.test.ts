import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';

const PATH = '/apis/networking.k8s.io/v1/ipaddresses';

it('keeps one IPAddress for each cluster IP, as long as its Service has it', () => {
  const cluster = createCluster({ seed: 1 });
  const names = () => {
    cluster.settle();
    const { items } = cluster.api({ method: 'GET', path: PATH }).body as { readonly items: readonly KubeObject[] };
    return items.map(({ metadata }) => metadata.name);
  };
  const service = (name: string, spec: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}, ports: [{port: 80}]}\n`;
  expect(names()).toEqual(['10.96.0.1', '10.96.0.10']);
  cluster.apply(service('web', 'clusterIP: 10.96.0.50'));
  cluster.apply(service('hl', 'clusterIP: None'));
  expect(names()).toEqual(['10.96.0.1', '10.96.0.10', '10.96.0.50']);
  const { metadata, ...rest } = cluster.api({ method: 'GET', path: `${PATH}/10.96.0.50` }).body as KubeObject;
  expect({ labels: metadata.labels, ...rest }).toEqual({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    labels: {
      'ipaddress.kubernetes.io/ip-family': 'IPv4',
      'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
    },
    spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
  });
  cluster.api({ method: 'DELETE', path: '/api/v1/namespaces/default/services/web' });
  expect(names()).toEqual(['10.96.0.1', '10.96.0.10']);
});

it('gives an empty namespace five seconds before it goes', () => {
  const cluster = createCluster({ seed: 1 });
  cluster.apply('apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n');
  cluster.settle();
  const phase = () => {
    const { status, body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/shop' });
    return status === 404 ? 'gone' : (body as { status: { phase: string } }).status.phase;
  };
  const start = cluster.api({ method: 'DELETE', path: '/api/v1/namespaces/shop' }).status;
  expect([start, phase()]).toEqual([200, 'Terminating']);
  const passed = cluster.settle();
  expect([passed >= 4000 && passed < 7000, phase()]).toEqual([true, 'gone']);
});

it('a status write leaves the generation alone; a load balancer address gets its mode, a host name none', () => {
  const cluster = createCluster({ seed: 1 });
  cluster.apply(
    'apiVersion: v1\nkind: Service\nmetadata: {name: lb}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n',
  );
  cluster.apply(
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}}\n',
  );
  cluster.settle();
  const { body } = cluster.api({
    method: 'PATCH',
    path: '/api/v1/namespaces/default/services/lb/status',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }, { hostname: 'lb.example.com' }] } } },
  });
  expect((body as { status: unknown }).status).toEqual({
    loadBalancer: { ingress: [{ ip: '203.0.113.7', ipMode: 'VIP' }, { hostname: 'lb.example.com' }] },
  });
  const web = cluster.api({ method: 'GET', path: '/apis/apps/v1/namespaces/default/deployments/web' })
    .body as KubeObject;
  const revision = web.metadata.annotations?.['deployment.kubernetes.io/revision'];
  expect([web.metadata.generation, revision]).toEqual([1, '1']);
});
