// What the screen itself remembers: focus, scrolling, the line being typed, overlays. One closed union of actions changes it.
import type { PaneProgram } from '../../words/program-help.js';
import type { AppSnapshot, CourseData } from '../app-model.js';
import type { CourseMap } from '../course-map/course-map-state.js';
import type { FileEditor } from '../editor/editor-state.js';
import { type FileAction, openFile, reduceFile } from '../editor/file-editor.js';
import type { LessonAnchor } from '../lesson/lesson-view.js';
import { type LineAction, reduceLine } from '../line-editor/reducer.js';
import { emptyLine, type LineState } from '../line-editor/state.js';
import { openPager, type Pager } from '../pager/pager.js';
import { emptyOutput, type TerminalOutput, writeOutput } from '../terminal/output.js';
import { layoutOf } from './layout.js';
import { type ShownLesson, withStep } from './lesson-in-sight.js';

export type Focus = 'terminal' | 'lesson' | 'cluster';

export type Overlay =
  | { readonly type: 'help'; readonly scroll: number; readonly program?: PaneProgram | undefined }
  | ({ readonly type: 'course' } & CourseMap)
  | { readonly type: 'solution' }
  /** All prompts so far; \`selected\` counts from 0, \`typed\` is its number as far as it was typed. */
  | { readonly type: 'acts'; readonly selected: number; readonly typed: string };

export type Notice =
  | { readonly type: 'repaired' | 'repaired-line' | 'paste-cut' | 'no-completion' | 'editor-saved' | 'lesson-closed' }
  | { readonly type: 'editor-failed'; readonly reason: string };

/** What the screen remembers of one terminal. */
export interface TerminalMemory {
  readonly line: LineState;
  readonly output: TerminalOutput;
  readonly epoch: number;
  readonly lastChunk: number;
  readonly editor?: FileEditor | undefined;
  readonly pager?: Pager | undefined;
}

/** The memory is that of the terminal in sight. */
export interface UiState extends TerminalMemory {
  readonly columns: number;
  readonly rows: number;
  readonly focus: Focus;
  readonly tab: 'lesson' | 'cluster';
  readonly overlay?: Overlay | undefined;
  readonly scroll: Readonly<Record<Focus, number>>;
  /** The mouse is listened to. */
  readonly mouse: boolean;
  /** The object of the cluster pane that was chosen last, as `KIND/NAMESPACE/NAME`. */
  readonly selected?: string | undefined;
  /** Where the keys go when the pager is closed. */
  readonly focusAfterPager?: Focus | undefined;
  /** Number of the terminal in sight. */
  readonly terminal: number;
  /** The other terminals, by number. */
  readonly parked: Readonly<Record<number, TerminalMemory>>;
  readonly notice?: Notice | undefined;
  /** What the lesson pane showed last: a new step begins at its top, what changes is brought into sight. */
  readonly shown: ShownLesson;
  /** The part of the lesson that is in sight; undefined once the pane was scrolled by hand. */
  readonly lessonAnchor?: LessonAnchor | undefined;
  readonly lastRequest: number;
}

export type UiAction =
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'sync'; readonly snapshot: AppSnapshot }
  | { readonly type: 'line'; readonly action: LineAction }
  | { readonly type: 'file'; readonly action: FileAction }
  | { readonly type: 'pager'; readonly pager: Pager }
  | { readonly type: 'focus'; readonly focus: Focus }
  | { readonly type: 'select'; readonly object: string }
  | { readonly type: 'scroll'; readonly pane: Focus; readonly to: number }
  | { readonly type: 'overlay'; readonly overlay: Overlay | undefined }
  | { readonly type: 'notice'; readonly notice: Notice | undefined }
  | { readonly type: 'clear-screen' };

const newTerminal: TerminalMemory = { line: emptyLine, output: emptyOutput, epoch: -1, lastChunk: -1 };

export function initialUi(columns: number, rows: number): UiState {
  return {
    columns,
    rows,
    focus: 'terminal',
    tab: 'lesson',
    mouse: false,
    scroll: { terminal: 0, lesson: 0, cluster: 0 },
    ...newTerminal,
    terminal: 1,
    parked: {},
    shown: { step: '', hints: 0, goals: '', predict: '', after: 0 },
    lastRequest: 0,
  };
}

/** The program that has the terminal pane for itself. */
export function paneProgram({ editor, pager }: UiState): PaneProgram | undefined {
  if (pager !== undefined) {
    return 'pager';
  }
  return editor && (editor.vi === undefined ? 'editor' : 'vi');
}

/** The terminal pane is larger while a program has it for itself. */
export function isWholePane(state: UiState): boolean {
  return paneProgram(state) !== undefined;
}

export function reduceUi(state: UiState, action: UiAction): UiState {
  switch (action.type) {
    case 'resize':
      return { ...state, columns: action.columns, rows: action.rows };
    case 'sync':
      return synced(state, action.snapshot);
    case 'line':
      return withLine(state, reduceLine(state.line, action.action));
    case 'file':
      return state.editor === undefined ? state : { ...state, editor: reduceFile(state.editor, action.action) };
    case 'pager':
      return { ...state, pager: action.pager };
    case 'focus':
      return focused(state, action.focus);
    case 'select':
      return { ...state, selected: action.object };
    case 'scroll':
      return {
        ...state,
        scroll: { ...state.scroll, [action.pane]: Math.max(0, action.to) },
        lessonAnchor: action.pane === 'lesson' ? undefined : state.lessonAnchor,
      };
    case 'overlay':
      return { ...state, overlay: action.overlay };
    case 'notice':
      return state.notice === action.notice ? state : { ...state, notice: action.notice };
    case 'clear-screen':
      return { ...state, output: writeOutput(state.output, '\x1b[2J\x1b[H', { drawsScreen: true }) };
  }
}

