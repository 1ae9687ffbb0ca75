// From state to the picture of the whole screen. Panes whose data did not change are not drawn again.
import { uiWords } from '../../words/ui.js';
import type { AppSnapshot } from '../app-model.js';
import { clusterPage, type ShownObject, selectedObject } from '../cluster/cluster-view.js';
import { editorPicture, editorTitle } from '../editor/editor-view.js';
import type { CursorPlace } from '../frame/painter.js';
import { lessonPage } from '../lesson/lesson-view.js';
import { pagerPicture } from '../pager/pager-view.js';
import { tabSpans } from '../terminal/tab-title.js';
import { terminalPicture } from '../terminal/terminal-view.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, rowWidth, span } from '../text/span.js';
import { wrapProse } from '../text/wrap.js';
import { keyRow, statusRow } from './bars.js';
import { type Extent, extentOf, noExtent } from './extent.js';
import { type Layout, layoutOf, minColumns, minRows, noteRows, type Rect } from './layout.js';
import { createMemo, type Memo } from './memo.js';
import { paintOverlay } from './overlays.js';
import { frameColumns, frameRows, paintPane, type View } from './pane.js';
import { paintRow } from './theme.js';
import { isWholePane, type UiState } from './ui-state.js';

/** One rectangle of painted rows. */
export interface Block {
  readonly id: string;
  readonly width: number;
  readonly rows: readonly string[];
}

/** What Ink lays out: bands from top to bottom, each with its blocks from left to right. */
export interface Shape {
  readonly columns: number;
  readonly rows: number;
  readonly bands: readonly (readonly BlockShape[])[];
}

export interface BlockShape {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  /** The same object while nothing moves. */
  readonly shape: Shape;
  readonly bands: readonly (readonly Block[])[];
  readonly cursor?: CursorPlace | undefined;
  /** How the lesson and cluster panes and the page over them are scrolled, as drawn. */
  readonly extents: Readonly<Record<'lesson' | 'cluster' | 'page', Extent>>;
  /** What can be selected in the cluster pane, and in which of its rows. */
  readonly objects: readonly ShownObject[];
}

export type Compose = (ui: UiState, snapshot: AppSnapshot) => Picture;

export function createComposer(view: View): Compose {
  const memo = createMemo();
  return (ui, snapshot) => {
    const notes = noteRows(ui.rows, snapshot.demo !== undefined);
    const layout = layoutOf(ui.columns, ui.rows - notes, isWholePane(ui));
    const shaped = ({ bands, ...rest }: Middle): Picture => {
      const shape = shapeOf(ui, bands);
      return { shape: memo('shape', [JSON.stringify(shape)], () => shape), bands, ...rest };
    };
    if (layout.kind === 'small') {
      return shaped({ bands: [[smallBlock(ui, minRows + notes, view)]], extents: noExtents, objects: [] });
    }
    const { header } = snapshot;
    const status = memo('status', [header, ui.columns], () => [
      paintRow(statusRow(header, ui.columns, view), ui.columns, view.theme),
    ]);
    const keyLine = paintRow(keyRow(ui, snapshot, ui.columns, view), ui.columns, view.theme);
    const keys = memo('keys', [keyLine], () => [keyLine]);
    const middle =
      ui.overlay === undefined
        ? panes({ ui, snapshot, layout, view, memo })
        : overlay({ ...ui, rows: ui.rows - notes }, ui.overlay, snapshot, view);
    const bar = (id: string, rows: readonly string[]) => [{ id, width: ui.columns, rows }];
    const note = snapshot.demo?.note;
    const noted = note
      ? [
          bar(
            'note',
            memo('note', [note, notes, ui.columns], () => noteBar(note, ui, view)),
          ),
        ]
      : [];
    return shaped({ ...middle, bands: [bar('status', status), ...middle.bands, ...noted, bar('keys', keys)] });
  };
}

function shapeOf({ columns, rows }: UiState, bands: Picture['bands']): Shape {
  const shapes = bands.map((band) => band.map(({ id, width, rows }) => ({ id, width, height: rows.length })));
  return { columns, rows, bands: shapes };
}

type Middle = Omit<Picture, 'shape'>;

