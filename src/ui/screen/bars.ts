// The line above (where am I) and the line below (what can I press).

import { editorWords } from '../../words/editor.js';
import type { Sentence } from '../../words/sentence.js';
import { uiWords } from '../../words/ui.js';
import type { AppSnapshot, HeaderData } from '../app-model.js';
import type { FileEditor } from '../editor/editor-state.js';
import type { Pager } from '../pager/pager.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, rowWidth, shortened, span, spread } from '../text/span.js';
import type { View } from './pane.js';
import { isWholePane, type UiState } from './ui-state.js';

export function statusRow(header: HeaderData, width: number, view: View): Row {
  const isRoomy = width >= 100;
  const left: Row = [
    span(` ${lessonPlace(header, isRoomy, view)} `, 'accent'),
    span(` ${visible(header.title)}`, 'title'),
    span(`   ${visible(header.scene ?? place(header, view))}`),
  ];
  const clock = isRoomy ? `${uiWords.clock[view.lang]()} ${header.clockText}` : header.clockText;
  const right: Row = [span(`${clock}  x${header.speed} `, 'dim'), ...(isRoomy ? savedSpans(header, view) : [])];
  return fitRow(spread(left, right, width), width);
}

/** Chapter and number of the lesson, as far as there is room and the course says so. */
function lessonPlace({ chapter, number }: HeaderData, isRoomy: boolean, { lang }: View): string {
  const name = isRoomy ? visible(chapter) : '';
  if (number === undefined) {
    return name;
  }
  return name === '' ? `${number}` : uiWords.numbered[lang](name, number);
}

/** Step of the lesson, or what comes behind the last one. */
function place({ isEnd, step, steps }: HeaderData, view: View): string {
  return isEnd === true ? uiWords.summary[view.lang]() : uiWords.step[view.lang](step, steps);
}

function savedSpans(header: HeaderData, view: View): Row {
  switch (header.saved) {
    case 'saved':
      return [span(`  ${uiWords.saved[view.lang]()} `, 'dim')];
    case 'saving':
      return [span(`  ${uiWords.saving[view.lang]()} `, 'dim')];
    case 'failed':
      return [span(`  ${uiWords.saveFailed[view.lang]()} `, 'bad')];
    case 'off':
      return [];
  }
}

type KeyEntry = readonly [string, Sentence];

export function keyRow(ui: UiState, snapshot: AppSnapshot, width: number, view: View): Row {
  const right = noticeSpans(ui, snapshot, view);
  const room = width - rowWidth(right) - 1;
  const left: Row[] = [[span(' ')]];
  let used = 1;
  for (const [key, label] of labelledKeys(ui, snapshot, view)) {
    const entry = [span(key, 'key'), span(` ${label}  `, 'dim')];
    if (used + rowWidth(entry) - 2 > room) {
      break;
    }
    left.push(entry);
    used += rowWidth(entry);
  }
  return fitRow(spread(left.flat(), right, width), width);
}

function labelledKeys(ui: UiState, snapshot: AppSnapshot, view: View): NonNullable<AppSnapshot['demo']>['keys'] {
  const own = ui.overlay === undefined ? snapshot.demo?.keys : undefined;
  if (own !== undefined && !isWholePane(ui)) {
    return own;
  }
  return [...(own ?? []), ...keysOf(ui, snapshot).map(([key, label]) => [key, label[view.lang]()] as const)];
}

const PAGE_KEYS: readonly KeyEntry[] = [['PageUp PageDown', uiWords.keyScroll]];

