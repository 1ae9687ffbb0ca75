import { describe, expect, it } from 'vitest';
import { createPathFinder } from '../../../src/engine/net/path.js';
import { createPlaces } from '../../../src/engine/net/places.js';
import { createKubeProxy } from '../../../src/engine/net/proxy/kube-proxy.js';
import { portRules } from '../../../src/engine/net/proxy/port-rules.js';
import { createRuleTable, defaultProxyOptions, type RuleTable } from '../../../src/engine/net/proxy/rule-table.js';
import type { EndpointSlice, Service } from '../../../src/kube/shapes/service.js';
import { createSim } from '../../../src/sim/index.js';
import { createFakeCluster } from './fake-cluster.js';

const NODE = 'worker';

function service(at: number): Service {
  const clusterIP = `10.96.${at >> 8}.${at & 255}`;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'default', name: `s${at}` },
    spec: { type: 'ClusterIP', clusterIP, clusterIPs: [clusterIP], ports: [{ port: 80, protocol: 'TCP' }] },
  } as Service;
}

function slice(at: number, ips: readonly string[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'default', name: `s${at}-1`, labels: { 'kubernetes.io/service-name': `s${at}` } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: ips.map((ip) => ({ addresses: [ip], nodeName: NODE, conditions: { ready: true } })),
  };
}

/** A table that counts what is asked of it. */
function counted(table: RuleTable) {
  const calls: string[] = [];
  const proxy = new Proxy(table, {
    get(target, name) {
      const value = target[name as keyof RuleTable];
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => {
        calls.push(
          [String(name), ...args.filter((arg) => typeof arg !== 'object' && typeof arg !== 'number')].join(' '),
        );
        return (value as (...all: readonly unknown[]) => unknown)(...args);
      };
    },
  });
  return { table: proxy, calls };
}

describe('what the rules of a node cost', () => {
  it.each([10, 10_000])('is one question for a packet, beside %i Services', (count) => {
    const rules = createRuleTable(defaultProxyOptions);
    for (let at = 0; at < count; at += 1) {
      const place = { node: NODE, zone: '', address: '172.18.0.3', family: 'IPv4' } as const;
      rules.write(`default/s${at}`, portRules(service(at), [slice(at, ['10.244.1.6', '10.244.1.7'])], place), 0);
    }
    const { table, calls } = counted(rules);
    const places = createPlaces();
    places.add(`node/${NODE}`, { kind: 'node', node: NODE, ips: ['172.18.0.3'] });
    const pod = { kind: 'pod', namespace: 'default', node: NODE, hostNetwork: false } as const;
    places.add('pod/a', { ...pod, name: 'a', uid: 'a', ips: ['10.244.1.5'] });
    const ranges = { pods: '10.244.0.0/16', services: '10.96.0.0/12', nodes: '172.18.0.0/16' };
    const sim = createSim({ seed: 1, epoch: 0 });
    const paths = createPathFinder({ places, table: () => table, random: sim.random, now: sim.now, ranges });
    const path = paths.find({ place: 'pod/a', ip: '10.96.0.7', port: 80, protocol: 'tcp' });
    expect(path.judged[0]?.backend?.port).toBe(8080);
    expect(calls).toEqual(['lookup tcp 10.96.0.7']);
  });

  it('is one write for a changed slice: that of its own Service, in order and once', () => {
    const sim = createSim({ seed: 1, epoch: 0 });
    const cluster = createFakeCluster(sim);
    const { table, calls } = counted(createRuleTable(defaultProxyOptions));
    cluster.control.add(
      createKubeProxy({ sim, reader: cluster.reader, node: NODE, tables: [table], healthPortsChanged: () => {} }),
    );
    for (let at = 0; at < 40; at += 1) {
      cluster.put('services', service(at));
      cluster.put('endpointslices.discovery.k8s.io', slice(at, ['10.244.1.6']));
    }
    sim.run({});
    calls.length = 0;
    cluster.put('endpointslices.discovery.k8s.io', slice(7, ['10.244.1.6', '10.244.1.9']));
    sim.run({});
    expect(calls.filter((call) => call.startsWith('write'))).toEqual(['write default/s7']);
    expect(calls.filter((call) => !call.startsWith('write'))).toEqual([]);
  });
});