interface Scene {
  readonly ui: UiState;
  readonly snapshot: AppSnapshot;
  readonly layout: Exclude<Layout, { kind: 'small' }>;
  readonly view: View;
  readonly memo: Memo;
}

function panes(scene: Scene): Middle {
  const { ui, layout } = scene;
  const terminal = terminalBlock(scene);
  const lesson = lessonBlock(scene);
  const cluster = clusterBlock(scene);
  const both = [lesson.block, cluster.block];
  const upper = layout.kind === 'wide' ? both : [ui.tab === 'lesson' ? lesson.block : cluster.block];
  const cursor = terminal.cursor && {
    x: terminal.cursor.x + 2,
    y: terminal.cursor.y + 1 + 1 + layout.lesson.height,
  };
  return {
    bands: [upper, [terminal.block]],
    cursor: ui.focus === 'terminal' ? cursor : undefined,
    extents: { ...noExtents, lesson: lesson.extent, cluster: cluster.extent },
    objects: cluster.objects,
  };
}

interface ScrolledBlock {
  readonly block: Block;
  readonly extent: Extent;
}

function lessonBlock({ ui, snapshot, layout, view, memo }: Scene): ScrolledBlock {
  const { width, height } = layout.lesson;
  const { lesson } = snapshot;
  const page = memo('lesson-page', [lesson, width, height], () =>
    lessonPage(lesson, width - frameColumns, height - frameRows, view),
  );
  const anchor = ui.lessonAnchor === undefined ? undefined : page.anchors[ui.lessonAnchor];
  const extent = extentOf(page.rows, height - frameRows, anchor ?? ui.scroll.lesson);
  const painted = memo('lesson', [page, extent.start, ui.focus, layout.kind], () =>
    scrolledPane(
      page.rows,
      {
        rect: layout.lesson,
        title: titleOf('lesson', layout, view),
        ui,
        pane: 'lesson',
        extent,
        isDemo: snapshot.demo !== undefined,
      },
      view,
    ),
  );
  return { block: { id: 'lesson', width, rows: painted }, extent };
}

function clusterBlock(scene: Scene): ScrolledBlock & { readonly objects: readonly ShownObject[] } {
  const { ui, snapshot, layout, view, memo } = scene;
  const { width, height } = layout.cluster;
  const { cluster } = snapshot;
  const wanted = ui.focus === 'cluster' ? ui.selected : '';
  const { rows, objects } = memo('cluster-page', [cluster, width, height, ui.focus, wanted], () => {
    const drawing = { cluster, width: width - frameColumns, view, selected: undefined };
    const page = clusterPage(drawing, height - frameRows);
    const selected = ui.focus === 'cluster' ? selectedObject(page.objects, ui.selected) : undefined;
    return selected === undefined ? page : clusterPage({ ...drawing, selected }, height - frameRows);
  });
  const extent = extentOf(rows, height - frameRows, ui.scroll.cluster);
  const copy = cluster.isCopy ? [span(` ${uiWords.copy[view.lang]()}`, 'warn')] : [];
  const painted = memo('cluster', [rows, extent.start, ui.focus, layout.kind], () =>
    scrolledPane(
      rows,
      { rect: layout.cluster, title: [...titleOf('cluster', layout, view), ...copy], ui, pane: 'cluster', extent },
      view,
    ),
  );
  return { block: { id: 'cluster', width, rows: painted }, extent, objects };
}

interface ScrolledPane {
  readonly rect: Rect;
  readonly title: Row;
  readonly ui: UiState;
  readonly pane: 'lesson' | 'cluster';
  readonly extent: Extent;
  /** Enter does not read on in the lesson: it belongs to the script. */
  readonly isDemo?: boolean;
}

function scrolledPane(rows: readonly Row[], options: ScrolledPane, view: View): readonly string[] {
  const { rect, title, ui, pane, extent, isDemo } = options;
  const { start, height } = extent;
  const below = rows.length - start - height;
  const note =
    below > 0
      ? `${view.theme.symbols.down} ${uiWords[pane === 'lesson' && !isDemo ? 'moreByEnter' : 'more'][view.lang](below)}`
      : undefined;
  return paintPane(rows.slice(start, start + height), { ...rect, title, note, isFocused: ui.focus === pane }, view);
}

