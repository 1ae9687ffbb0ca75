import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../src/kube/api.js';
import { type ClusterUnderTest, clusterUnderTest, netexec } from './cluster-under-test.js';

const BASE = '/api/v1/namespaces/default';
const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: proxied}
spec: {selector: {app: proxied}, ports: [{name: portname1, port: 80, targetPort: 8080}, {name: portname2, port: 81, targetPort: http}]}
`;

function proxiedWorld(): ClusterUnderTest {
  const world = clusterUnderTest();
  world.apply(netexec('proxied', { labels: '{app: proxied}' }), SERVICE);
  return world;
}

const VERBS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

function expectEveryVerb({ request }: ClusterUnderTest, path: string) {
  for (const method of VERBS) {
    const { status, body } = request({ method, path, query: { msg: `by ${method}` } });
    expect([method, status, body]).toEqual([method, 200, `by ${method}`]);
  }
}

describe('the proxy of the API server', () => {
  it('carries requests to a Service by port number or name, and to a Pod', () => {
    const { request } = proxiedWorld();
    const get = (path: string): ApiRequest => ({ method: 'GET', path: `${BASE}/${path}` });
    for (const path of [
      'services/proxied:80/proxy/hostname',
      'services/proxied:portname1/proxy/hostname',
      'services/proxied:portname2/proxy/hostname',
      'services/http:proxied:portname1/proxy/hostname',
      'pods/proxied:8080/proxy/hostname',
      'pods/http:proxied:8080/proxy/hostname',
    ]) {
      expect([path, request(get(path)).body]).toEqual([path, 'proxied']);
    }
  });

  it('answers every HTTP method with a path behind it', () => {
    const world = proxiedWorld();
    expectEveryVerb(world, `${BASE}/pods/proxied:8080/proxy/echo`);
    expectEveryVerb(world, `${BASE}/services/proxied:portname1/proxy/echo`);
  });

  it('answers every HTTP method without a path, too, and sends GET to the path with a slash', () => {
    const { request } = proxiedWorld();
    for (const where of ['pods/proxied:8080', 'services/proxied:portname1']) {
      const path = `${BASE}/${where}/proxy`;
      for (const method of VERBS.filter((verb) => verb !== 'GET')) {
        const { status, body } = request({ method, path });
        expect([where, method, status, String(body)]).toEqual([where, method, 200, expect.stringMatching(/^NOW: /)]);
      }
      const { status, headers } = request({ method: 'GET', path, query: { method: 'GET' } });
      expect([status, headers['location']]).toEqual([301, `${path}/?method=GET`]);
      expect(request({ method: 'GET', path: `${path}/` }).status).toBe(200);
    }
  });

  it('says what is missing: the object, the port, the endpoints, the program', () => {
    const world = proxiedWorld();
    world.apply(
      '{apiVersion: v1, kind: Service, metadata: {name: empty}, spec: {selector: {app: nobody}, ports: [{port: 80}]}}',
    );
    const said = (path: string) => {
      const { status, body } = world.request({ method: 'GET', path: `${BASE}/${path}/proxy/` });
      return [status, (body as { readonly message?: string }).message];
    };
    const ip = world.pod('proxied').status?.podIP;
    expect(said('services/nobody')).toEqual([404, 'services "nobody" not found']);
    expect(said('services/proxied:99')).toEqual([503, 'no service port "99" found for service "proxied"']);
    expect(said('services/empty')).toEqual([503, 'no endpoints available for service "empty"']);
    expect(said('pods/proxied:99')).toEqual([
      503,
      `error trying to reach service: dial tcp ${ip}:99: connect: connection refused`,
    ]);
  });
});
