// The cluster pane: Services, their EndpointSlices and Pods, the last request hop by hop, recent events.
import type { Event } from '../../kube/shapes/core.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { EndpointSlice, Service } from '../../kube/shapes/service.js';
import { uiWords } from '../../words/ui.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { type Row, span, spread } from '../text/span.js';
import { textWidth } from '../text/width.js';
import { type ClusterState, keyOfObject } from './cluster-state.js';
import { podLook } from './pod-state.js';
import { traceRows } from './trace-view.js';

/** All rows of the pane. When `height` is short, empty rows go first, then older events; the rest is scrolled to. */
export function clusterRows(cluster: ClusterState, width: number, height: number, view: View): readonly Row[] {
  const objects = objectRows(cluster, width, view);
  const trace = traceRows(cluster, width, view);
  const spacious = [...objects, [], ...trace, []];
  const above = spacious.length + 3 <= height ? spacious : [...objects.filter(isFilled), [], ...trace];
  const left = height - above.length;
  return [...above, ...eventRows(cluster, width, left)];
}

function isFilled(row: Row): boolean {
  return row.length > 0;
}

function objectRows(cluster: ClusterState, width: number, view: View): readonly Row[] {
  const services = Object.values(cluster.services).filter(isOfLearner).sort(byKey);
  const pods = Object.values(cluster.pods).filter(isOfLearner).sort(byKey);
  const behind = new Set(services.flatMap((service) => targetsOf(cluster, service).map((target) => target.podKey)));
  const others = pods.filter((pod) => !behind.has(keyOfObject(pod)));
  const drawn = services.flatMap((service) => [[], ...serviceRows(cluster, service, width, view)]);
  return [
    nodeRow(cluster, view),
    ...(services.length === 0 ? [[], [span(uiWords.noServices[view.lang](), 'dim')]] : drawn),
    ...(others.length === 0 ? [] : [[], [span(uiWords.otherPods[view.lang](), 'dim')]]),
    ...podRows(others, '  ', width, view),
  ];
}

function nodeRow(cluster: ClusterState, view: View): Row {
  const nodes = Object.values(cluster.nodes).sort(byKey);
  return [
    span(`${uiWords.nodes[view.lang]()} `, 'dim'),
    ...nodes.flatMap((node) => {
      const ok = node.status?.conditions?.some((entry) => entry.type === 'Ready' && entry.status === 'True') ?? false;
      const { ready, failed } = view.theme.symbols;
      return [span(` ${ok ? ready : failed} `, ok ? 'good' : 'bad'), span(shortNode(node.metadata.name ?? ''))];
    }),
  ];
}

function serviceRows(cluster: ClusterState, service: Service, width: number, view: View): readonly Row[] {
  const { spec, metadata } = service;
  const ports = (spec.ports ?? []).map((port) => `${port.port}${target(port.targetPort)}${node(port.nodePort)}`);
  const address = spec.type === 'ExternalName' ? (spec.externalName ?? '') : (spec.clusterIP ?? '');
  const head: Row = [
    span('Service ', 'dim'),
    span(visible(nameOf(metadata)), 'title'),
    span(`  ${visible(address)}${ports.length > 0 ? `:${ports.join(', ')}` : ''}`),
    ...(spec.type === undefined || spec.type === 'ClusterIP' ? [] : [span(`  ${spec.type}`, 'dim')]),
  ];
  const targets = targetsOf(cluster, service);
  const slices = slicesOf(cluster, service).map((slice) => sliceRow(slice));
  if (targets.length === 0) {
    return [head, ...slices, [span(`   ${uiWords.noPods[view.lang]()}`, 'warn')]];
  }
  return [head, ...slices, ...targets.flatMap((entry) => targetRow(cluster, entry, width, view))];
}

function sliceRow(slice: EndpointSlice): Row {
  const endpoints = slice.endpoints ?? [];
  const ready = endpoints.filter((endpoint) => endpoint.conditions?.ready !== false).length;
  const ports = (slice.ports ?? []).map((port) => port.port ?? '*').join(',');
  return [
    span('   EndpointSlice ', 'dim'),
    span(visible(slice.metadata.name ?? '')),
    span(`  ${ready}/${endpoints.length} Ready${ports === '' ? '' : `  :${ports}`}`, 'dim'),
  ];
}

