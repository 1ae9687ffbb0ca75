// Where the latest requests went: how many of them each Pod answered, and how the others ended.
import type { Trace } from '../../kube/hop.js';
import { uiWords, verdictWords } from '../../words/ui.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { type Row, span } from '../text/span.js';
import { textWidth } from '../text/width.js';
import { type ClusterState, keyOfObject } from './cluster-state.js';
import { targetsOf } from './object-rows.js';

/** Fewer requests tell nothing about a distribution. */
const fewest = 2;
const longestBar = 24;
/** What was asked so long before the last request is not counted with it, in ms. */
const memory = 60_000;

/** The requests that went where the last one went; none while there are too few of them. */
export function trafficRows(cluster: ClusterState, width: number, view: View): readonly Row[] {
  const last = cluster.lastTrace;
  const alike =
    last === undefined
      ? []
      : cluster.requests.filter((trace) => goalOf(trace) === goalOf(last) && last.at - trace.at <= memory);
  if (last === undefined || alike.length < fewest) {
    return [];
  }
  const counts = new Map<string, number>(podsBehind(cluster, last).map((pod) => [pod, 0]));
  const failures = new Map<string, number>();
  for (const { outcome, pod = '' } of alike) {
    const [map, key] = outcome === 'reply' ? [counts, pod] : [failures, outcome];
    map.set(key, (map.get(key) ?? 0) + 1);
  }
  const { ready, failed } = view.theme.symbols;
  const backends = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  const bars = [
    ...backends.map(([pod, count]) => ({ label: span(`${ready} ${visible(shortName(pod))}`, 'good'), count })),
    ...[...failures].map(([outcome, count]) => ({
      label: span(`${failed} ${verdictWords[outcome]?.[view.lang]() ?? outcome}`, 'bad'),
      count,
    })),
  ];
  const target = isAddress(last.host) && last.service === undefined ? uiWords.addresses[view.lang]() : goalOf(last);
  const head = span(uiWords.traffic[view.lang](visible(target), alike.length), 'dim');
  return [[head], ...barRows(bars, width, view)];
}

interface Bar {
  readonly label: { readonly text: string };
  readonly count: number;
}

function barRows(bars: readonly Bar[], width: number, view: View): readonly Row[] {
  const labelWidth = Math.max(...bars.map(({ label }) => textWidth(label.text)));
  const most = Math.max(...bars.map(({ count }) => count));
  const room = Math.max(4, Math.min(longestBar, width - labelWidth - 10));
  return bars.map(({ label, count }) => {
    const length = count === 0 ? 0 : Math.max(1, Math.round((count / most) * room));
    const gap = ' '.repeat(labelWidth - textWidth(label.text) + 2);
    return [span('  '), label, span(gap), span(view.theme.symbols.bar.repeat(length), 'accent'), span(` ${count}`)];
  });
}

/** What was asked for: a Service, or the addresses of Pods without one. */
function goalOf({ service, host, port }: Trace): string {
  if (service !== undefined) {
    return shortName(service);
  }
  return isAddress(host) ? `:${port}` : (host.split('.')[0] ?? host);
}

function podsBehind(cluster: ClusterState, { service: name }: Trace): readonly string[] {
  const service = Object.values(cluster.services).find((entry) => keyOfObject(entry) === name);
  return service === undefined
    ? []
    : targetsOf(cluster, service).flatMap(({ podKey, isReady }) => (isReady ? [podKey] : []));
}

function shortName(key: string): string {
  return key.replace(/^default\//, '');
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+(?:\.\d+){3}$/.test(host);
}
