import type { RestClient } from '../../client/rest-client.js';
import type { EndpointSlice, Service, ServicePort } from '../../kube/shapes/service.js';
import { annotationsBlock, pairsBlock, pairsText } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';

export async function describeService(page: Page, service: Service, context: DescribeContext): Promise<void> {
  const { metadata, spec, status } = service;
  const slices = await slicesOf(context.client, service);
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('Selector:', pairsText(spec.selector));
  page.line('Type:', spec.type ?? '');
  if (spec.ipFamilyPolicy !== undefined) page.line('IP Family Policy:', spec.ipFamilyPolicy);
  page.line('IP Families:', spec.ipFamilies?.length ? spec.ipFamilies.join(',') : '<none>');
  page.line('IP:', spec.clusterIP ?? '');
  page.line('IPs:', spec.clusterIPs?.length ? spec.clusterIPs.join(',') : '<none>');
  if (spec.externalIPs?.length) page.line('External IPs:', spec.externalIPs.join(','));
  if (spec.loadBalancerIP) page.line('Desired LoadBalancer IP:', spec.loadBalancerIP);
  if (spec.externalName) page.line('External Name:', spec.externalName);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) page.line('LoadBalancer Ingress:', ingress.map(ingressText).join(', '));
  for (const port of spec.ports ?? []) portLines(page, port, slices);
  page.line('Session Affinity:', spec.sessionAffinity ?? '');
  if (spec.externalTrafficPolicy) page.line('External Traffic Policy:', spec.externalTrafficPolicy);
  if (spec.internalTrafficPolicy) page.line('Internal Traffic Policy:', spec.internalTrafficPolicy);
  if (spec.healthCheckNodePort) page.line('HealthCheck NodePort:', spec.healthCheckNodePort);
  if (spec.trafficDistribution) page.line('Traffic Distribution:', spec.trafficDistribution);
  if (spec.loadBalancerSourceRanges?.length) {
    page.line('LoadBalancer Source Ranges:', spec.loadBalancerSourceRanges.join(','));
  }
  await eventsBlock(page, service, context);
}

async function slicesOf(client: RestClient, { metadata }: Service): Promise<readonly EndpointSlice[]> {
  const { items } = await client.get<{ items: readonly EndpointSlice[] | null }>(
    `/apis/discovery.k8s.io/v1/namespaces/${metadata.namespace}/endpointslices`,
    { labelSelector: `kubernetes.io/service-name=${metadata.name}` },
  );
  return items ?? [];
}

function portLines(page: Page, port: ServicePort, slices: readonly EndpointSlice[]): void {
  const name = port.name || '<unset>';
  const protocol = port.protocol ?? 'TCP';
  page.line('Port:', name, `${port.port}/${protocol}`);
  page.line('TargetPort:', `${port.targetPort ?? 0}/${protocol}`);
  if (port.appProtocol) page.line('AppProtocol:', port.appProtocol);
  if (port.nodePort) page.line('NodePort:', name, `${port.nodePort}/${protocol}`);
  page.line('Endpoints:', endpointsText(slices, port.name ?? ''));
}

const MAX_ENDPOINTS = 3;

/** Ready addresses with the slice's port of that name, the first three of them. */
function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const texts: string[] = [];
  for (const slice of slices) {
    const ports = slice.ports ?? [];
    const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    if (ports.length === 0) texts.push(...ready.flatMap(({ addresses }) => addresses));
    for (const port of ports.filter(({ name }) => (name ?? '') === portName)) {
      texts.push(...ready.flatMap(({ addresses }) => addresses.map((address) => joined(address, port.port))));
    }
  }
  const more = texts.length - MAX_ENDPOINTS;
  return texts.slice(0, MAX_ENDPOINTS).join(',') + (more > 0 ? ` + ${more} more...` : '');
}

function joined(address: string, port: number | undefined): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port ?? 0}`;
}

function ingressText({ ip, hostname, ipMode }: { ip?: string; hostname?: string; ipMode?: string }): string {
  return ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : (hostname ?? '');
}
