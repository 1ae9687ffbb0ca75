import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/engine/node/base64.js';
import { ConfigError, containerEnv } from '../../src/engine/node/container-env.js';
import { serviceEnv } from '../../src/engine/node/service-env.js';
import type { Container, Pod } from '../../src/kube/shapes/pod.js';
import type { Service } from '../../src/kube/shapes/service.js';

const FILE = new URL('../../../shared/groundtruth/env-vars.json', import.meta.url);

interface Pair {
  readonly name: string;
  readonly value?: string;
}

interface PodCase {
  readonly test: string;
  readonly podNamespace: string;
  readonly enableServiceLinks: boolean;
  readonly podIP: string;
  readonly podIPs: readonly string[] | null;
  readonly services: readonly Service[];
  readonly containerEnv: Container['env'] | null;
  readonly envFrom: Container['envFrom'] | null;
  readonly pod: { readonly name: string; readonly nodeName: string; readonly serviceAccountName: string };
  readonly result: readonly Pair[] | null;
  readonly error: string | null;
}

/**
 * Left out: the kubelet's informers at its start and a nil enableServiceLinks (the API server fills it in), which have no
 * parallel here; invalid keys, because v1.36 takes nearly every name (RelaxedEnvironmentVariableValidation).
 */
const LEFT_OUT = /services_aren't_synced|nil_enableServiceLinks|invalid_keys$/;

describe.skipIf(!existsSync(FILE))('environment variables as upstream tests them (skipped without ../shared)', () => {
  const truth = existsSync(FILE)
    ? (JSON.parse(readFileSync(FILE, 'utf8')) as {
        fromServices: { services: Service[]; env: Pair[] }[];
        podEnv: PodCase[];
      })
    : { fromServices: [], podEnv: [] };

  it.each(truth.fromServices)('gives a container the variables of Services, case %#', ({ services, env }) => {
    expect(serviceEnv(services)).toEqual(env.map(({ name, value = '' }) => [name, value]));
  });

  it.each(truth.podEnv.filter(({ test }) => !LEFT_OUT.test(test)))('$test', (given) => {
    const container = { name: 'c', env: given.containerEnv ?? [], envFrom: given.envFrom ?? [] } as Container;
    const pod = {
      metadata: { name: given.pod.name, namespace: given.podNamespace, uid: 'u', ...podMeta(given) },
      spec: {
        containers: [container],
        nodeName: given.pod.nodeName,
        serviceAccountName: given.pod.serviceAccountName,
        enableServiceLinks: given.enableServiceLinks,
      },
    } as unknown as Pod;
    const objects: Record<string, unknown> = given.test.endsWith('_missing') ? {} : sourcesOf(given);
    const api = {
      list: (_: string, namespace?: string) =>
        given.services.filter(({ metadata }) => metadata.namespace === namespace),
      get: (resource: string, { namespace, name }: { namespace: string; name: string }) =>
        resource === 'services'
          ? given.services.find(
              (s) => s.metadata.namespace === namespace && s.metadata.name === name && s.spec.clusterIP,
            )
          : named(objects[resource], name),
    };
    const podIPs = given.podIPs ?? (given.podIP ? [given.podIP] : []);
    const run = () => containerEnv({ api: api as never, pod, container, podIPs, hostIPs: hostIPsOf(given) });
    if (given.error !== null) return expect(run).toThrow(ConfigError);
    const wanted = (given.result ?? []).map(({ name, value = '' }) => `${name}=${value}`).sort();
    expect([...run()].map(([name, value]) => `${name}=${value}`).sort()).toEqual(wanted);
  });
});

function named(object: unknown, name: string): unknown {
  const found = object as { metadata?: { name?: string } } | null | undefined;
  return found?.metadata?.name === name ? found : undefined;
}

function podMeta(given: PodCase): object {
  const { pod } = given as unknown as { pod: { labels?: object; annotations?: object } };
  return {
    ...(pod.labels ? { labels: pod.labels } : {}),
    ...(pod.annotations ? { annotations: pod.annotations } : {}),
  };
}

function hostIPsOf(given: PodCase): string[] {
  const all = (given.result ?? []).find(({ name }) => name === 'HOST_IPS')?.value ?? '';
  return all === '' ? [] : all.split(',');
}

/** The table does not hold the ConfigMap and Secret of a case; what the prefixed variables show is what was in them. */
function sourcesOf({ result }: PodCase): Record<string, unknown> {
  const pairs = (result ?? [])
    .filter(({ name }) => name.startsWith('p_'))
    .map(({ name, value = '' }) => [name.slice(2), value]);
  const encoded = pairs.map(([name = '', value = '']) => [name, encodeBase64(value)]);
  return {
    configmaps: { metadata: { name: 'test-config-map' }, data: Object.fromEntries(pairs) },
    secrets: { metadata: { name: 'test-secret' }, data: Object.fromEntries(encoded) },
  };
}
