// What the instructor reads in a second terminal: plain data on the wire, rows on the screen.

import { visible } from '../ui/text/sanitize.js';
import { fitRow, type Row, rowWidth, span } from '../ui/text/span.js';
import { wrapProse } from '../ui/text/wrap.js';
import { demoWords } from '../words/demo.js';
import type { Lang } from '../words/sentence.js';
import { commandOf, type Presenter } from './presenter.js';
import type { Scene } from './script.js';

export interface NotesState {
  readonly lesson: string;
  /** Counted from 1. */
  readonly number: number;
  readonly scenes: number;
  readonly name: string;
  readonly notes: string;
  readonly command: string;
  readonly next: string;
  /** Since the demo began, and what autoplay would take to the end of this scene. */
  readonly passedMs: number;
  readonly plannedMs: number;
}

export interface NotesOf {
  readonly lesson: string;
  readonly presenter: Presenter;
  readonly script: readonly Scene[];
  readonly lang: Lang;
  readonly passedMs: number;
  readonly plannedMs: number;
}

export function notesState({ lesson, presenter, script, lang, passedMs, plannedMs }: NotesOf): NotesState {
  const scene = script[presenter.scene];
  return {
    lesson,
    number: presenter.scene + 1,
    scenes: script.length,
    name: scene?.name ?? '',
    notes: scene?.notes ?? '',
    command: commandOf(presenter, script) ?? '',
    next: script[presenter.scene + 1]?.name ?? demoWords.end[lang](),
    passedMs,
    plannedMs,
  };
}

/** A page of exactly `rows` rows. */
export function notesRows(
  state: NotesState | undefined,
  { columns, rows, lang }: { readonly columns: number; readonly rows: number; readonly lang: Lang },
): readonly Row[] {
  const foot = [span(` ${demoWords.notesLeave[lang]()}`, 'dim')];
  if (state === undefined) return page([[span(` ${demoWords.notesWaiting[lang]()}`)]], foot, { columns, rows });
  const width = Math.max(10, columns - 2);
  const text = (value: string) =>
    value.split('\n').flatMap((line) => indented(wrapProse([span(visible(line))], width)));
  const part = (title: string, value: string) =>
    value === '' ? [] : [[], [span(` ${title}`, 'heading')], ...text(value)];
  const time = demoWords.notesTime[lang](clock(state.passedMs), clock(state.plannedMs));
  const body: readonly Row[] = [
    headRow(state, time, { columns, lang }),
    [span(` ${visible(state.name)}`, 'title')],
    [],
    ...text(state.notes === '' ? demoWords.noNote[lang]() : state.notes.replaceAll('`', '')),
    ...part(demoWords.notesCommand[lang](), state.command),
    ...part(demoWords.notesNext[lang](), state.next),
  ];
  return page(body, foot, { columns, rows });
}

/** The same for a pipe or a screen reader. */
export function notesText(state: NotesState, lang: Lang): string {
  const time = demoWords.notesTime[lang](clock(state.passedMs), clock(state.plannedMs));
  return [
    `${demoWords.notesTitle[lang](state.number, state.scenes)}  ${state.name}  (${time})`,
    state.notes === '' ? demoWords.noNote[lang]() : state.notes,
    ...(state.command === '' ? [] : [`${demoWords.notesCommand[lang]()}: ${state.command}`]),
    `${demoWords.notesNext[lang]()}: ${state.next}`,
    '',
    '',
  ].join('\n');
}

/** What came over the wire, if it is that. */
export function readNotes(data: unknown): NotesState | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const state = data as NotesState;
  const { lesson, name, notes, command, next, number, scenes, passedMs, plannedMs } = state;
  const isWhole =
    [lesson, name, notes, command, next].every((value) => typeof value === 'string') &&
    [number, scenes, passedMs, plannedMs].every((value) => typeof value === 'number');
  return isWhole ? state : undefined;
}

function headRow(state: NotesState, time: string, { columns, lang }: { columns: number; lang: Lang }): Row {
  const left = [span(` ${visible(state.lesson)}  ${demoWords.notesTitle[lang](state.number, state.scenes)}`, 'accent')];
  const right = [span(`${time} `, 'dim')];
  const gap = Math.max(1, columns - rowWidth(left) - rowWidth(right));
  return [...left, span(' '.repeat(gap)), ...right];
}

function page(
  body: readonly Row[],
  foot: Row,
  size: { readonly columns: number; readonly rows: number },
): readonly Row[] {
  const shown = body.slice(0, Math.max(0, size.rows - 1));
  const blank = Array.from({ length: Math.max(0, size.rows - 1 - shown.length) }, (): Row => []);
  return [...shown, ...blank, foot].map((row) => fitRow(row, size.columns));
}

function indented(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => [span(' '), ...row]);
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
