// The cluster pane: objects, the last request hop by hop, where the latest requests went, recent events.
import type { Event } from '../../kube/shapes/core.js';
import { visible } from '../text/sanitize.js';
import { type Row, shortenedRow, span } from '../text/span.js';
import { textWidth } from '../text/width.js';
import type { ClusterState } from './cluster-state.js';
import { type Drawing, isOfLearner, objectLines } from './object-rows.js';
import { traceRows } from './trace-view.js';
import { trafficRows } from './traffic-view.js';

export interface ClusterPage {
  readonly rows: readonly Row[];
  /** Objects that can be selected, in the order of reading, with the row that they stand in. */
  readonly objects: readonly ShownObject[];
}

export interface ShownObject {
  /** `KIND/NAMESPACE/NAME` */
  readonly key: string;
  readonly row: number;
}

/** All rows of the pane. When `height` is short, empty rows go first, then older events; the rest is scrolled to. */
export function clusterPage(drawing: Drawing, height: number): ClusterPage {
  const { cluster, width, view } = drawing;
  const lines = objectLines(drawing);
  const trace = traceRows(cluster, width, view);
  const traffic = trafficRows(cluster, width, view);
  const isRoomy = lines.length + trace.length + traffic.length + 6 <= height;
  const objects = isRoomy ? lines : lines.filter(({ row }) => row.length > 0);
  // Where all is well and room is short, what many requests did says more than what the last one did.
  const parts = !isRoomy && cluster.lastTrace?.outcome === 'reply' ? [traffic, trace] : [trace, traffic];
  const above = [...objects.map(({ row }) => row), ...parts.flatMap((rows) => (rows.length > 0 ? [[], ...rows] : []))];
  if (isRoomy) above.push([]);
  return {
    rows: [...above, ...eventRows(cluster, width, height - above.length)].map((row) =>
      shortenedRow(row, width, view.theme.symbols.cut),
    ),
    objects: objects.flatMap((line, row) => line.objects.map((key) => ({ key, row }))),
  };
}

/** The object that keys act on: the one that was selected while it is there, else the first Service. */
export function selectedObject(objects: readonly ShownObject[], selected: string | undefined): string | undefined {
  const service = objects.find(({ key }) => key.startsWith('service/'));
  return (objects.find(({ key }) => key === selected) ?? service ?? objects[0])?.key;
}

function eventRows(cluster: ClusterState, width: number, count: number): readonly Row[] {
  const dated = cluster.events.filter(isOfLearner).map((event) => ({ event, at: timeOf(event) ?? 0 }));
  const latest = dated.sort((one, other) => one.at - other.at).slice(-Math.max(1, count));
  return latest.map(({ event }): Row => {
    const about = `${event.involvedObject.kind ?? ''} ${event.involvedObject.name ?? ''}`;
    const at = timeOf(event);
    const time = at === undefined ? '     ' : clockText(at - cluster.epoch);
    const left = width - textWidth(time) - textWidth(about) - 3;
    return [
      span(`${time} `, 'dim'),
      span(visible(`${about} `)),
      span(visible(event.reason ?? ''), event.type === 'Warning' ? 'bad' : 'good'),
      ...(left > 30 ? [span(`  ${visible(event.message ?? '')}`, 'dim')] : []),
    ];
  });
}

function timeOf(event: Event): number | undefined {
  const text = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return text === undefined ? undefined : new Date(text).getTime();
}

/** `MM:SS` since the clock's zero. */
function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
