import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RestClient } from '../../src/client/rest-client.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { describeObject } from '../../src/kubectl/describe/describe-object.js';

const FILE = new URL('../../../shared/groundtruth/describe-1.36.json', import.meta.url);

interface Truth {
  readonly service: readonly {
    name: string;
    service: KubeObject;
    endpointSlices: readonly KubeObject[];
    expected: string;
  }[];
}

describe.skipIf(!existsSync(FILE))('descriptions of v1.36 (skipped without ../shared)', () => {
  const truth = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Truth) : { service: [] };

  it.each(truth.service.map((one) => [one.name, one] as const))(
    'a Service: %s',
    async (_, { service, endpointSlices, expected }) => {
      const client = new RestClient({
        request: async ({ path }) => ({
          status: 200,
          headers: {},
          body: { items: path.endsWith('endpointslices') ? endpointSlices : [] },
        }),
        stream: () => Promise.reject(new Error('no streams here')),
        connect: () => Promise.reject(new Error('no channels here')),
      });
      const text = await describeObject(
        { client, now: 0, showEvents: true },
        { resource: { group: '', kind: 'Service' }, object: { ...service, apiVersion: 'v1', kind: 'Service' } },
      );
      expect(text).toBe(expected);
    },
  );
});
