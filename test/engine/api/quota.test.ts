import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import { ApiError } from '../../../src/kube/api-error.js';

const QUOTA = `apiVersion: v1
kind: ResourceQuota
metadata: {name: small}
spec: {hard: {services: "2", services.nodeports: "1", pods: "1", requests.cpu: 500m, count/deployments.apps: "9"}}
`;

function world() {
  const cluster = createCluster({ seed: 1 });
  cluster.apply(QUOTA);
  const attempt = (yaml: string) => {
    try {
      cluster.apply(yaml);
      return 'done';
    } catch (error) {
      if (error instanceof ApiError) return error.message;
      throw error;
    } finally {
      cluster.settle();
    }
  };
  const service = (name: string, type = 'ClusterIP') =>
    attempt(`apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {type: ${type}, ports: [{port: 80}]}\n`);
  const pod = (name: string, cpu: string) =>
    attempt(
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: ${cpu}}}}]}\n`,
    );
  const status = () =>
    (
      cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/resourcequotas/small' }).body as {
        status: unknown;
      }
    ).status;
  return { cluster, service, pod, status };
}

it('refuses what exceeds a quota, naming only what is exceeded', () => {
  const { service, pod } = world();
  expect([service('np', 'NodePort'), service('over', 'NodePort'), service('np', 'ClusterIP')]).toEqual([
    'done',
    'services "over" is forbidden: exceeded quota: small, requested: services=1,services.nodeports=1, used: services=2,services.nodeports=1, limited: services=2,services.nodeports=1',
    'done',
  ]);
  expect([pod('a', '600m'), pod('b', '400m'), pod('c', '200m')]).toEqual([
    'pods "a" is forbidden: exceeded quota: small, requested: requests.cpu=600m, used: requests.cpu=0, limited: requests.cpu=500m',
    'done',
    'pods "c" is forbidden: exceeded quota: small, requested: pods=1,requests.cpu=200m, used: pods=1,requests.cpu=400m, limited: pods=1,requests.cpu=500m',
  ]);
});

it('keeps the account of what is used', () => {
  const { cluster, service, pod, status } = world();
  cluster.settle();
  const hard = {
    services: '2',
    'services.nodeports': '1',
    pods: '1',
    'requests.cpu': '500m',
    'count/deployments.apps': '9',
  };
  const none = {
    services: '1',
    'services.nodeports': '0',
    pods: '0',
    'requests.cpu': '0',
    'count/deployments.apps': '0',
  };
  expect(status()).toEqual({ hard, used: none });
  service('np', 'NodePort');
  pod('a', '100m');
  expect(status()).toEqual({
    hard,
    used: { ...none, services: '2', 'services.nodeports': '1', pods: '1', 'requests.cpu': '100m' },
  });
  cluster.api({ method: 'DELETE', path: '/api/v1/namespaces/default/services/np' });
  cluster.settle();
  expect(status()).toEqual({ hard, used: { ...none, pods: '1', 'requests.cpu': '100m' } });
});
