import type { Gateway } from '../../../../kube/shapes/gateway.js';
import type { KubeObject } from '../../../../kube/shapes/meta.js';
import { keyOf } from '../../../control/keys.js';

/** The program of a Gateway's data plane. */
const PROXY_IMAGE = 'ghcr.io/nginx/nginx-gateway-fabric/nginx:2.2.0';

/** Deployment and Service of a Gateway have this name. */
export function planeName(gateway: Gateway): string {
  return `${gateway.metadata.name ?? ''}-nginx`;
}

/** Ports of listeners that the data plane can serve. */
function servedPorts({ spec }: Gateway): readonly { readonly port: number; readonly isTls: boolean }[] {
  const served = spec.listeners.filter(({ protocol }) => protocol === 'HTTP' || protocol === 'HTTPS');
  return served
    .filter(({ port }, at) => served.findIndex((other) => other.port === port) === at)
    .map(({ port, protocol }) => ({ port, isTls: protocol === 'HTTPS' }));
}

export function planeDeployment(gateway: Gateway): KubeObject {
  const labels = labelsOf(gateway);
  const served = servedPorts(gateway);
  const ports = served.map(({ port }) => port);
  const tlsPorts = served.filter(({ isTls }) => isTls).map(({ port }) => port);
  const container = {
    name: 'nginx',
    image: PROXY_IMAGE,
    env: [
      { name: 'GATEWAY', value: keyOf(gateway) },
      { name: 'LISTEN_PORTS', value: ports.join(',') },
      ...(tlsPorts.length > 0 ? [{ name: 'TLS_PORTS', value: tlsPorts.join(',') }] : []),
    ],
    ports: ports.map((containerPort) => ({ name: `port-${containerPort}`, containerPort })),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(gateway, labels),
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
  } as KubeObject;
}

export function planeService(gateway: Gateway): KubeObject {
  const labels = labelsOf(gateway);
  const ports = servedPorts(gateway).map(({ port }) => ({ name: `port-${port}`, port, targetPort: port }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(gateway, labels),
    spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', selector: labels, ports },
  } as KubeObject;
}

function labelsOf(gateway: Gateway): Readonly<Record<string, string>> {
  const name = gateway.metadata.name ?? '';
  return {
    'app.kubernetes.io/instance': 'ngf',
    'app.kubernetes.io/managed-by': 'ngf-nginx',
    'app.kubernetes.io/name': planeName(gateway),
    'gateway.networking.k8s.io/gateway-name': name,
  };
}

function metadataOf(gateway: Gateway, labels: Readonly<Record<string, string>>) {
  const { apiVersion, kind, metadata } = gateway;
  const owner = { apiVersion, kind, name: metadata.name ?? '', uid: metadata.uid ?? '', controller: true };
  return { name: planeName(gateway), namespace: metadata.namespace ?? '', labels, ownerReferences: [owner] };
}