interface Target {
  readonly podKey: string;
  readonly address: string;
  readonly isReady: boolean;
}

function targetRow(cluster: ClusterState, target: Target, width: number, view: View): readonly Row[] {
  const branch = `   ${view.theme.symbols.branch} `;
  const pod = cluster.pods[target.podKey];
  if (pod !== undefined) {
    return podRows([pod], branch, width, view);
  }
  return [[span(branch, 'frame'), span(target.address), span(target.isReady ? '  Ready' : '', 'good')]];
}

function podRows(pods: readonly Pod[], lead: string, width: number, view: View): readonly Row[] {
  return pods.map((pod) => {
    const look = podLook(pod);
    const left = [
      span(lead, 'frame'),
      span(`${view.theme.symbols[look.shape]} `, look.style),
      span(visible(nameOf(pod.metadata)), look.style === 'dim' ? 'dim' : undefined),
      span(`  ${pod.status?.podIP ?? '-'}`),
      span(`  ${look.word}`, look.style),
    ];
    return spread(left, [span(shortNode(pod.spec.nodeName ?? ''), 'dim')], width);
  });
}

function eventRows(cluster: ClusterState, width: number, count: number): readonly Row[] {
  const events = cluster.events.filter((event) => isOfLearner(event)).slice(-Math.max(1, count));
  return events.map((event): Row => {
    const about = `${event.involvedObject.kind ?? ''} ${event.involvedObject.name ?? ''}`;
    const time = clockOf(event, cluster.epoch);
    const left = width - textWidth(time) - textWidth(about) - 3;
    return [
      span(`${time} `, 'dim'),
      span(visible(`${about} `)),
      span(visible(event.reason ?? ''), event.type === 'Warning' ? 'bad' : 'good'),
      ...(left > 30 ? [span(`  ${visible(event.message ?? '')}`, 'dim')] : []),
    ];
  });
}

function targetsOf(cluster: ClusterState, service: Service): readonly Target[] {
  const endpoints = slicesOf(cluster, service).flatMap((slice) => slice.endpoints ?? []);
  const targets = endpoints.map((endpoint) => ({
    podKey: `${endpoint.targetRef?.namespace ?? ''}/${endpoint.targetRef?.name ?? endpoint.addresses[0] ?? ''}`,
    address: endpoint.addresses[0] ?? '',
    isReady: endpoint.conditions?.ready !== false,
  }));
  return [...new Map(targets.map((target) => [target.podKey, target])).values()].sort((one, other) =>
    one.podKey < other.podKey ? -1 : 1,
  );
}

function slicesOf(cluster: ClusterState, service: Service): readonly EndpointSlice[] {
  return Object.values(cluster.endpointSlices)
    .filter(
      (slice) =>
        slice.metadata.namespace === service.metadata.namespace &&
        slice.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name,
    )
    .sort(byKey);
}

/** What came with the cluster is not the learner's matter. */
function isOfLearner(object: Service | Pod | Event): boolean {
  const { namespace, name } = object.metadata;
  return !(namespace?.startsWith('kube-') ?? false) && !(namespace === 'default' && name === 'kubernetes');
}

function nameOf(metadata: { readonly namespace?: string; readonly name?: string }): string {
  return metadata.namespace === 'default' ? (metadata.name ?? '') : `${metadata.namespace}/${metadata.name}`;
}

function byKey<T extends Service | Pod | EndpointSlice | ClusterState['nodes'][string]>(one: T, other: T): number {
  return keyOfObject(one) < keyOfObject(other) ? -1 : 1;
}

/** The node's name without what all nodes of the course share. */
function shortNode(name: string): string {
  return visible(name.replace(/^svc-learn-/, ''));
}

function target(port: number | string | undefined): string {
  return port === undefined ? '' : ` -> ${port}`;
}

function node(port: number | undefined): string {
  return port === undefined ? '' : ` (${port})`;
}

/** `MM:SS` since the clock's zero. */
function clockOf(event: Event, epoch: number): string {
  const text = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return text === undefined ? '     ' : clockText(new Date(text).getTime() - epoch);
}

function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
