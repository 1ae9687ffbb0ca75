// What a key means at this moment: intentions only, nothing is done here.
import type { AppSnapshot } from '../app-model.js';
import { type ShownObject, selectedObject } from '../cluster/cluster-view.js';
import { editorIntent } from '../editor/editor-keys.js';
import type { FileAction } from '../editor/file-editor.js';
import { chordOf, type Key } from '../keys/key.js';
import { lineIntent } from '../line-editor/keys.js';
import type { LineAction } from '../line-editor/reducer.js';
import { choiceOf } from '../line-meaning.js';
import type { Pager, PagerAction } from '../pager/pager.js';
import { pagerIntents } from '../pager/pager-keys.js';
import type { Extent } from './extent.js';
import { mouseIntents } from './mouse-keys.js';
import { overlayIntents } from './overlay-keys.js';
import { type Focus, isWholePane, nextFocus, type Overlay, overlayOf, paneProgram, type UiState } from './ui-state.js';

export type Intent =
  | { readonly type: 'line'; readonly action: LineAction }
  | { readonly type: 'file'; readonly action: FileAction }
  | { readonly type: 'page'; readonly action: PagerAction }
  | { readonly type: 'overlay'; readonly overlay: Overlay | undefined }
  | { readonly type: 'focus'; readonly focus: Focus }
  | { readonly type: 'scroll'; readonly pane: Focus; readonly by: number }
  | { readonly type: 'scroll-page'; readonly pane: Focus; readonly direction: -1 | 1 }
  | { readonly type: 'select'; readonly object: string }
  | { readonly type: 'look'; readonly object: string }
  | { readonly type: 'choose'; readonly index: number }
  | { readonly type: 'open-lesson'; readonly id: string }
  | { readonly type: 'jump'; readonly act: number }
  | { readonly type: 'paste-cut' | 'lesson-closed' }
  | {
      readonly type:
        | 'submit'
        | 'complete'
        | 'interrupt'
        | 'end-of-input'
        | 'clear-screen'
        | 'save-file'
        | 'leave-file'
        | 'leave-pager'
        | 'hint'
        | 'play-solution'
        | 'undo'
        | 'redo'
        | 'next-terminal';
    };

export interface KeyContext {
  readonly ui: UiState;
  readonly snapshot: AppSnapshot;
  /** Lines typed before, oldest first. */
  readonly history: readonly string[];
  /** Rows of the terminal pane's content. */
  readonly pageRows: number;
  /** What can be selected in the cluster pane, in the order of reading. */
  readonly objects: readonly ShownObject[];
  /** First row of that pane's content that is shown. */
  readonly clusterStart: number;
  /** How the page over the panes is scrolled. */
  readonly page: Extent;
}

export function intentsOf(key: Key, context: KeyContext): readonly Intent[] {
  const { ui } = context;
  if (key.type === 'mouse') {
    return mouseIntents(key, context);
  }
  if (ui.overlay !== undefined) {
    return overlayIntents(key, ui.overlay, context);
  }
  const global = globalIntent(key, context);
  if (global !== undefined) {
    return [global];
  }
  if (asksForKeys(key, context)) {
    return [{ type: 'overlay', overlay: overlayOf('help', context.snapshot) }];
  }
  if (ui.focus !== 'terminal') {
    return paneIntents(key, ui.focus, context);
  }
  if (ui.pager !== undefined) {
    return pageIntents(key, ui.pager, context);
  }
  return ui.editor === undefined ? terminalIntents(key, context) : fileIntents(key, context);
}

function globalIntent(key: Key, { ui, snapshot }: KeyContext): Intent | undefined {
  switch (chordOf(key)) {
    case 'f1':
      return { type: 'overlay', overlay: { type: 'help', scroll: 0, program: paneProgram(ui) } };
    case 'f2':
      return { type: 'hint' };
    case 'f3':
      return { type: 'overlay', overlay: overlayOf('solution', snapshot) };
    case 'f4':
      return { type: 'overlay', overlay: overlayOf('course', snapshot) };
    case 'f6':
      return { type: 'focus', focus: nextFocus(ui, 1) };
    case 'shift+f6':
      return { type: 'focus', focus: nextFocus(ui, -1) };
    case 'f8':
      return { type: 'next-terminal' };
    case 'f9':
      return { type: 'overlay', overlay: overlayOf('acts', snapshot) };
    default:
      return undefined;
  }
}

