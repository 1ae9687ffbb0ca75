import { describe, expect, it } from 'vitest';
import type { WatchEvent } from '../../src/kube/api.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { type ClusterUnderTest, clusterUnderTest } from './cluster-under-test.js';

const MERGE = 'application/merge-patch+json';

interface Discovered {
  readonly groups?: readonly { readonly name: string; readonly versions: readonly { readonly version: string }[] }[];
  readonly resources?: readonly { readonly name: string; readonly verbs: readonly string[] }[];
}

/** Is the resource in all three documents of discovery? */
function expectDiscovered({ request }: ClusterUnderTest, group: string, resource: string, verbs = ALL_VERBS) {
  const { groups = [] } = request({ method: 'GET', path: '/apis' }).body as Discovered;
  expect(groups.find(({ name }) => name === group)?.versions.map(({ version }) => version)).toContain('v1');
  const { versions } = request({ method: 'GET', path: `/apis/${group}` }).body as { versions: { version: string }[] };
  expect(versions.map(({ version }) => version)).toContain('v1');
  const { resources = [] } = request({ method: 'GET', path: `/apis/${group}/v1` }).body as Discovered;
  expect(resources.find(({ name }) => name === resource)?.verbs).toEqual(expect.arrayContaining([...verbs]));
}

const ALL_VERBS = ['create', 'get', 'list', 'watch', 'update', 'patch', 'delete', 'deletecollection'];

interface Operations {
  /** Path of the collection. */
  readonly path: string;
  /** Paths that list it, too. */
  readonly wider: readonly string[];
  readonly make: (name: string) => object;
  /** A merge patch for the subresource status, where there is one. */
  readonly status?: object;
}

const LABELS = { special: 'label' };

/** Create, get, list, watch, patch, update, status, delete and delete collection, each with what it must show. */
function expectOperations(world: ClusterUnderTest, { path, wider, make, status }: Operations) {
  const { ask, items, request } = world;
  const named = (name: string) => ({ ...make(name), metadata: { name, labels: LABELS } });
  const selected = { labelSelector: 'special=label' };
  const names = (where = path) => items(where, selected).map(({ metadata }) => metadata.name);
  const seen: WatchEvent<KubeObject>[] = [];
  const watch = world.cluster.watch(
    { method: 'GET', path, query: { ...selected, watch: 'true' } },
    { chunk: (event) => void seen.push(event as WatchEvent<KubeObject>), end: () => undefined },
  );
  const bodies = ['one', 'two', 'three'].map(named);
  for (const body of bodies) ask('POST', path, body);
  expect(ask('GET', `${path}/one`).metadata.labels).toEqual(LABELS);
  for (const where of [path, ...wider]) expect(names(where)).toEqual(['one', 'three', 'two']);
  const patched = ask('PATCH', `${path}/one`, { metadata: { annotations: { patched: 'true' } } }, MERGE);
  expect(patched.metadata.annotations).toEqual({ patched: 'true' });
  const updated = ask('PUT', `${path}/one`, {
    ...patched,
    metadata: { ...patched.metadata, annotations: { ...patched.metadata.annotations, updated: 'true' } },
  });
  expect(updated.metadata.annotations).toEqual({ patched: 'true', updated: 'true' });
  if (status !== undefined) {
    const whole = ask(
      'PATCH',
      `${path}/one/status`,
      { ...status, metadata: { annotations: { stated: 'yes' } } },
      MERGE,
    );
    expect(whole).toMatchObject(status);
    expect(whole.metadata.annotations).toMatchObject({ stated: 'yes' });
    expect(ask('PUT', `${path}/one/status`, whole)).toMatchObject(status);
    expect(ask('GET', `${path}/one/status`)).toMatchObject(status);
  }
  world.wait(1);
  expect(seen.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(
    expect.arrayContaining(['ADDED one', 'ADDED two', 'ADDED three', 'MODIFIED one']),
  );
  expect(request({ method: 'DELETE', path: `${path}/one` }).status).toBe(200);
  world.wait(1);
  expect(names()).toEqual(['three', 'two']);
  expect(seen.at(-1)).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'one' } } });
  request({ method: 'DELETE', path, query: selected });
  world.wait(1);
  expect(names()).toEqual([]);
  watch.close();
}

