import type { EndpointPort, EndpointSlice, Endpoints } from '../../kube/shapes/service.js';
import { annotationsBlock, orNone, pairsBlock } from './common.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';

export async function describeEndpoints(page: Page, endpoints: Endpoints, context: DescribeContext): Promise<void> {
  head(page, endpoints);
  page.raw('Subsets:\n');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    page.line('  Addresses:', orNone(addresses.map(({ ip }) => ip).join(',')));
    page.line('  NotReadyAddresses:', orNone(notReadyAddresses.map(({ ip }) => ip).join(',')));
    if (ports.length > 0) {
      page.raw('  Ports:\n');
      portLines(page, ports, '    ');
    }
    page.raw('\n');
  }
  await eventsBlock(page, endpoints, context);
}

export async function describeEndpointSlice(page: Page, slice: EndpointSlice, context: DescribeContext): Promise<void> {
  head(page, slice);
  page.line('AddressType:', slice.addressType);
  if (!slice.ports?.length) page.line('Ports:', '<unset>');
  else {
    page.raw('Ports:\n');
    portLines(page, slice.ports, '  ');
  }
  if (!slice.endpoints?.length) page.raw('Endpoints: <none>\n');
  else {
    page.raw('Endpoints:\n');
    for (const endpoint of slice.endpoints) {
      page.line('  - Addresses:', endpoint.addresses.join(', '));
      page.raw('    Conditions:\n');
      page.line('      Ready:', `${endpoint.conditions?.ready ?? '<unset>'}`);
      page.line('    Hostname:', endpoint.hostname ?? '<unset>');
      const target = endpoint.targetRef;
      if (target) page.line('    TargetRef:', `${target.kind}/${target.name}`);
      page.line('    NodeName:', endpoint.nodeName ?? '<unset>');
      page.line('    Zone:', endpoint.zone ?? '<unset>');
    }
  }
  await eventsBlock(page, slice, context);
}

function head(page: Page, object: Endpoints | EndpointSlice): void {
  page.line('Name:', object.metadata.name ?? '');
  page.line('Namespace:', object.metadata.namespace ?? '');
  pairsBlock(page, 'Labels', object.metadata.labels);
  annotationsBlock(page, 'Annotations', object.metadata.annotations);
}

function portLines(page: Page, ports: readonly EndpointPort[], indent: string): void {
  page.line(`${indent}Name`, 'Port', 'Protocol');
  page.line(`${indent}----`, '----', '--------');
  for (const { name, port, protocol = 'TCP' } of ports) {
    page.line(`${indent}${name || '<unset>'}`, port === undefined ? '<unset>' : port, protocol);
  }
}
