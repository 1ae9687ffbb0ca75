import type { RestClient } from '../../client/rest-client.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { EndpointSlice, Service } from '../../kube/shapes/service.js';
import { annotationsBlock, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';

interface Ingress extends KubeObject {
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: Backend;
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: { readonly paths: readonly { readonly path?: string; readonly backend: Backend }[] };
    }[];
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { ip?: string; hostname?: string }[] } };
}

interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly number?: number; readonly name?: string } };
}

export async function describeIngress(page: Page, ingress: Ingress, context: DescribeContext): Promise<void> {
  const { metadata, spec = {}, status } = ingress;
  const backend = (one: Backend) => backendText(context.client, metadata.namespace ?? '', one);
  page.line('Name:', metadata.name ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  page.line('Namespace:', metadata.namespace ?? '');
  page.line(
    'Address:',
    (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '').join(','),
  );
  page.line('Ingress Class:', spec.ingressClassName ?? '<none>');
  page.line('Default backend:', spec.defaultBackend ? await backend(spec.defaultBackend) : '<default>');
  if (spec.tls?.length) page.raw('TLS:\n');
  for (const { hosts = [], secretName } of spec.tls ?? []) {
    page.raw(secretName ? `  ${secretName} terminates ${hosts.join(',')}\n` : `  SNI routes ${hosts.join(',')}\n`);
  }
  page.raw('Rules:\n  Host\tPath\tBackends\n  ----\t----\t--------\n');
  for (const { host, http } of spec.rules ?? []) {
    page.raw(`  ${host || '*'}\t\n`);
    for (const { path = '', backend: one } of http?.paths ?? []) page.raw(`    \t${path} \t${await backend(one)}\n`);
  }
  if (!spec.rules?.length) {
    page.raw(`  *\t* \t${spec.defaultBackend ? await backend(spec.defaultBackend) : '<default>'}\n`);
  }
  annotationsBlock(page, 'Annotations', metadata.annotations);
  await eventsBlock(page, ingress, context);
}

/** `web:80 (10.244.1.46:80)`, or why there is none. */
async function backendText(client: RestClient, namespace: string, { service }: Backend): Promise<string> {
  if (!service) return '<none>';
  const port = service.port?.number ?? service.port?.name ?? '';
  return `${service.name}:${port} (${await endpointsText(client, namespace, service)})`;
}

async function endpointsText(
  client: RestClient,
  namespace: string,
  wanted: NonNullable<Backend['service']>,
): Promise<string> {
  const base = `/api/v1/namespaces/${namespace}/services/${wanted.name}`;
  const service = await client.get<Service>(base).catch((failure: Error) => failure);
  if (service instanceof Error) return `<error: ${service.message}>`;
  const { items } = await client.get<{ items: readonly EndpointSlice[] | null }>(
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    { labelSelector: `kubernetes.io/service-name=${wanted.name}` },
  );
  const { number, name } = wanted.port ?? {};
  const match = service.spec.ports?.find((port) => (number === undefined ? port.name === name : port.port === number));
  const texts = (items ?? []).flatMap((slice) =>
    (slice.ports ?? [])
      .filter((port) => (port.name ?? '') === (match?.name ?? ''))
      .flatMap((port) =>
        (slice.endpoints ?? [])
          .filter(({ conditions }) => conditions?.ready !== false)
          .flatMap(({ addresses }) => addresses.map((address) => `${address}:${port.port}`)),
      ),
  );
  const more = texts.length - 3;
  return texts.slice(0, 3).join(',') + (more > 0 ? ` + ${more} more...` : '');
}