describe('the API of networking.k8s.io and discovery.k8s.io', () => {
  it('serves every operation on EndpointSlices', () => {
    const world = clusterUnderTest();
    expectDiscovered(world, 'discovery.k8s.io', 'endpointslices');
    expectOperations(world, {
      path: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
      wider: ['/apis/discovery.k8s.io/v1/endpointslices'],
      make: () => ({
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.244.9.9'] }],
      }),
    });
  });

  it('serves every operation on Ingresses', () => {
    const world = clusterUnderTest();
    expectDiscovered(world, 'networking.k8s.io', 'ingresses');
    expectOperations(world, {
      path: '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
      wider: ['/apis/networking.k8s.io/v1/ingresses'],
      make: () => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        spec: { defaultBackend: { service: { name: 'default-backend', port: { number: 80 } } } },
      }),
      status: { status: { loadBalancer: { ingress: [{ ip: '169.1.1.1' }] } } },
    });
  });

  it('serves every operation on IngressClasses', () => {
    const world = clusterUnderTest();
    expectDiscovered(world, 'networking.k8s.io', 'ingressclasses');
    expectOperations(world, {
      path: '/apis/networking.k8s.io/v1/ingressclasses',
      wider: [],
      make: () => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        spec: { controller: 'example.com/controller' },
      }),
    });
  });

  it('serves every operation on ServiceCIDRs', () => {
    const world = clusterUnderTest();
    expectDiscovered(world, 'networking.k8s.io', 'servicecidrs');
    expectOperations(world, {
      path: '/apis/networking.k8s.io/v1/servicecidrs',
      wider: [],
      make: (name) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'ServiceCIDR',
        spec: { cidrs: [`10.20${name.length}.${name.charCodeAt(0)}.0/24`] },
      }),
    });
  });

  it('serves every operation on IPAddresses', () => {
    const world = clusterUnderTest();
    expectDiscovered(world, 'networking.k8s.io', 'ipaddresses');
    const path = '/apis/networking.k8s.io/v1/ipaddresses';
    const body = (name: string) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: { name, labels: { special: 'label' } },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: `for-${name}` } },
    });
    const selected = { labelSelector: 'special=label' };
    const names = () => world.items(path, selected).map(({ metadata }) => metadata.name);
    for (const name of ['192.168.1.1', '192.168.1.2']) world.ask('POST', path, body(name));
    expect(names()).toEqual(['192.168.1.1', '192.168.1.2']);
    const patched = world.ask('PATCH', `${path}/192.168.1.1`, { metadata: { annotations: { a: 'b' } } }, MERGE);
    expect(patched.metadata.annotations).toEqual({ a: 'b' });
    const updated = world.ask('PUT', `${path}/192.168.1.1`, {
      ...patched,
      metadata: { ...patched.metadata, annotations: { a: 'c' } },
    });
    expect(updated.metadata.annotations).toEqual({ a: 'c' });
    world.ask('DELETE', `${path}/192.168.1.1`);
    expect(names()).toEqual(['192.168.1.2']);
    world.request({ method: 'DELETE', path, query: selected });
    expect(names()).toEqual([]);
  });
});

describe('the Service of the API server', () => {
  it('is there from the start and secure', () => {
    const { service } = clusterUnderTest();
    expect(service('kubernetes').spec.ports).toMatchObject([{ name: 'https', port: 443, protocol: 'TCP' }]);
  });

  it('has Endpoints and an EndpointSlice that name the API server', () => {
    const { ask, slices, service, exec, apply } = clusterUnderTest();
    const endpoints = ask('GET', '/api/v1/namespaces/default/endpoints/kubernetes') as KubeObject & {
      readonly subsets: readonly { readonly addresses: readonly { readonly ip: string }[] }[];
    };
    const addresses = endpoints.subsets.flatMap(({ addresses: found }) => found.map(({ ip }) => ip));
    expect(addresses).toHaveLength(1);
    expect(slices('kubernetes')).toMatchObject([
      { addressType: 'IPv4', endpoints: [{ addresses }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
    ]);
    apply(
      '{apiVersion: v1, kind: Pod, metadata: {name: client}, spec: {containers: [{name: main, image: busybox, command: [sleep, "9999"]}]}}',
    );
    const { clusterIP } = service('kubernetes').spec;
    expect(exec('client', 'echo $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT').stdout).toBe(`${clusterIP}:443\n`);
  });
});

describe('Endpoints', () => {
  const path = '/api/v1/namespaces/default/endpoints';
  const body = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'own', labels: { kept: 'yes' } },
    subsets: [{ addresses: [{ ip: '10.0.0.24' }], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }],
  };

  it('are created, relabelled, patched, listed in all namespaces and deleted as a collection', () => {
    const { ask, items, request } = clusterUnderTest();
    const created = ask('POST', path, body);
    expect(created).toMatchObject(body);
    ask('PUT', `${path}/own`, { ...created, metadata: { ...created.metadata, labels: { kept: 'yes', new: 'label' } } });
    const wider = () => items('/api/v1/endpoints', { labelSelector: 'kept=yes' });
    expect(wider().map(({ metadata }) => metadata.labels)).toEqual([{ kept: 'yes', new: 'label' }]);
    const subsets = [{ addresses: [{ ip: '10.0.0.25' }], ports: [{ name: 'http-test', port: 8080, protocol: 'TCP' }] }];
    expect(ask('PATCH', `${path}/own`, { subsets }, MERGE)).toMatchObject({ subsets });
    request({ method: 'DELETE', path, query: { labelSelector: 'kept=yes' } });
    expect(wider()).toEqual([]);
  });

  it('made by hand are mirrored into EndpointSlices, changed and deleted with them', () => {
    const { ask, apply, slices, cluster } = clusterUnderTest();
    apply('{apiVersion: v1, kind: Service, metadata: {name: own}, spec: {ports: [{port: 80, name: http}]}}');
    ask('POST', path, body);
    cluster.settle();
    const mirrored = () =>
      slices('own').map(({ metadata, endpoints, ports }) => ({
        by: metadata.labels?.['endpointslice.kubernetes.io/managed-by'],
        addresses: (endpoints ?? []).flatMap(({ addresses }) => addresses),
        ports: (ports ?? []).map(({ port }) => port),
      }));
    const by = 'endpointslicemirroring-controller.k8s.io';
    expect(mirrored()).toEqual([{ by, addresses: ['10.0.0.24'], ports: [80] }]);
    const subsets = [{ addresses: [{ ip: '10.0.0.25' }], ports: [{ name: 'http', port: 81, protocol: 'TCP' }] }];
    ask('PATCH', `${path}/own`, { subsets }, MERGE);
    cluster.settle();
    expect(mirrored()).toEqual([{ by, addresses: ['10.0.0.25'], ports: [81] }]);
    ask('DELETE', `${path}/own`);
    cluster.settle();
    expect(mirrored()).toEqual([]);
  });
});
