import { ageSince } from '../../kube/duration.js';
import type { Service, ServicePort } from '../../kube/shapes/service.js';
import { column, wideColumn } from './define-kind.js';

export const SERVICE_COLUMNS = [
  column('Name'),
  column('Type'),
  column('Cluster-IP'),
  column('External-IP'),
  column('Port(s)'),
  column('Age'),
  wideColumn('Selector'),
];

export function serviceCells(service: Service, now: number): readonly string[] {
  const { spec, metadata } = service;
  return [
    metadata.name ?? '',
    spec.type ?? '',
    spec.clusterIPs?.[0] || spec.clusterIP || '<none>',
    externalIP(service),
    (spec.ports ?? []).map(portText).join(',') || '<none>',
    ageSince(metadata.creationTimestamp, now),
    labelText(spec.selector),
  ];
}

/** Labels as one cell, sorted. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

function externalIP({ spec, status }: Service): string {
  const given = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return given.join(',') || '<none>';
    case 'LoadBalancer': {
      const balanced = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
      const shown = [...new Set(balanced)].sort().join(',');
      const all = [shown, ...given].filter((text) => text !== '');
      return all.length === 0 ? '<pending>' : all.join(',');
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}
