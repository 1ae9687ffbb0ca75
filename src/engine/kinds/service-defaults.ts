import type { Service, ServicePort } from '../../kube/shapes/service.js';
import { isExternallyAccessible, needsClusterIP, type ServiceDraft, withSpec } from './service-traits.js';

const STICKY_SECONDS = 10_800;

/** Upstream's `SetDefaults_Service`. */
export function serviceDefaults(service: Service): Service {
  const draft: ServiceDraft = { ...service.spec };
  draft.sessionAffinity ||= 'None';
  if (draft.sessionAffinity === 'None') delete draft.sessionAffinityConfig;
  if (draft.sessionAffinity === 'ClientIP' && draft.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    draft.sessionAffinityConfig = { clientIP: { timeoutSeconds: STICKY_SECONDS } };
  }
  draft.type ||= 'ClusterIP';
  if (draft.ports) draft.ports = draft.ports.map(portDefaults);
  if (isExternallyAccessible(draft)) draft.externalTrafficPolicy ||= 'Cluster';
  if (needsClusterIP(draft)) draft.internalTrafficPolicy ??= 'Cluster';
  if (draft.type === 'LoadBalancer') draft.allocateLoadBalancerNodePorts ??= true;
  const complete = withSpec(service, draft);
  return { ...complete, status: serviceStatusDefaults(complete.status) };
}

/** An address of a load balancer is where the packets go, unless it says otherwise; a host name has no mode. */
export function serviceStatusDefaults(status: Service['status']): NonNullable<Service['status']> {
  const { ingress } = status?.loadBalancer ?? {};
  if (ingress === undefined || ingress.every(({ ip, ipMode }) => !ip || ipMode !== undefined)) {
    return status?.loadBalancer ? status : { ...status, loadBalancer: {} };
  }
  const complete = ingress.map((entry) => (entry.ip && !entry.ipMode ? { ...entry, ipMode: 'VIP' } : entry));
  return { ...status, loadBalancer: { ...status?.loadBalancer, ingress: complete } };
}

function portDefaults(port: ServicePort): ServicePort {
  const targetPort = port.targetPort || port.port;
  if (port.protocol && port.targetPort === targetPort) return port;
  const { name, protocol, appProtocol, nodePort, ...rest } = port;
  return {
    ...(name === undefined ? {} : { name }),
    protocol: protocol || 'TCP',
    ...(appProtocol === undefined ? {} : { appProtocol }),
    ...rest,
    targetPort,
    ...(nodePort ? { nodePort } : {}),
  };
}
