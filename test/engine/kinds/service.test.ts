import { expect, test } from 'vitest';
import { createAllocators } from '../../../src/engine/kinds/index.js';
import { serviceKind } from '../../../src/engine/kinds/service.js';
import { ApiError } from '../../../src/kube/api-error.js';
import type { Service, ServiceSpec } from '../../../src/kube/shapes/service.js';
import { createSim } from '../../../src/sim/index.js';

function world() {
  const sim = createSim({ seed: 7, epoch: 0 });
  return { sim, allocators: createAllocators(sim, { serviceCIDR: '10.96.0.0/12' }) };
}

function write(spec: ServiceSpec, old: Service | undefined, { allocators }: ReturnType<typeof world>): Service {
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec };
  const defaulted = serviceKind.defaults(object);
  const allocated = serviceKind.allocate?.(defaulted, old, allocators) ?? defaulted;
  const prepare = old ? serviceKind.prepareUpdate?.(allocated, old) : serviceKind.prepareCreate?.(allocated);
  return (prepare ?? allocated) as Service;
}

test('a node port service gets an address and a port, and gives both back as it becomes an external name', () => {
  const cluster = world();
  const made = write({ type: 'NodePort', ports: [{ port: 80 }] }, undefined, cluster);
  const ip = made.spec.clusterIP ?? '';
  const port = made.spec.ports?.[0]?.nodePort ?? 0;
  expect(made.spec).toMatchObject({
    clusterIPs: [ip],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    sessionAffinity: 'None',
    externalTrafficPolicy: 'Cluster',
    internalTrafficPolicy: 'Cluster',
    ports: [{ port: 80, targetPort: 80, protocol: 'TCP', nodePort: port }],
  });
  const changed = write({ ...made.spec, type: 'ExternalName', externalName: 'db.example.com' }, made, cluster);
  expect(changed.spec).toEqual({
    type: 'ExternalName',
    externalName: 'db.example.com',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
  });
  expect(cluster.allocators.serviceIPs[0]?.take(ip)).toBe('ok');
  expect(cluster.allocators.nodePorts.take(port)).toBe('ok');
});

test('TCP and UDP of one port share a node port', () => {
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' as const },
    { name: 'dns-tcp', port: 53 },
  ];
  const made = write({ type: 'NodePort', ports }, undefined, world());
  expect(new Set(made.spec.ports?.map(({ nodePort }) => nodePort)).size).toBe(1);
});

test('an address that is taken or outside is refused in upstream’s words', () => {
  const cluster = world();
  write({ clusterIP: '10.96.0.1', ports: [{ port: 80 }] }, undefined, cluster);
  const refusal = (clusterIP: string) => {
    try {
      return write({ clusterIP, ports: [{ port: 80 }] }, undefined, cluster);
    } catch (error) {
      return error instanceof ApiError ? error.message : error;
    }
  };
  expect(refusal('10.96.0.1')).toBe(
    'Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated',
  );
  expect(refusal('1.2.3.4')).toBe(
    'Service "web" is invalid: spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided network does not match the current range',
  );
});

test('what a failed or dry run took is free again', () => {
  const cluster = world();
  const { allocators } = cluster;
  const spec = { clusterIP: '10.96.0.9', ports: [{ port: 80 }] };
  allocators.transaction(() => write(spec, undefined, cluster), { dryRun: true });
  expect(() =>
    allocators.transaction(() => {
      write(spec, undefined, cluster);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(allocators.serviceIPs[0]?.take('10.96.0.9')).toBe('ok');
});

test('allocators go through a snapshot: the restored world goes on alike', () => {
  const first = world();
  const draw = ({ allocators }: typeof first) =>
    [1, 2, 3].map(() => [allocators.serviceIPs[0]?.next(), allocators.nodePorts.next()]);
  draw(first);
  const snapshot = JSON.parse(JSON.stringify(first.sim.snapshot()));
  const onward = draw(first);
  const second = world();
  second.sim.restore(snapshot);
  expect(draw(second)).toEqual(onward);
  expect(JSON.stringify(second.sim.snapshot())).toBe(JSON.stringify(first.sim.snapshot()));
});
