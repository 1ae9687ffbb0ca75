// Services, their EndpointSlices and Pods on their nodes, as rows; each row knows which object it shows.
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { EndpointSlice, Service } from '../../kube/shapes/service.js';
import { uiWords } from '../../words/ui.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { type Row, rowWidth, type Span, span, spread } from '../text/span.js';
import { textWidth } from '../text/width.js';
import { wrapProse } from '../text/wrap.js';
import { type ClusterState, isHidden, keyOfObject } from './cluster-state.js';
import { podLook } from './pod-state.js';
import { shortNode } from './short-node.js';

/** A row of the pane and the objects that stand in it, as `KIND/NAMESPACE/NAME`. */
export interface Line {
  readonly row: Row;
  readonly objects: readonly string[];
}

export interface Drawing {
  readonly cluster: ClusterState;
  readonly width: number;
  readonly view: View;
  /** The object that the keys act on. */
  readonly selected: string | undefined;
}

interface Frame extends Drawing {
  readonly omitsReady: boolean;
}

export function objectLines(drawing: Drawing): readonly Line[] {
  const { cluster, view, width } = drawing;
  const frame = { ...drawing, omitsReady: isTight(drawing) };
  const services = Object.values(cluster.services).filter(isOfLearner).sort(byKey);
  const shown = services.flatMap((service) => targetsOf(cluster, service)).map(({ podKey }) => podKey);
  const behind = new Set(shown);
  const others = Object.values(cluster.pods)
    .filter((pod) => isOfLearner(pod) && !behind.has(keyOfObject(pod)))
    .sort(byKey);
  // Where it is not told which Pods a Service has, it is not told which ones it lacks.
  const tellsAll = services.every((service) => !isHidden(cluster, service, 'endpoints'));
  const hasHidden = (service: Service) => cluster.hidden.some((entry) => entry.service === keyOfObject(service));
  const title = tellsAll && services.length > 0 ? uiWords.otherPods : uiWords.pods;
  return [
    nodeLine(drawing),
    ...(services.length === 0 ? [blank, plain([span(uiWords.noServices[view.lang](), 'dim')])] : []),
    ...services.flatMap((service) => [blank, ...serviceLines(service, frame)]),
    ...(others.length === 0 ? [] : [blank, plain([span(title[view.lang](), 'dim')])]),
    ...others.map((pod) => podLine(pod, '', frame)),
    ...(services.some(hasHidden) ? wrapProse([span(uiWords.factsHidden[view.lang](), 'note')], width).map(plain) : []),
  ];
}

/** What came with the cluster is not the learner's matter. */
export function isOfLearner({ metadata: { namespace, name } }: KubeObject): boolean {
  return !(namespace?.startsWith('kube-') ?? false) && !(namespace === 'default' && name === 'kubernetes');
}

export interface Target {
  /** `NAMESPACE/NAME` of the Pod. */
  readonly podKey: string;
  readonly address: string;
  readonly isReady: boolean;
}