function keysOf(ui: UiState, snapshot: AppSnapshot): readonly KeyEntry[] {
  if (ui.overlay?.type === 'acts') {
    return [
      ['Enter', uiWords.keyGoTo],
      ['Up Down 0-9', uiWords.keyChoose],
      ['Esc', uiWords.keyClose],
    ];
  }
  if (ui.overlay !== undefined) {
    return ui.overlay.type === 'course'
      ? [
          ['Enter', uiWords.keyOpen],
          ['Up Down', uiWords.keyChoose],
          ['Esc', uiWords.keyClose],
        ]
      : [...(ui.overlay.type === 'help' ? PAGE_KEYS : []), ['Esc', uiWords.keyClose]];
  }
  if (ui.editor !== undefined) {
    return editorKeys(ui.editor);
  }
  if (ui.pager !== undefined) {
    return pagerKeys(ui.pager);
  }
  if (ui.focus !== 'terminal') {
    const objects: readonly KeyEntry[] = ui.focus === 'cluster' ? [['Enter', uiWords.keyLook]] : [];
    return [...objects, ...PAGE_KEYS, ['F6', uiWords.keyPane], ['Esc', uiWords.terminal]];
  }
  const running: readonly KeyEntry[] = snapshot.terminal.running
    ? [
        ['^C', uiWords.keyStop],
        ['^D', uiWords.keyEnd],
      ]
    : [];
  const undo: readonly KeyEntry[] =
    snapshot.header.lastChange === undefined
      ? []
      : [
          ['^Z', uiWords.keyUndo],
          ['^Y', uiWords.keyRedo],
        ];
  return [
    ...running,
    ['F1', uiWords.keyHelp],
    ['F2', uiWords.keyHint],
    ['F3', uiWords.keySolution],
    ['F4', uiWords.keyCourse],
    ['F6', uiWords.keyPane],
    ...undo,
    ['F8', uiWords.terminal],
  ];
}

function pagerKeys({ prompt }: Pager): readonly KeyEntry[] {
  if (prompt !== undefined) {
    return [
      ['Enter', editorWords.keyAnswer],
      ['Esc', editorWords.keyCancel],
    ];
  }
  return [
    ['Space', editorWords.keyPageDown],
    ['b', editorWords.keyPageUp],
    ['/', editorWords.keySearch],
    ['q', editorWords.keyQuit],
    ['F1', uiWords.keyHelp],
  ];
}

function editorKeys({ prompt, vi }: FileEditor): readonly KeyEntry[] {
  if (prompt !== undefined || vi?.command !== undefined) {
    return [
      ['Enter', editorWords.keyAnswer],
      ['Esc', editorWords.keyCancel],
    ];
  }
  if (vi?.mode === 'insert') {
    return [
      ['Esc', editorWords.keyNormal],
      ['F1', uiWords.keyHelp],
    ];
  }
  if (vi !== undefined) {
    return [
      ['i', editorWords.keyInsert],
      [':wq', editorWords.keySaveLeave],
      [':q!', editorWords.keyDropLeave],
      ['u', uiWords.keyUndo],
      ['/', editorWords.keySearch],
      ['F1', uiWords.keyHelp],
    ];
  }
  return [
    ['^S', uiWords.keySave],
    ['^X', uiWords.keyExit],
    ['^Z', uiWords.keyUndo],
    ['^Y', uiWords.keyRedo],
    ['^W', editorWords.keySearch],
    ['^K', editorWords.keyCut],
    ['^U', editorWords.keyPaste],
    ['F1', uiWords.keyHelp],
  ];
}

function noticeSpans(ui: UiState, snapshot: AppSnapshot, view: View): Row {
  if (ui.notice !== undefined) {
    return [span(`${noticeText(ui.notice, view)} `, 'note')];
  }
  const change = snapshot.header.lastChange;
  return change === undefined || isWholePane(ui) || ui.columns < ROOMY
    ? []
    : [
        span(
          `${uiWords.lastChange[view.lang](shortened(visible(change), LONGEST_CHANGE, view.theme.symbols.cut))} `,
          'dim',
        ),
      ];
}

/** A long command must not push the keys out of sight. */
const LONGEST_CHANGE = 41;
/** Below this width the keys need the room that the last command would take. */
const ROOMY = 100;

function noticeText(notice: NonNullable<UiState['notice']>, view: View): string {
  switch (notice.type) {
    case 'repaired':
      return uiWords.repaired[view.lang]();
    case 'repaired-line':
      return uiWords.repairedLine[view.lang]();
    case 'paste-cut':
      return uiWords.pasteCut[view.lang]();
    case 'lesson-closed':
      return uiWords.lessonClosed[view.lang]();
    case 'no-completion':
      return uiWords.noCompletion[view.lang]();
    case 'editor-saved':
      return uiWords.editorSaved[view.lang]();
    case 'editor-failed':
      return uiWords.editorFailed[view.lang](visible(notice.reason));
  }
}