function focused(state: UiState, focus: Focus): UiState {
  return { ...state, focus, tab: focus === 'terminal' ? state.tab : focus };
}

const focusOrder: readonly Focus[] = ['terminal', 'lesson', 'cluster'];

/** The pane that comes after this one, or before it. Of panes in tabs, the one that is not in sight comes first. */
export function nextFocus(state: UiState, step: 1 | -1): Focus {
  const { kind } = layoutOf(state.columns, state.rows, isWholePane(state));
  const order: readonly Focus[] = kind === 'tabs' ? ['terminal', 'cluster', 'lesson'] : focusOrder;
  if (kind === 'tabs' && state.focus === 'terminal') {
    return state.tab === 'lesson' ? 'cluster' : 'lesson';
  }
  return order[(order.indexOf(state.focus) + step + order.length) % order.length] ?? 'terminal';
}

function withLine(state: UiState, line: LineState): UiState {
  return line === state.line ? state : { ...state, line, scroll: { ...state.scroll, terminal: 0 } };
}

/** Takes over what the model has that the screen has not: output, an opened file, a new step. */
function synced(state: UiState, snapshot: AppSnapshot): UiState {
  return withRequest(
    withStep(withPager(withEditor(withOutput(withTerminal(state, snapshot), snapshot), snapshot), snapshot), snapshot),
    snapshot,
  );
}

/** Another terminal is in sight: what was typed and shown in the one before is kept for its return. */
function withTerminal(state: UiState, { terminal: { number = 1 }, tabs = [] }: AppSnapshot): UiState {
  if (number === state.terminal) {
    return state;
  }
  const { line, output, epoch, lastChunk, editor, pager } = state;
  const isOpen = (known: string) => tabs.some((tab) => String(tab.number) === known);
  const parked: UiState['parked'] = {
    ...state.parked,
    [state.terminal]: { line, output, epoch, lastChunk, editor, pager },
  };
  return {
    ...state,
    ...(parked[number] ?? { ...newTerminal, editor: undefined, pager: undefined }),
    terminal: number,
    parked: Object.fromEntries(Object.entries(parked).filter(([known]) => isOpen(known))),
    focus: 'terminal',
    scroll: { ...state.scroll, terminal: 0 },
  };
}

function withOutput(state: UiState, { terminal }: AppSnapshot): UiState {
  const isNew = terminal.epoch !== state.epoch;
  const start = isNew
    ? {
        ...state,
        epoch: terminal.epoch,
        lastChunk: -1,
        output: emptyOutput,
        // What is typed before there is a world is for its first prompt.
        line: state.epoch === 0 ? state.line : { ...emptyLine, kills: state.line.kills },
      }
    : state;
  const news = terminal.output.filter((chunk) => chunk.id > start.lastChunk);
  const last = news.at(-1);
  if (last === undefined) {
    return start;
  }
  let output = start.output;
  for (const chunk of news) {
    output = writeOutput(output, chunk.text, { drawsScreen: chunk.drawsScreen ?? false });
  }
  return { ...start, output, lastChunk: last.id, scroll: held(start, output) };
}

/** Who reads earlier output keeps it in sight while more arrives. */
function held({ scroll, output: before }: UiState, after: TerminalOutput): UiState['scroll'] {
  return scroll.terminal === 0
    ? scroll
    : { ...scroll, terminal: scroll.terminal + Math.max(0, after.row - before.row) };
}

function withEditor(state: UiState, { editor }: AppSnapshot): UiState {
  if (editor === undefined) {
    return state.editor === undefined ? state : { ...state, editor: undefined };
  }
  return state.editor?.path === editor.path ? state : { ...state, editor: openFile(editor), focus: 'terminal' };
}

function withPager(state: UiState, { pager }: AppSnapshot): UiState {
  if (pager?.id === state.pager?.id) {
    return state;
  }
  if (pager === undefined) {
    return { ...state, pager: undefined, focus: state.focusAfterPager ?? state.focus };
  }
  return { ...state, pager: openPager(pager.id), focusAfterPager: state.focus, focus: 'terminal' };
}

function withRequest(state: UiState, snapshot: AppSnapshot): UiState {
  const { request } = snapshot;
  if (request === undefined || request.id <= state.lastRequest) {
    return state;
  }
  const known = { ...state, lastRequest: request.id };
  if ('page' in request) {
    return { ...known, overlay: overlayOf(request.page, snapshot) };
  }
  if ('mouse' in request) {
    return { ...known, mouse: request.mouse };
  }
  return focused(known, request.pane === 'next' ? nextFocus(state, 1) : request.pane);
}

/** A page as it opens; the course map begins at the present lesson, the list of prompts at the present one. */
export function overlayOf(page: Overlay['type'], { course, acts }: Pick<AppSnapshot, 'course' | 'acts'>): Overlay {
  switch (page) {
    case 'help':
      return { type: 'help', scroll: 0 };
    case 'course':
      return { type: 'course', selected: Math.max(0, indexOfCurrent(course)), query: '' };
    case 'solution':
      return { type: 'solution' };
    case 'acts':
      return { type: 'acts', selected: acts?.done.length ?? 0, typed: '' };
  }
}

function indexOfCurrent(course: CourseData): number {
  return course.chapters.flatMap((chapter) => chapter.lessons).findIndex((lesson) => lesson.id === course.current);
}