function titleOf(pane: 'lesson' | 'cluster', layout: Layout, view: View): Row {
  const style = (name: string) => (name === pane ? 'title' : 'dim');
  if (layout.kind === 'wide') {
    return [span(uiWords[pane][view.lang](), 'title')];
  }
  return [
    span(pane === 'lesson' ? `[${uiWords.lesson[view.lang]()}]` : ` ${uiWords.lesson[view.lang]()} `, style('lesson')),
    span(' '),
    span(
      pane === 'cluster' ? `[${uiWords.cluster[view.lang]()}]` : ` ${uiWords.cluster[view.lang]()} `,
      style('cluster'),
    ),
  ];
}

function terminalBlock({ ui, snapshot, layout, view, memo }: Scene): {
  block: Block;
  cursor?: CursorPlace | undefined;
} {
  const rect = layout.terminal;
  const width = rect.width - frameColumns;
  const height = rect.height - frameRows;
  const { editor, pager } = ui;
  const paged = pager && snapshot.pager;
  const picture = paged
    ? pagerPicture(pager, { text: paged, width, height: height - 1 }, view)
    : editor === undefined
      ? memo('terminal-picture', [ui.output, ui.line, ui.scroll.terminal, snapshot.terminal, width, height], () =>
          terminalPicture(
            { output: ui.output, line: ui.line, terminal: snapshot.terminal, scroll: ui.scroll.terminal },
            width,
            height,
            view,
          ),
        )
      : editorPicture(editor, width, height, view);
  const title = paged
    ? [span(visible(paged.title), 'title')]
    : editor === undefined
      ? [span(uiWords.terminal[view.lang](), 'title')]
      : editorTitle(editor, view);
  const note = ui.scroll.terminal > 0 ? uiWords.scrolled[view.lang](ui.scroll.terminal) : undefined;
  const tabs = tabSpans(snapshot, view);
  const rows = memo('terminal', [picture, rect.width, ui.focus, note, editor, snapshot.tabs], () =>
    paintPane(picture.rows, { ...rect, title: [...title, ...tabs], note, isFocused: ui.focus === 'terminal' }, view),
  );
  return { block: { id: 'terminal', width: rect.width, rows }, cursor: picture.cursor };
}

function overlay(ui: UiState, shown: NonNullable<UiState['overlay']>, snapshot: AppSnapshot, view: View): Middle {
  const { rows, extent } = paintOverlay(shown, snapshot, { width: ui.columns, height: ui.rows - 2 }, view);
  const bands = [[{ id: 'overlay', width: ui.columns, rows }]];
  return { bands, extents: { ...noExtents, page: extent }, objects: [] };
}

/** The end of a note that has no room is in the instructor's second terminal. */
function noteBar(note: NonNullable<AppSnapshot['demo']>['note'], ui: UiState, view: View): readonly string[] {
  const lead: Row = [span(' '), span(visible(note.lead), 'accent'), span('  ')];
  const width = ui.columns - rowWidth(lead) - 1;
  const lines = wrapProse([span(visible(note.text))], width);
  const count = noteRows(ui.rows, true);
  return Array.from({ length: count }, (_, index) => {
    const isCut = index === count - 1 && lines.length > count;
    const head: Row = index === 0 ? lead : [span(' '.repeat(rowWidth(lead)))];
    const row = [
      ...head,
      ...fitRow(lines[index] ?? [], isCut ? width - 1 : width),
      ...(isCut ? [span(view.theme.symbols.cut, 'dim')] : []),
    ];
    return paintRow(row, ui.columns, view.theme);
  });
}

function smallBlock(ui: UiState, neededRows: number, view: View): Block {
  const width = Math.max(1, ui.columns);
  const texts = [
    uiWords.tooSmall[view.lang](minColumns, neededRows),
    uiWords.tooSmallNow[view.lang](ui.columns, ui.rows),
  ];
  const lines = texts.flatMap((text) => wrapProse([span(text)], width)).slice(0, ui.rows);
  const rows = Array.from({ length: ui.rows }, (_, index) => paintRow(lines[index] ?? [], width, view.theme));
  return { id: 'small', width, rows };
}

const noExtents: Picture['extents'] = { lesson: noExtent, cluster: noExtent, page: noExtent };
