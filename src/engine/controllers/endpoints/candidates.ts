import type { Pod } from '../../../kube/shapes/pod.js';
import type { Service, ServicePort } from '../../../kube/shapes/service.js';
import { hasEnded } from '../pod-facts.js';

/** Whether the Pod can be an endpoint at all: it has an address, has not ended and, if so wanted, is not on its way out. */
export function isCandidate(pod: Pod, terminatingToo: boolean): boolean {
  if (hasEnded(pod) || addressesOf(pod).length === 0) return false;
  return terminatingToo || pod.metadata.deletionTimestamp === undefined;
}

export function addressesOf({ status }: Pod): readonly string[] {
  const ips = (status?.podIPs ?? []).map(({ ip }) => ip);
  return ips.length > 0 ? ips : status?.podIP ? [status.podIP] : [];
}

/** The number behind a Service port on this Pod; a name is looked up among the Pod's ports (upstream's FindPort). */
export function portNumber(pod: Pod, { targetPort, port, protocol }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  if (targetPort === undefined) return port;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...pod.spec.containers, ...sidecars].flatMap((container) => container.ports ?? []);
  const found = ports.find(
    (candidate) => candidate.name === targetPort && (candidate.protocol ?? 'TCP') === (protocol ?? 'TCP'),
  );
  return found?.containerPort;
}

/** A Pod's own name in DNS: only below the Service that its subdomain names. */
export function hostnameFor(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec;
  const isOurs = subdomain === service.metadata.name && pod.metadata.namespace === service.metadata.namespace;
  return hostname && isOurs ? hostname : undefined;
}

export function hasClusterIP({ spec }: Service): boolean {
  return spec.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None';
}

export function isIPv6(address: string): boolean {
  return address.includes(':');
}