function paneIntents(key: Key, pane: 'lesson' | 'cluster', context: KeyContext): readonly Intent[] {
  const choice = choiceIntent(key, context);
  if (choice !== undefined) {
    return [choice];
  }
  if (key.type === 'text' || key.type === 'paste') {
    return [{ type: 'focus', focus: 'terminal' }, ...terminalIntents(key, context)];
  }
  const chosen = pane === 'cluster' ? objectIntent(key, context) : undefined;
  if (chosen !== undefined) {
    return [chosen];
  }
  switch (chordOf(key)) {
    case 'up':
      return [{ type: 'scroll', pane, by: -1 }];
    case 'down':
      return [{ type: 'scroll', pane, by: 1 }];
    case 'pageup':
      return [{ type: 'scroll-page', pane, direction: -1 }];
    case 'pagedown':
      return [{ type: 'scroll-page', pane, direction: 1 }];
    case 'home':
      return [{ type: 'scroll', pane, by: Number.NEGATIVE_INFINITY }];
    case 'end':
      return [{ type: 'scroll', pane, by: Number.POSITIVE_INFINITY }];
    case 'tab':
      return [{ type: 'focus', focus: nextFocus(context.ui, 1) }];
    case 'shift+tab':
      return [{ type: 'focus', focus: nextFocus(context.ui, -1) }];
    case 'escape':
      return [{ type: 'focus', focus: 'terminal' }];
    case 'enter':
      return [{ type: 'focus', focus: 'terminal' }, ...terminalIntents(key, context)];
    default:
      return [];
  }
}

/** Arrows go from object to object, and scroll behind the last one; Enter looks at it. */
function objectIntent(key: Key, { ui, objects }: KeyContext): Intent | undefined {
  const current = selectedObject(objects, ui.selected);
  const step = { up: -1, left: -1, down: 1, right: 1 }[chordOf(key) ?? ''];
  if (current === undefined) {
    return undefined;
  }
  if (step !== undefined) {
    const next = objects[objects.findIndex((object) => object.key === current) + step];
    return next && { type: 'select', object: next.key };
  }
  return chordOf(key) === 'enter' ? { type: 'look', object: current } : undefined;
}

function terminalIntents(key: Key, context: KeyContext): readonly Intent[] {
  const { ui } = context;
  const isEmpty = ui.line.text === '';
  const choice = isEmpty ? choiceIntent(key, context) : undefined;
  if (choice !== undefined) {
    return [choice];
  }
  if (context.snapshot.terminal.playing === true && chordOf(key) === 'escape') {
    return [{ type: 'interrupt' }];
  }
  switch (chordOf(key)) {
    case 'pageup':
      return [{ type: 'scroll-page', pane: 'terminal', direction: -1 }];
    case 'pagedown':
      return [{ type: 'scroll-page', pane: 'terminal', direction: 1 }];
    case 'shift+up':
      return [{ type: 'scroll', pane: 'terminal', by: -1 }];
    case 'shift+down':
      return [{ type: 'scroll', pane: 'terminal', by: 1 }];
    case 'ctrl+z':
      return [isEmpty ? { type: 'undo' } : { type: 'line', action: { type: 'undo' } }];
    case 'ctrl+y':
      // Straight after a cut the key pastes, as fingers know it; on an empty line it takes the undo back.
      return [isEmpty && ui.line.last !== 'kill' ? { type: 'redo' } : { type: 'line', action: { type: 'yank' } }];
    default:
      return lineIntents(key, context);
  }
}

function lineIntents(key: Key, { ui, history }: KeyContext): readonly Intent[] {
  const intent = lineIntent(key, ui.line, history);
  const cut: readonly Intent[] = key.type === 'paste' && key.isCut ? [{ type: 'paste-cut' }] : [];
  if (intent === undefined) {
    return cut;
  }
  return intent.type === 'edit' ? [{ type: 'line', action: intent.action }, ...cut] : [{ type: intent.type }, ...cut];
}

function fileIntents(key: Key, { ui, pageRows }: KeyContext): readonly Intent[] {
  const intent = ui.editor && editorIntent(key, ui.editor, pageRows);
  switch (intent?.type) {
    case 'edit':
      return [{ type: 'file', action: intent.action }];
    case 'save':
      return [{ type: 'save-file' }];
    case 'leave':
      return [{ type: 'leave-file' }];
    case undefined:
      return [];
  }
}

function pageIntents(key: Key, pager: Pager, { snapshot }: KeyContext): readonly Intent[] {
  const isComing = snapshot.pager?.isEnded === false;
  return pagerIntents(key, pager).flatMap((intent): readonly Intent[] => {
    if (intent.type === 'act') return [{ type: 'page', action: intent.action }];
    if (intent.type === 'leave') return [{ type: 'leave-pager' }];
    return isComing ? [{ type: 'interrupt' }] : [];
  });
}

/** A prediction or a quiz that waits is answered by its number. */
function choiceIntent(key: Key, { snapshot }: KeyContext): Intent | undefined {
  const index = key.type === 'text' ? choiceOf(key.text, snapshot.lesson) : undefined;
  return index === undefined ? undefined : { type: 'choose', index };
}

/** `?` where nothing is being typed asks for the keys; a running program may want it itself. */
function asksForKeys(key: Key, { ui, snapshot }: KeyContext): boolean {
  if (key.type !== 'text' || key.text.normalize('NFKC') !== '?') {
    return false;
  }
  const isTyping = isWholePane(ui) || snapshot.terminal.running || ui.line.text !== '' || ui.line.search !== undefined;
  return ui.focus !== 'terminal' || !isTyping;
}
