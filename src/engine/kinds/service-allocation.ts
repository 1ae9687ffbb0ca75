import { apiError } from '../../kube/api-error.js';
import { deepEqual } from '../../kube/deep-equal.js';
import { invalid } from '../../kube/field-error.js';
import type { Service, ServicePort, ServiceSpec } from '../../kube/shapes/service.js';
import type { Allocators } from './kind.js';
import { refuse, settleFamilies } from './service-families.js';
import { createNodePorts, releaseNodePorts, updateNodePorts } from './service-node-ports.js';
import {
  isHeadless,
  needsClusterIP,
  needsHealthCheckPort,
  needsNodePort,
  type ServiceDraft,
  withSpec,
} from './service-traits.js';

/** What the service registry's storage does around each write: addresses and ports are taken and given back. */
export function allocateService(
  service: Service | undefined,
  old: Service | undefined,
  allocators: Allocators,
): Service | undefined {
  if (service === undefined) {
    if (old) release(old.spec, allocators);
    return undefined;
  }
  const draft: ServiceDraft = { ...service.spec };
  const name = service.metadata.name ?? '';
  const families = allocators.serviceIPs.map(({ family }) => family);
  if (old) keepAllocated(draft, old.spec);
  pairClusterIPs(draft, old?.spec);
  settleFamilies(draft, old?.spec, { families, name });
  if (old) updateClusterIPs(draft, old.spec, { allocators, name });
  else createClusterIPs(draft, allocators, name);
  if (old) updateNodePorts(draft, old.spec, { ports: allocators.nodePorts, name });
  else createNodePorts(draft, { ports: allocators.nodePorts, name });
  allocateHealthCheckPort(draft, old?.spec, { allocators, name });
  return withSpec(service, draft);
}

function release(spec: ServiceSpec, allocators: Allocators): void {
  releaseClusterIPs(spec, spec.clusterIPs ?? [], allocators);
  releaseNodePorts(spec.ports ?? [], allocators.nodePorts);
  if (spec.healthCheckNodePort) allocators.nodePorts.release(spec.healthCheckNodePort);
}

/** What the server gave and the client left out stays (`patchAllocatedValues`). */
function keepAllocated(draft: ServiceDraft, old: ServiceSpec): void {
  if (needsClusterIP(old) && needsClusterIP(draft)) {
    if (!draft.clusterIP && old.clusterIP) draft.clusterIP = old.clusterIP;
    if (!draft.clusterIPs?.length && draft.clusterIP === old.clusterIP && old.clusterIPs)
      draft.clusterIPs = old.clusterIPs;
  }
  if (needsNodePort(old) && needsNodePort(draft) && draft.ports)
    draft.ports = keepNodePorts(draft.ports, old.ports ?? []);
  if (needsHealthCheckPort(old) && needsHealthCheckPort(draft) && old.healthCheckNodePort) {
    draft.healthCheckNodePort ||= old.healthCheckNodePort;
  }
}

function keepNodePorts(ports: readonly ServicePort[], old: readonly ServicePort[]): readonly ServicePort[] {
  const kept = new Map(old.map((port) => [port.name ?? '', port.nodePort ?? 0]));
  const before = new Set(kept.values());
  const used = new Set(ports.map(({ nodePort }) => nodePort ?? 0).filter((port) => before.has(port)));
  return ports.map((port) => {
    const nodePort = port.nodePort ? 0 : (kept.get(port.name ?? '') ?? 0);
    return nodePort === 0 || used.has(nodePort) ? port : { ...port, nodePort };
  });
}

/** `clusterIP` and `clusterIPs` are two views of one thing; old clients know only the first (`normalizeClusterIPs`). */
function pairClusterIPs(draft: ServiceDraft, old: ServiceSpec | undefined): void {
  if (old === undefined) {
    if (draft.clusterIP && !draft.clusterIPs?.length) draft.clusterIPs = [draft.clusterIP];
    return;
  }
  const ip = draft.clusterIP ?? '';
  const before = old.clusterIP ?? '';
  if (old.clusterIPs?.length && !draft.clusterIPs?.length && ip === before) draft.clusterIPs = old.clusterIPs;
  const untouched = !draft.clusterIPs?.length || deepEqual(draft.clusterIPs, old.clusterIPs);
  if (ip === before || !untouched) return;
  if (ip === '') delete draft.clusterIPs;
  else draft.clusterIPs = [ip];
}

