import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { addressesOf, type ClusterUnderTest, client, clusterUnderTest, netexec } from './cluster-under-test.js';

const ENDPOINTS = '/api/v1/namespaces/default/endpoints';

interface Endpoints extends KubeObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  }[];
}

const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: made}
spec: {selector: {app: made}, ports: [{name: http, port: 80, targetPort: 8080}]}
`;
const PODS = [netexec('made-1', { labels: '{app: made}' }), netexec('made-2', { labels: '{app: made}' })];

function endpoints({ request }: ClusterUnderTest): Endpoints | undefined {
  const { status, body } = request({ method: 'GET', path: `${ENDPOINTS}/made` });
  return status === 200 ? (body as Endpoints) : undefined;
}

function podAddresses({ pod }: ClusterUnderTest): readonly (string | undefined)[] {
  return ['made-1', 'made-2'].map((name) => pod(name).status?.podIP).sort();
}

function remove(world: ClusterUnderTest) {
  world.ask('DELETE', '/api/v1/namespaces/default/services/made');
  world.cluster.settle();
  world.wait(70);
}

describe('the controllers of a Service with a selector', () => {
  it('write EndpointSlices of its Pods and take them away with the Service', () => {
    const world = clusterUnderTest();
    world.apply(SERVICE, ...PODS);
    const slices = world.slices('made');
    expect(addressesOf(slices)).toEqual(podAddresses(world));
    expect(slices).toMatchObject([
      {
        metadata: { ownerReferences: [{ kind: 'Service', name: 'made', controller: true }] },
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ]);
    remove(world);
    expect(world.slices('made')).toEqual([]);
  });

  it('write an empty EndpointSlice when no Pod matches and take it away with the Service', () => {
    const world = clusterUnderTest();
    world.apply(SERVICE);
    expect(world.slices('made')).toHaveLength(1);
    expect(addressesOf(world.slices('made'))).toEqual([]);
    remove(world);
    expect(world.slices('made')).toEqual([]);
  });

  it('write Endpoints of its Pods and take them away with the Service', () => {
    const world = clusterUnderTest();
    world.apply(SERVICE, ...PODS);
    const [subset, ...more] = endpoints(world)?.subsets ?? [];
    expect(more).toEqual([]);
    expect(subset?.addresses?.map(({ ip }) => ip).sort()).toEqual(podAddresses(world));
    expect(subset?.ports).toMatchObject([{ name: 'http', port: 8080 }]);
    remove(world);
    expect(endpoints(world)).toBeUndefined();
  });

  it('write empty Endpoints when no Pod matches and take them away with the Service', () => {
    const world = clusterUnderTest();
    world.apply(SERVICE);
    expect(endpoints(world)?.subsets ?? []).toEqual([]);
    expect(endpoints(world)?.metadata.name).toBe('made');
    remove(world);
    expect(endpoints(world)).toBeUndefined();
  });
});

describe('a Service without a selector', () => {
  const service = `
apiVersion: v1
kind: Service
metadata: {name: manual}
spec: {ports: [{name: p8090, port: 8090}, {name: p9090, port: 9090}]}
`;
  const slice = (name: string, address: string, port: { readonly name: string; readonly port: number }) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, labels: {kubernetes.io/service-name: manual}}
addressType: IPv4
endpoints: [{addresses: [${address}], conditions: {ready: true}}]
ports: [{name: ${port.name}, port: ${port.port}, protocol: TCP}]
`;
  const hello = ({ exec, service: found }: ClusterUnderTest, port: number) =>
    exec('client', ['curl', '-sS', '-m', '3', `http://${found('manual').spec.clusterIP}:${port}/hostname`]).stdout;

  it('serves two ports of one address from two EndpointSlices', () => {
    const world = clusterUnderTest();
    const pod = netexec('two').replace(
      '  containers:',
      `  containers:
  - name: second
    image: registry.k8s.io/e2e-test-images/agnhost:2.53
    args: [netexec, --http-port=8090, --udp-port=-1]`,
    );
    world.apply(client(), pod, service);
    const ip = world.pod('two').status?.podIP ?? '';
    world.apply(
      slice('manual-1', ip, { name: 'p8090', port: 8080 }),
      slice('manual-2', ip, { name: 'p9090', port: 8090 }),
    );
    expect([hello(world, 8090), hello(world, 9090)]).toEqual(['two', 'two']);
    expect(world.request({ method: 'GET', path: `${ENDPOINTS}/manual` }).status).toBe(404);
  });

  it('serves two addresses with ports of their own from two EndpointSlices', () => {
    const world = clusterUnderTest();
    world.apply(client(), netexec('left', { port: 8080 }), netexec('right', { port: 9090, udp: 9091 }), service);
    const ip = (name: string) => world.pod(name).status?.podIP ?? '';
    world.apply(
      slice('manual-1', ip('left'), { name: 'p8090', port: 8080 }),
      slice('manual-2', ip('right'), { name: 'p9090', port: 9090 }),
    );
    expect([hello(world, 8090), hello(world, 9090)]).toEqual(['left', 'right']);
  });
});
