// What the mouse means: the wheel scrolls the pane under the pointer, a click goes there and chooses the object it points at.
import type { ShownObject } from '../cluster/cluster-view.js';
import type { Key } from '../keys/key.js';
import { layoutOf } from './layout.js';
import { type Focus, isWholePane, type UiState } from './ui-state.js';

export type MouseIntent =
  | { readonly type: 'scroll'; readonly pane: Focus; readonly by: number }
  | { readonly type: 'focus'; readonly focus: Focus }
  | { readonly type: 'select'; readonly object: string };

interface Pointed {
  readonly ui: UiState;
  readonly objects: readonly ShownObject[];
  /** First row of the cluster pane's content that is shown. */
  readonly clusterStart: number;
}

const wheelRows = 3;

export function mouseIntents(key: Extract<Key, { type: 'mouse' }>, pointed: Pointed): readonly MouseIntent[] {
  const pane = paneAt(key, pointed.ui);
  // A program that has the terminal pane for itself has keys of its own.
  const isTaken = pane === 'terminal' && isWholePane(pointed.ui) && key.action !== 'press';
  if (pane === undefined || pointed.ui.overlay !== undefined || isTaken) {
    return [];
  }
  switch (key.action) {
    case 'wheel-up':
      return [{ type: 'scroll', pane, by: -wheelRows }];
    case 'wheel-down':
      return [{ type: 'scroll', pane, by: wheelRows }];
    case 'press': {
      // Below the status line and the frame.
      const row = key.row - 2 + pointed.clusterStart;
      const object = pane === 'cluster' ? pointed.objects.findLast((shown) => shown.row === row) : undefined;
      const focus: MouseIntent = { type: 'focus', focus: pane };
      return object === undefined ? [focus] : [focus, { type: 'select', object: object.key }];
    }
    case 'release':
    case 'move':
      return [];
  }
}

function paneAt({ column, row }: { readonly column: number; readonly row: number }, ui: UiState): Focus | undefined {
  const layout = layoutOf(ui.columns, ui.rows, isWholePane(ui));
  if (layout.kind === 'small' || row < 1 || row >= ui.rows - 1) {
    return undefined;
  }
  if (row > layout.lesson.height) {
    return 'terminal';
  }
  if (layout.kind === 'tabs') {
    return ui.tab;
  }
  return column < layout.lesson.width ? 'lesson' : 'cluster';
}