function createClusterIPs(draft: ServiceDraft, allocators: Allocators, name: string): void {
  if (draft.type === 'ExternalName' || isHeadless(draft)) return;
  const families = draft.ipFamilies ?? [];
  const wanted = families.map((_, index) => draft.clusterIPs?.[index] ?? '');
  const shown = [...wanted, ...(draft.clusterIPs ?? []).slice(wanted.length)];
  draft.clusterIPs = wanted.map((ip, index) => takeAddress(ip, families[index], { allocators, name, shown }));
  const [first] = draft.clusterIPs;
  if (first !== undefined) draft.clusterIP = first;
}

function updateClusterIPs(
  draft: ServiceDraft,
  old: ServiceSpec,
  { allocators, name }: { readonly allocators: Allocators; readonly name: string },
): void {
  if (draft.type === 'ExternalName') {
    if (old.type !== 'ExternalName') releaseClusterIPs(old, old.clusterIPs ?? [], allocators);
    return;
  }
  if (old.type === 'ExternalName') {
    createClusterIPs(draft, allocators, name);
    return;
  }
  if (isHeadless(draft) || isHeadless(old)) return;
  const [before, after] = [old.ipFamilies?.length ?? 0, draft.ipFamilies?.length ?? 0];
  if (before === 1 && after === 2) {
    const shown = [draft.clusterIPs?.[0] ?? '', draft.clusterIPs?.[1] ?? ''];
    const second = takeAddress(shown[1] ?? '', draft.ipFamilies?.[1], { allocators, name, shown });
    draft.clusterIPs = [shown[0] ?? '', second];
  }
  if (before === 2 && after === 1) releaseClusterIPs(old, (old.clusterIPs ?? []).slice(1), allocators);
}

function takeAddress(
  ip: string,
  family: string | undefined,
  {
    allocators,
    name,
    shown,
  }: { readonly allocators: Allocators; readonly name: string; readonly shown: readonly string[] },
): string {
  const pool = allocators.serviceIPs.find((candidate) => candidate.family === family);
  const fail = (why: string) => refuse(name, [invalid('spec.clusterIPs', shown, why)]);
  if (ip === '') {
    const next = pool?.next();
    if (next === undefined)
      throw apiError('InternalError', 'Internal error occurred: failed to allocate a serviceIP: range is full');
    if (name === '') {
      fail(
        `failed to allocate IP: IPAddress.networking.k8s.io "${next}" is invalid: spec.parentRef.name: Required value`,
      );
    }
    return next;
  }
  const taken = pool?.take(ip) ?? 'outside';
  if (taken === 'taken') fail(`failed to allocate IP ${ip}: provided IP is already allocated`);
  if (taken === 'outside') fail(`failed to allocate IP ${ip}: the provided network does not match the current range`);
  return ip;
}

function releaseClusterIPs(spec: ServiceSpec, ips: readonly string[], allocators: Allocators): void {
  if (isHeadless(spec)) return;
  for (const ip of ips) {
    for (const pool of allocators.serviceIPs)
      if (pool.family === (ip.includes(':') ? 'IPv6' : 'IPv4')) pool.release(ip);
  }
}

function allocateHealthCheckPort(
  draft: ServiceDraft,
  old: ServiceSpec | undefined,
  { allocators: { nodePorts }, name }: { readonly allocators: Allocators; readonly name: string },
): void {
  const before = old?.healthCheckNodePort ?? 0;
  if (old && needsHealthCheckPort(old)) {
    if (needsHealthCheckPort(draft)) {
      if (draft.healthCheckNodePort !== before) {
        refuse(name, [{ type: 'Forbidden', field: 'spec.healthCheckNodePort', detail: 'field is immutable' }]);
      }
      return;
    }
    nodePorts.release(before);
    return;
  }
  if (!needsHealthCheckPort(draft)) return;
  const wanted = draft.healthCheckNodePort ?? 0;
  const taken = wanted === 0 ? 'ok' : nodePorts.take(wanted);
  if (taken !== 'ok') {
    const why =
      taken === 'taken'
        ? 'provided port is already allocated'
        : `provided port is not in the valid range. The range of valid ports is ${nodePorts.range}`;
    throw apiError(
      'InternalError',
      `Internal error occurred: failed to allocate requested HealthCheck NodePort ${wanted}: ${why}`,
    );
  }
  const port = wanted || nodePorts.next();
  if (port === undefined)
    throw apiError(
      'InternalError',
      'Internal error occurred: failed to allocate a HealthCheck NodePort: range is full',
    );
  draft.healthCheckNodePort = port;
}
