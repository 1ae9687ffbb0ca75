import { formatLabelSelector } from '../../kube/label-selector.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import { annotationsBlock, pairsBlock } from './common.js';
import type { Page } from './page.js';

interface NetworkPolicy extends KubeObject {
  readonly spec: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly { readonly ports?: readonly Port[]; readonly from?: readonly Peer[] }[];
    readonly egress?: readonly { readonly ports?: readonly Port[]; readonly to?: readonly Peer[] }[];
  };
}

interface Port {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export async function describeNetworkPolicy(page: Page, policy: NetworkPolicy): Promise<void> {
  const { metadata, spec } = policy;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  page.line('Created on:', createdOn(metadata.creationTimestamp));
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  const selector = formatLabelSelector(spec.podSelector);
  const isAny = selector === '' || selector === '<none>';
  page.raw(
    `Spec:\n  PodSelector:     ${isAny ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}\n`,
  );
  const types = spec.policyTypes ?? [];
  if (!types.includes('Ingress')) page.raw('  Not affecting ingress traffic\n');
  else {
    page.raw('  Allowing ingress traffic:\n');
    rules(
      page,
      (spec.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from })),
      INGRESS,
    );
  }
  if (!types.includes('Egress')) page.raw('  Not affecting egress traffic\n');
  else {
    page.raw('  Allowing egress traffic:\n');
    rules(
      page,
      (spec.egress ?? []).map(({ ports, to }) => ({ ports, peers: to })),
      EGRESS,
    );
  }
  page.raw(`  Policy Types: ${types.join(', ')}\n`);
}

const INGRESS = { peer: 'From', side: 'source', none: '<none> (Selected pods are isolated for ingress connectivity)' };
const EGRESS = { peer: 'To', side: 'destination', none: '<none> (Selected pods are isolated for egress connectivity)' };

interface Rule {
  readonly ports: readonly Port[] | undefined;
  readonly peers: readonly Peer[] | undefined;
}

function rules(page: Page, list: readonly Rule[], words: typeof INGRESS): void {
  if (list.length === 0) page.raw(`    ${words.none}\n`);
  list.forEach(({ ports = [], peers = [] }, index) => {
    if (ports.length === 0) page.raw('    To Port: <any> (traffic allowed to all ports)\n');
    for (const port of ports) page.raw(`    To Port: ${portText(port)}\n`);
    if (peers.length === 0) page.raw(`    ${words.peer}: <any> (traffic not restricted by ${words.side})\n`);
    for (const peer of peers) peerLines(page, peer, words.peer);
    if (index < list.length - 1) page.raw('    ----------\n');
  });
}

function portText({ port = '<any>', endPort, protocol = 'TCP' }: Port): string {
  return endPort === undefined ? `${port}/${protocol}` : `${port}-${endPort}/${protocol}`;
}

function peerLines(page: Page, { podSelector, namespaceSelector, ipBlock }: Peer, title: string): void {
  page.raw(`    ${title}:\n`);
  if (namespaceSelector) page.raw(`      NamespaceSelector: ${formatLabelSelector(namespaceSelector)}\n`);
  if (podSelector) page.raw(`      PodSelector: ${formatLabelSelector(podSelector)}\n`);
  if (!ipBlock) return;
  page.raw(`      IPBlock:\n        CIDR: ${ipBlock.cidr}\n        Except: ${(ipBlock.except ?? []).join(', ')}\n`);
}

/** Go's default form of a time, in UTC. */
function createdOn(timestamp: string | undefined): string {
  return (timestamp ?? '').replace('T', ' ').replace('Z', ' +0000 UTC');
}
