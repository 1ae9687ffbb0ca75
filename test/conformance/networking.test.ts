import { describe, expect, it } from 'vitest';
import { type ClusterUnderTest, client, clusterUnderTest, netexec } from './cluster-under-test.js';

const NODES = ['svc-learn-control-plane', 'svc-learn-worker', 'svc-learn-worker2'];
const SERVERS = NODES.map((node, at) => netexec(`server-${at}`, { node }));
/** Runs in the network of its node. */
const HOST_CLIENT = client('client', 'hostNetwork: true\n  nodeName: svc-learn-worker');

function namesBy(world: ClusterUnderTest, command: (ip: string) => string): readonly string[] {
  return NODES.map((_, at) => {
    const ip = world.pod(`server-${at}`).status?.podIP ?? '';
    return world.exec('client', command(ip)).stdout;
  });
}

const byHttp = (ip: string) => `curl -g -q -s --max-time 15 --connect-timeout 1 http://${ip}:8080/hostName`;
const byUdp = (ip: string) => `echo hostName | nc -w 1 -u ${ip} 8081`;
const ALL = ['server-0', 'server-1', 'server-2'];

describe('a Pod', () => {
  it('reaches Pods of every node by HTTP from a Pod', () => {
    const world = clusterUnderTest();
    world.apply(client(), ...SERVERS);
    expect(namesBy(world, byHttp)).toEqual(ALL);
  });

  it('reaches Pods of every node by UDP from a Pod', () => {
    const world = clusterUnderTest();
    world.apply(client(), ...SERVERS);
    expect(namesBy(world, byUdp)).toEqual(ALL);
  });

  it('is reached by HTTP from a node', () => {
    const world = clusterUnderTest();
    world.apply(HOST_CLIENT, ...SERVERS);
    expect(world.pod('client').status?.podIP).toBe(world.pod('client').status?.hostIP);
    expect(namesBy(world, byHttp)).toEqual(ALL);
  });

  it('is reached by UDP from a node', () => {
    const world = clusterUnderTest();
    world.apply(HOST_CLIENT, ...SERVERS);
    expect(namesBy(world, byUdp)).toEqual(ALL);
  });

  it('shares a host port with another Pod of the node when address or protocol differ', () => {
    const world = clusterUnderTest();
    const node = NODES[1] ?? '';
    const nodeIp = nodeAddress(world, node);
    const onPort = (name: string, ports: string) =>
      netexec(name, { udp: 8080, extra: `nodeSelector: {kubernetes.io/hostname: ${node}}` }).replace(
        /ports: .*/,
        `ports: [${ports}]`,
      );
    const taken = 'containerPort: 8080, hostPort: 54323';
    world.apply(
      HOST_CLIENT,
      onPort('port-1', `{name: http, ${taken}, hostIP: 127.0.0.1, protocol: TCP}`),
      onPort('port-2', `{name: http, ${taken}, hostIP: ${nodeIp}, protocol: TCP}`),
      onPort('port-3', `{name: http, containerPort: 8080}, {${taken}, hostIP: ${nodeIp}, protocol: UDP}`),
    );
    for (const name of ['port-1', 'port-2', 'port-3']) {
      expect(world.pod(name)).toMatchObject({ spec: { nodeName: node }, status: { phase: 'Running' } });
    }
    const said = (command: string) => world.exec('client', command).stdout;
    expect(said('curl -s -m 5 http://127.0.0.1:54323/hostname')).toBe('port-1');
    expect(said(`curl -s -m 5 http://${nodeIp}:54323/hostname`)).toBe('port-2');
    expect(said(`echo hostName | nc -w 2 -u ${nodeIp} 54323`)).toBe('port-3');
  });
});

function nodeAddress({ items }: ClusterUnderTest, name: string): string {
  const nodes = items('/api/v1/nodes') as unknown as {
    metadata: { name: string };
    status: { addresses: { type: string; address: string }[] };
  }[];
  const found = nodes.find(({ metadata }) => metadata.name === name)?.status.addresses;
  return found?.find(({ type }) => type === 'InternalIP')?.address ?? '';
}
