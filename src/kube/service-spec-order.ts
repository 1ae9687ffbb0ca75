import type { ServiceSpec } from './shapes/service.js';

/** Fields of a ServiceSpec in the order of Go's struct, which is the order on the wire (k8s.io/api core/v1). */
export const SERVICE_SPEC_ORDER: readonly (keyof ServiceSpec)[] = [
  'ports',
  'selector',
  'clusterIP',
  'clusterIPs',
  'type',
  'externalIPs',
  'sessionAffinity',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'externalName',
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'publishNotReadyAddresses',
  'sessionAffinityConfig',
  'ipFamilies',
  'ipFamilyPolicy',
  'allocateLoadBalancerNodePorts',
  'loadBalancerClass',
  'internalTrafficPolicy',
  'trafficDistribution',
];
