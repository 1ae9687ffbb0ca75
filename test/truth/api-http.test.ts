import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createApiServer } from '../../src/engine/api/create-api-server.js';
import { createAllocators, kinds } from '../../src/engine/kinds/index.js';
import { createStore } from '../../src/engine/store/store.js';
import { createSim } from '../../src/sim/index.js';

const FILE = new URL('../../../shared/parity/http.jsonl', import.meta.url);

interface Recorded {
  readonly id: string;
  readonly method: 'GET';
  readonly path: string;
  readonly request_headers: Readonly<Record<string, string>>;
  readonly request_body: string | null;
  readonly status: number;
  readonly response_headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What needs other kinds, controllers, a real kubelet, authentication, streams or the text of upstream's descriptions. */
const ELSEWHERE = [
  /^(get \/$|get \/apis\/(discovery|networking)|get \/\.well|discovery|openapi|watch)/,
  /^(table|partial-metadata|list-|stored-)/,
  /^(get2|put-ok|patch-json$|patch-status|403-anon|401|svc-proxy|pod-log|delete-|ns-terminating|create-in-terminating)/,
];

/** Services that were there before the recording began, as far as the answers show them. */
const BEFORE = [
  {
    metadata: { name: 'web-np' },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30580 }] },
  },
  {
    metadata: { name: 'api', labels: { app: 'api' } },
    spec: {
      selector: { app: 'api' },
      ports: [
        { name: 'http', port: 8080, targetPort: 'http' },
        { name: 'metrics', port: 9090, targetPort: 'metrics' },
      ],
    },
  },
];

const records = existsSync(FILE)
  ? readFileSync(FILE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Recorded)
      .filter(({ id }) => id !== 'ns-delete-old')
  : [];

describe.skipIf(records.length === 0)(
  'the API server against ../shared/parity/http.jsonl (skipped where that is absent)',
  () => {
    const send = server();
    for (const record of records) {
      const answer = send(record);
      if (ELSEWHERE.some((pattern) => pattern.test(record.id))) continue;
      it(`answers ${record.id} as recorded`, () => {
        expect({ status: answer.status, body: normal(answer.body) }).toEqual({
          status: record.status,
          body: normal(parsed(record.body)),
        });
      });
    }
  },
);

function server() {
  const sim = createSim({ seed: 1, epoch: Date.UTC(2026, 10, 22, 21, 12, 48) });
  const allocators = createAllocators(sim, { serviceCIDR: '10.96.0.0/12' });
  allocators.serviceIPs[0]?.take('10.96.0.1');
  const api = createApiServer({ sim, store: createStore(sim), kinds, allocators });
  const admin = api.as('kubernetes-admin');
  admin.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'rawlab' } });
  admin.create('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'rawlab' },
  });
  for (const { metadata, spec } of BEFORE) {
    const body = { apiVersion: 'v1', kind: 'Service', metadata, spec };
    api.handle({
      method: 'POST',
      path: '/api/v1/namespaces/rawlab/services',
      headers: { 'user-agent': 'lab-raw' },
      body,
    });
  }
  return ({ method, path: url, request_headers, request_body }: Recorded) => {
    const { pathname, searchParams } = new URL(url, 'http://cluster');
    const query: Record<string, string[]> = {};
    for (const [name, value] of searchParams) query[name] = [...(query[name] ?? []), value];
    const headers = Object.fromEntries(
      Object.entries(request_headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const path = decodeURIComponent(pathname);
    return api.handle({
      method,
      path,
      query,
      headers,
      body: request_body?.replace(/"(uid|resourceVersion)": "[^"]*",? ?/g, ''),
    });
  };
}

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return body;
  }
}

/** Without what no two clusters have in common. */
function normal(body: unknown): unknown {
  const text = JSON.stringify(body) ?? 'null';
  return JSON.parse(
    text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
      .replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"N"')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
      .replace(/10\.(9[6-9]|1[01]\d)\.\d+\.\d+/g, 'CLUSTER-IP')
      .replace(/"nodePort":3\d{4}/g, '"nodePort":"PORT"')
      .replace(/(kube-api-access|gen)-[a-z0-9]{5}/g, '$1-SUFFIX'),
  );
}
