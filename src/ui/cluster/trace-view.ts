// The last request, one row a hop, with its reason unless the step asks for it.
import type { Hop, Trace } from '../../kube/hop.js';
import { hopCause, hopShort, plainNames } from '../../words/hops.js';
import { hopWords, uiWords, verdictWords } from '../../words/ui.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { type Row, rowWidth, shortened, span, spread } from '../text/span.js';
import { textWidth } from '../text/width.js';
import { wrapProse } from '../text/wrap.js';
import type { ClusterState } from './cluster-state.js';
import { shortNode } from './short-node.js';

export function traceRows(cluster: ClusterState, width: number, view: View): readonly Row[] {
  const trace = cluster.lastTrace;
  if (trace === undefined) {
    return [[span(`${uiWords.lastRequest[view.lang]()}  `, 'dim'), span(uiWords.noRequest[view.lang](), 'dim')]];
  }
  const names = trace.hops.map((hop) => nameOf(hop, view));
  const nameWidth = Math.max(0, ...names.map(textWidth));
  return [
    headRow(trace, width, view),
    ...trace.hops.flatMap((hop, index) =>
      hopRows(hop, { index, nameWidth, width, cause: causeOf(trace, index, cluster.hidesCauses, view) }, view),
    ),
  ];
}

function headRow(trace: Trace, width: number, view: View): Row {
  const from = trace.from.split('/').at(-1) ?? trace.from;
  // A name that was not resolved was never asked at a port.
  const target = trace.port === 0 ? trace.host : `${trace.host}:${trace.port}`;
  const verdict = verdictWords[trace.outcome]?.[view.lang]() ?? trace.outcome;
  const both = view.lang === 'ja' && trace.outcome !== 'reply' ? `${verdict} (${trace.outcome})` : verdict;
  const lead = [span(`${uiWords.lastRequest[view.lang]()}  `, 'dim')];
  const way = visible(`${from} -> ${target}`);
  const room = width - rowWidth(lead) - 2;
  const told = textWidth(way) + textWidth(both) <= room ? both : verdict;
  const mark = span(`  ${told}`, trace.outcome === 'reply' ? 'good' : 'bad');
  return [...lead, span(shortened(way, room - textWidth(told), view.theme.symbols.cut)), mark];
}

interface HopPlace {
  readonly index: number;
  readonly nameWidth: number;
  readonly width: number;
  readonly cause: string | undefined;
}

function hopRows(hop: Hop, place: HopPlace, view: View): readonly Row[] {
  const name = nameOf(hop, view);
  const verdict = verdictWords[hop.verdict]?.[view.lang]() ?? hop.verdict;
  const lead = [span(` ${place.index + 1} `, 'dim'), span(name + ' '.repeat(place.nameWidth - textWidth(name) + 2))];
  const mark = [span(verdict, hop.verdict === 'ok' ? 'good' : 'bad')];
  const room = place.width - rowWidth(mark) - 1;
  const told = shortNode(plainNames(hopShort(hop.reason, hop.args, view.lang)));
  const row = spread(
    [...lead, span(shortened(told, room - rowWidth(lead), view.theme.symbols.cut))],
    mark,
    place.width,
  );
  const { cause } = place;
  if (cause === undefined) {
    return [row];
  }
  const indent = 3;
  const text = wrapProse([span(visible(cause), 'note')], place.width - indent);
  return [row, ...text.map((line) => [span(' '.repeat(indent)), ...line])];
}

/** Where the cause is kept back, that is said once, at the last hop that failed. */
function causeOf({ hops }: Trace, index: number, hidesCauses: boolean, view: View): string | undefined {
  const hop = hops[index];
  if (hop === undefined || !hidesCauses) {
    return hop && hopCause(hop.reason, hop.args, view.lang);
  }
  const lastFailure = hops.findLastIndex(({ verdict }) => verdict !== 'ok');
  return index === lastFailure ? uiWords.causeHidden[view.lang]() : undefined;
}

function nameOf(hop: Hop, view: View): string {
  return hopWords[hop.hop]?.[view.lang]() ?? visible(hop.hop);
}
