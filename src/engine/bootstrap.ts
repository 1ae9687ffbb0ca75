import { familyOf } from '../kube/ip.js';
import type { KubeObject } from '../kube/shapes/meta.js';
import type { Sim } from '../sim/index.js';
import type { ClusterApi } from './control/cluster-api.js';
import { timestamp } from './control/time.js';
import type { AddressPlan } from './net/address-plan.js';
import type { NodeSpec } from './node/node-object.js';
import type { Nodes } from './node/nodes.js';
import { systemManifests } from './node/system.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly nodes: Nodes;
  readonly specs: readonly NodeSpec[];
  readonly plan: AddressPlan;
}

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
/** Long enough for the loops to give every namespace its ServiceAccount and certificate, in ms of virtual time. */
const NAMESPACES_MS = 100;
/** Long enough for them to make and bind the system's Pods; no kubelet has a sandbox by then. */
const BINDING_MS = 200;
const READY_MS = 2500;

/** What an administrator finds in a fresh cluster: namespaces, nodes, the API's own Service, DNS and kube-proxy running. */
export function bootstrap({ sim, api, nodes, specs, plan }: Parts): void {
  for (const name of NAMESPACES) api.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  nodes.register();
  createServiceCIDR(sim, api, plan);
  createApiService(api, specs, plan);
  api.create('services', dnsService(plan));
  sim.run({ until: NAMESPACES_MS });
  for (const { resource, object } of systemManifests(specs)) api.create(resource, object);
  nodes.startBoundPods();
  sim.run({ until: BINDING_MS });
  nodes.startBoundPods();
  sim.run({ until: READY_MS });
}

/** The API server keeps its own Service and endpoints. */
function createApiService(api: ClusterApi, specs: readonly NodeSpec[], { apiAddress }: AddressPlan): void {
  const address = specs[0]?.ip ?? '172.18.0.2';
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  api.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels },
    spec: {
      clusterIP: apiAddress,
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      type: 'ClusterIP',
    },
  } as KubeObject);
  api.create('endpoints', {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
  } as KubeObject);
  api.create('endpointslices.discovery.k8s.io', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: familyOf(address),
    endpoints: [{ addresses: [address], conditions: { ready: true, serving: true, terminating: false } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  } as KubeObject);
}

/** The range that the cluster began with. */
function createServiceCIDR(sim: Sim, api: ClusterApi, { ranges }: AddressPlan): void {
  const range = api.create('servicecidrs.networking.k8s.io', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
    spec: { cidrs: ranges.services.split(',') },
  } as KubeObject);
  const ready = { type: 'Ready', status: 'True', lastTransitionTime: timestamp(sim), reason: '' };
  const conditions = [{ ...ready, message: 'Kubernetes Service CIDR is ready' }];
  api.updateStatus('servicecidrs.networking.k8s.io', { ...range, status: { conditions } } as KubeObject);
}

function dnsService({ clusterDns }: AddressPlan): KubeObject {
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
    { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
    { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
  ];
  const labels = { 'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: 'kube-system',
      labels,
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
    },
    spec: {
      clusterIP: clusterDns,
      clusterIPs: [clusterDns],
      selector: { 'k8s-app': 'kube-dns' },
      ports,
      type: 'ClusterIP',
    },
  } as KubeObject;
}
