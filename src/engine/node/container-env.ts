import type { ConfigMap, Secret } from '../../kube/shapes/core.js';
import type { Container, EnvVar, Pod } from '../../kube/shapes/pod.js';
import type { Service } from '../../kube/shapes/service.js';
import type { ClusterReader } from '../control/cluster-api.js';
import { decodeBase64 } from './base64.js';
import { podField, resourceField } from './downward.js';
import { expandVariables } from './expand.js';
import { linkedEnv } from './service-env.js';

/** Where a container's variables come from. */
export interface EnvSources {
  readonly api: Pick<ClusterReader, 'get' | 'list'>;
  readonly pod: Pod;
  readonly container: Container;
  readonly podIPs: readonly string[];
  readonly hostIPs: readonly string[];
}

/** A ConfigMap, Secret or key is missing: the container waits with reason CreateContainerConfigError. */
export class ConfigError extends Error {}

/** The variables that the Pod's spec and the cluster give a container, in order (pkg/kubelet makeEnvironmentVariables). */
export function containerEnv(sources: EnvSources): Map<string, string> {
  const { api, pod, container } = sources;
  const namespace = pod.metadata.namespace ?? 'default';
  const own = pod.spec.enableServiceLinks === false ? NO_SERVICES : api.list<Service>('services', namespace);
  const master = api.get<Service>('services', { namespace: 'default', name: 'kubernetes' });
  const services = new Map(linkedEnv(own, master));
  const result = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    for (const [name, value] of fromSource(api, namespace, source)) result.set(name, value);
  }
  const given = new Map<string, string>();
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom
      ? valueFrom(sources, namespace, variable)
      : expandVariables(variable.value ?? '', (name) => given.get(name) ?? result.get(name) ?? services.get(name));
    if (value === undefined) continue;
    given.set(variable.name, value);
    services.delete(variable.name);
    result.set(variable.name, value);
  }
  for (const [name, value] of services) if (!result.has(name)) result.set(name, value);
  return result;
}

type Api = EnvSources['api'];

const NO_SERVICES: readonly Service[] = [];

function fromSource(
  api: Api,
  namespace: string,
  source: NonNullable<Container['envFrom']>[number],
): [string, string][] {
  const { prefix = '', configMapRef, secretRef } = source;
  const reference = configMapRef ?? secretRef;
  if (reference === undefined) return [];
  const name = reference.name ?? '';
  const data = configMapRef ? configMapData(api, namespace, name) : secretData(api, namespace, name);
  if (data === undefined) {
    if (reference.optional) return [];
    throw new ConfigError(`${configMapRef ? 'configmap' : 'secret'} "${name}" not found`);
  }
  return Object.keys(data)
    .sort()
    .map((key) => [prefix + key, data[key] ?? '']);
}

function valueFrom(sources: EnvSources, namespace: string, { valueFrom: from = {} }: EnvVar): string | undefined {
  const { api, pod, container } = sources;
  if (from.fieldRef) return podField(pod, from.fieldRef.fieldPath, sources);
  if (from.resourceFieldRef) return resourceField(pod, from.resourceFieldRef, container);
  const reference = from.configMapKeyRef ?? from.secretKeyRef;
  if (reference === undefined) return '';
  const kind = from.configMapKeyRef ? 'ConfigMap' : 'Secret';
  const name = reference.name ?? '';
  const data = from.configMapKeyRef ? configMapData(api, namespace, name) : secretData(api, namespace, name);
  const value = data?.[reference.key];
  if (value !== undefined) return value;
  if (reference.optional) return undefined;
  if (data === undefined) throw new ConfigError(`${kind.toLowerCase()} "${name}" not found`);
  throw new ConfigError(`couldn't find key ${reference.key} in ${kind} ${namespace}/${name}`);
}

export function configMapData(api: Api, namespace: string, name: string): Record<string, string> | undefined {
  const map = api.get<ConfigMap>('configmaps', { namespace, name });
  if (map === undefined) return undefined;
  if (map.binaryData === undefined) return map.data ?? {};
  const binary = Object.entries(map.binaryData).map(([key, text]) => [key, decodeBase64(text)]);
  return { ...map.data, ...Object.fromEntries(binary) };
}

export function secretData(api: Api, namespace: string, name: string): Record<string, string> | undefined {
  const secret = api.get<Secret>('secrets', { namespace, name });
  if (secret === undefined) return undefined;
  return Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, text]) => [key, decodeBase64(text)]));
}
