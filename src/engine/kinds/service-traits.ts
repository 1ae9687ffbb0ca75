import { deepEqual } from '../../kube/deep-equal.js';
import { SERVICE_SPEC_ORDER } from '../../kube/service-spec-order.js';
import type { Service, ServiceSpec } from '../../kube/shapes/service.js';

/** A spec under construction; the object it is taken from is frozen and stays as it is. */
export type ServiceDraft = { -readonly [Key in keyof ServiceSpec]: ServiceSpec[Key] };

export const isHeadless = ({ clusterIPs }: ServiceSpec): boolean =>
  clusterIPs?.length === 1 && clusterIPs[0] === 'None';

export const needsClusterIP = ({ type }: ServiceSpec): boolean =>
  type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer';

export const needsNodePort = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer';

export const needsHealthCheckPort = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local';

export const isExternallyAccessible = ({ type, externalIPs }: ServiceSpec): boolean =>
  type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && (externalIPs?.length ?? 0) > 0);

/** Node ports that were asked for are respected; unasked ones may be switched off for load balancers. */
export const allocatesNodePorts = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);

export function withSpec(service: Service, draft: ServiceDraft): Service {
  return deepEqual(service.spec, draft) ? service : { ...service, spec: inWireOrder(draft) };
}

/** In the order of Go's struct, which is the order on the wire. */
function inWireOrder(draft: ServiceDraft): ServiceSpec {
  const known = SERVICE_SPEC_ORDER.filter((field) => draft[field] !== undefined).map((field) => [field, draft[field]]);
  return { ...Object.fromEntries(known), ...draft };
}