/** What is behind a Service, as far as it may be told. */
export function targetsOf(cluster: ClusterState, service: Service): readonly Target[] {
  if (isHidden(cluster, service, 'endpoints')) {
    return [];
  }
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

const blank: Line = { row: [], objects: [] };

function plain(row: Row): Line {
  return { row, objects: [] };
}

function nodeLine({ cluster, view, selected }: Drawing): Line {
  const nodes = Object.values(cluster.nodes).sort(byKey);
  const { ready, failed, marker } = view.theme.symbols;
  const pieces = nodes.flatMap((node) => {
    const ok = node.status?.conditions?.some((entry) => entry.type === 'Ready' && entry.status === 'True') ?? false;
    const isSelected = selected === referenceOf('node', node);
    return [
      span(isSelected ? ` ${marker}` : '  ', 'accent'),
      span(`${ok ? ready : failed} `, ok ? 'good' : 'bad'),
      span(shortNode(node.metadata.name ?? ''), isSelected ? 'chosen' : undefined),
    ];
  });
  return {
    row: [span(uiWords.nodes[view.lang](), 'dim'), ...pieces],
    objects: nodes.map((node) => referenceOf('node', node)),
  };
}

function serviceLines(service: Service, drawing: Frame): readonly Line[] {
  const { cluster, view } = drawing;
  const head = headLines(service, drawing);
  if (isHidden(cluster, service, 'endpoints')) {
    return [...head, plain([span(`    ${unknown}`, 'note')])];
  }
  const slices = slicesOf(cluster, service).map((slice) => sliceLine(slice, service, drawing));
  const targets = targetsOf(cluster, service).map((target) => targetLine(target, drawing));
  const none = [plain([span(`    ${uiWords.noPods[view.lang]()}`, 'warn')])];
  return [...head, ...slices, ...(targets.length === 0 ? none : targets)];
}

/** The ports are what a Service is about: where there is no room for them, they have a line of their own. */
function headLines(service: Service, { cluster, view, selected, width }: Drawing): readonly Line[] {
  const { spec, metadata } = service;
  const hidesTarget = isHidden(cluster, service, 'targetPort');
  const ports = (spec.ports ?? []).map((port) => {
    const target = port.targetPort === undefined ? '' : ` -> ${hidesTarget ? unknown : port.targetPort}`;
    return `${port.port}${target}${port.nodePort === undefined ? '' : ` (${port.nodePort})`}`;
  });
  const ip = isHidden(cluster, service, 'clusterIP') ? unknown : (spec.clusterIP ?? '');
  const address = spec.type === 'ExternalName' ? (spec.externalName ?? '') : ip;
  const key = referenceOf('service', service);
  const isSelected = selected === key;
  const name = [
    span(isSelected ? `${view.theme.symbols.marker} ` : '  ', 'accent'),
    span('Service ', 'dim'),
    span(visible(nameOf(metadata)), isSelected ? 'chosen' : 'title'),
    span(`  ${visible(address)}`),
  ];
  const rest = [
    span(ports.length > 0 ? `:${visible(ports.join(', '))}` : ''),
    ...(spec.type === undefined || spec.type === 'ClusterIP' ? [] : [span(`  ${spec.type}`, 'dim')]),
  ];
  if (rowWidth(name) + rowWidth(rest) <= width) {
    return [{ row: [...name, ...rest], objects: [key] }];
  }
  return [{ row: name, objects: [key] }, plain([span('      '), ...rest])];
}

function sliceLine(slice: EndpointSlice, service: Service, { cluster, view, selected }: Drawing): Line {
  const endpoints = slice.endpoints ?? [];
  const ready = endpoints.filter((endpoint) => endpoint.conditions?.ready !== false).length;
  const ports = (slice.ports ?? []).map((port) => port.port ?? '*').join(',');
  const hidesTarget = isHidden(cluster, service, 'targetPort');
  const hidesName = isHidden(cluster, service, 'slices');
  const key = referenceOf('endpointslice', slice);
  const isSelected = selected === key;
  return {
    row: [
      span(isSelected ? `${view.theme.symbols.marker}   ` : '    ', 'accent'),
      span('EndpointSlice ', 'dim'),
      span(hidesName ? unknown : visible(slice.metadata.name ?? ''), isSelected ? 'chosen' : undefined),
      span(`  ${ready}/${endpoints.length} Ready${ports === '' ? '' : `  :${hidesTarget ? unknown : ports}`}`, 'dim'),
    ],
    objects: hidesName ? [] : [key],
  };
}

function targetLine(target: Target, drawing: Frame): Line {
  const { cluster, view } = drawing;
  const pod = cluster.pods[target.podKey];
  const { branch, ready, waiting } = view.theme.symbols;
  if (pod !== undefined) {
    return podLine(pod, `${branch} `, drawing);
  }
  const look: Span = target.isReady ? span(`${ready} `, 'good') : span(`${waiting} `, 'warn');
  const word = target.isReady ? span('  Ready', 'good') : span('  NotReady', 'warn');
  return plain([span(`  ${branch} `, 'frame'), look, span(visible(target.address)), word]);
}

function podLine(pod: Pod, lead: string, { view, width, selected, omitsReady }: Frame): Line {
  const look = podLook(pod);
  const key = referenceOf('pod', pod);
  const isSelected = selected === key;
  const left = [
    span(isSelected ? `${view.theme.symbols.marker} ` : '  ', 'accent'),
    span(lead, 'frame'),
    span(`${view.theme.symbols[look.shape]} `, look.style),
    span(visible(nameOf(pod.metadata)), isSelected ? 'chosen' : look.style === 'dim' ? 'dim' : undefined),
    span(`  ${visible(pod.status?.podIP ?? '-')}`),
    ...(omitsReady && look.shape === 'ready' ? [] : [span(`  ${visible(look.word)}`, look.style)]),
  ];
  return { row: spread(left, [span(shortNode(pod.spec.nodeName ?? ''), 'dim')], width), objects: [key] };
}

/** Where it is narrow, the word `Ready` yields to the node: the shape says the same. */
function isTight({ cluster, width, view }: Drawing): boolean {
  return Object.values(cluster.pods)
    .filter(isOfLearner)
    .some((pod) => {
      const texts = [nameOf(pod.metadata), pod.status?.podIP ?? '-', podLook(pod).word];
      const widths = texts.map((text) => textWidth(text) + 2).reduce((sum, own) => sum + own);
      return widths + textWidth(view.theme.symbols.branch) + 4 + shortNode(pod.spec.nodeName ?? '').length > width;
    });
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

const unknown = '?';

function referenceOf(kind: string, object: KubeObject): string {
  return `${kind}/${keyOfObject(object)}`;
}

function nameOf(metadata: { readonly namespace?: string; readonly name?: string }): string {
  return metadata.namespace === 'default' ? (metadata.name ?? '') : `${metadata.namespace}/${metadata.name}`;
}

function byKey(one: KubeObject, other: KubeObject): number {
  return keyOfObject(one) < keyOfObject(other) ? -1 : 1;
}
