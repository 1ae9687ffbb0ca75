import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstPresenter } from '../../../src/demo/presenter.js';
import { type KeySituation, keyMeaning } from '../../../src/demo/presenter-keys.js';
import { screenCommands } from '../../../src/hosts/tutorial/screen-commands.js';
import { type Key, keyOf } from '../../../src/ui/keys/key.js';
import { openPager } from '../../../src/ui/pager/pager.js';
import { type Intent, intentsOf } from '../../../src/ui/screen/screen-keys.js';
import { initialUi, overlayOf, reduceUi, type UiState } from '../../../src/ui/screen/ui-state.js';
import { demoHelp } from '../../../src/words/demo.js';
import { helpWords } from '../../../src/words/ui.js';
import { fakeModel } from '../fake-model.js';

const model = fakeModel();
const snapshot = { ...model.snapshot(), terminal: { ...model.snapshot().terminal, running: false } };
const prompt = { ...initialUi(120, 36) };
const typed = reduceUi(prompt, { type: 'line', action: { type: 'insert', text: 'abc' } });
const editing = reduceUi(prompt, {
  type: 'sync',
  snapshot: { ...snapshot, editor: { path: 'a.yaml', text: 'a: 1\n' } },
});
const paging: UiState = { ...prompt, pager: openPager(1) };

const OBJECTS = ['service/default/shop', 'pod/default/client', 'pod/default/shop-1'].map((key, row) => ({ key, row }));
const PAGE = { start: 0, rows: 40, height: 20 };
const NAMED = 'enter tab backspace delete escape up down left right home end pageup pagedown'.split(' ');
const FUNCTIONS = Array.from({ length: 12 }, (_, index) => `f${index + 1}`);
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz_'];

/** Every key that a terminal can tell apart and that is no text. */
const CHORDS: readonly Key[] = [
  ...[...NAMED, ...FUNCTIONS].flatMap((name) => [
    keyOf(name),
    keyOf(name, { shift: true }),
    keyOf(name, { ctrl: true }),
    keyOf(name, { alt: true }),
  ]),
  ...LETTERS.flatMap((name) => [keyOf(name, { ctrl: true }), keyOf(name, { alt: true })]),
];
const TEXTS: readonly Key[] = Array.from({ length: 95 }, (_, index) => ({
  type: 'text',
  text: String.fromCharCode(32 + index),
}));

const LABELS: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  escape: 'Esc',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  ' ': 'Space',
};

function labelOf(key: Key): string {
  if (key.type === 'text') return LABELS[key.text] ?? key.text;
  if (key.type !== 'key') return '';
  const name = LABELS[key.name] ?? `${key.name[0]?.toUpperCase()}${key.name.slice(1)}`;
  return `${key.ctrl ? 'Ctrl+' : ''}${key.alt ? 'Alt+' : ''}${key.shift ? 'Shift+' : ''}${name}`;
}

/** What does something in one of these states. */
function bound(states: readonly UiState[], keys = CHORDS): readonly string[] {
  const intents = (key: Key, ui: UiState) =>
    intentsOf(key, { ui, snapshot, history: ['ls'], pageRows: 10, objects: OBJECTS, clusterStart: 0, page: PAGE });
  return keys.filter((key) => states.some((ui) => doesMore(intents(key, ui)))).map(labelOf);
}

/** Closing a page is what all keys do there that mean nothing else. */
function doesMore(intents: readonly Intent[]): boolean {
  return intents.some((intent) => !(intent.type === 'overlay' && intent.overlay === undefined));
}

const document = readFileSync(resolve(import.meta.dirname, '../../../docs/keys.md'), 'utf8');

/** The code words in the first column of a section's tables. */
function listed(heading: string): readonly string[] {
  const section = document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const cells = section.split('\n').flatMap((line) => /^\| (.*?) \|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}

const sorted = (words: readonly string[]) => [...new Set(words)].sort();

describe('docs/keys.md', () => {
  const global = bound([prompt], CHORDS).filter((label) => /F\d/.test(label));
  const overlay = (page: 'help' | 'course' | 'solution' | 'acts'): UiState => ({
    ...prompt,
    overlay: overlayOf(page, snapshot),
  });
  const local = (labels: readonly string[]) => labels.filter((label) => !global.includes(label));

  test.each([
    ['どの画面でも', global],
    ['ターミナル', [...local(bound([prompt, typed])), '?', '1', '9']],
    ['レッスンの枠', [...local(bound([{ ...prompt, focus: 'lesson' }])), '?']],
    ['クラスターの枠', [...local(bound([{ ...prompt, focus: 'cluster', selected: 'pod/default/client' }])), '?']],
    ['使い方の画面', bound([overlay('help')], [...CHORDS, ...TEXTS])],
    ['コースの一覧', bound([overlay('course')])],
    ['解答例の確認', bound([overlay('solution')])],
    ['プロンプトの一覧', bound([overlay('acts')])],
    ['ファイルの編集(edit)', local(bound([editing]))],
    ['ファイルの表示(less)', [...local(bound([paging])), ...bound([paging], TEXTS).filter((key) => !/\d/.test(key))]],
  ])('lists every key of %s', (heading, keys) => {
    expect(sorted(listed(heading))).toEqual(sorted(keys));
  });

  test('lists every command of the screen, and so does the help page', () => {
    const { actions } = model;
    const course = { title: { ja: '', en: '' }, chapters: [], diagram: [], lessons: [] };
    const run = () => {
      throw new Error('not asked');
    };
    const own = Object.keys(
      screenCommands(actions, {
        wish: () => {},
        run,
        joining: () => undefined,
        course,
        lang: 'ja',
        acts: () => ({ done: [], undone: [] }),
        hasOneTerminal: false,
      }),
    ).filter((name) => name !== 'quit');
    const commands = sorted([
      ...own,
      'answer',
      'edit',
      'vi',
      'less',
      'look',
      'progress',
      'try',
      'why',
      'fault',
      'history',
      'exit',
    ]);
    expect(sorted(listed('コマンド').map((command) => command.split(' ')[0] ?? ''))).toEqual(commands);
    const helped = (helpWords[0]?.entries ?? []).flatMap(([keys]) => keys.match(/(?<![-\w])[a-z]+\b/g) ?? []);
    expect(sorted(helped)).toEqual(commands.filter((name) => name !== 'history'));
  });
});

describe('a demo', () => {
  const situations: readonly KeySituation[] = [
    { presenter: firstPresenter, pane: 'terminal', isAsking: false, isReading: false },
    { presenter: firstPresenter, pane: 'terminal', isAsking: true, isReading: false },
    { presenter: { ...firstPresenter, isAuto: true }, pane: 'terminal', isAsking: false, isReading: false },
    { presenter: { ...firstPresenter, isFree: true }, pane: 'terminal', isAsking: false, isReading: false },
  ];
  const meanings = (key: Key) => situations.map((situation) => keyMeaning(key, situation));
  const isOwn = (key: Key) =>
    meanings(key).some((meaning) => typeof meaning === 'object' && (key.type !== 'text' || meaning.type !== 'type'));
  const own = [...CHORDS, ...TEXTS].filter(isOwn).map(labelOf);
  const isInside = (label: string) => !/^[2-8]$/.test(label);

  test('has every key of its own in the list', () => {
    expect(sorted(listed('デモ(講師のキー)'))).toEqual(sorted(own.filter(isInside)));
  });

  test('has every key of its own in the help page', () => {
    const words = demoHelp.entries.flatMap(([keys]) => keys.split(/ +/));
    const asListed = { Right: '→', Left: '←', '^C': 'Ctrl+C', '^D': 'Ctrl+D' } as Readonly<Record<string, string>>;
    const helped = words.map((word) => asListed[word] ?? word).filter((word) => !/^([abc]|\.\.\.|F4)$/.test(word));
    expect(sorted(helped)).toEqual(sorted(own.filter(isInside)));
  });

  test('leaves to the screen what pages, panes and files need', () => {
    const pages = ['f1', 'f2', 'f4', 'f6'].map((name) => keyOf(name));
    expect(pages.map((key) => keyMeaning(key, situations[0] as KeySituation))).toEqual(pages.map(() => 'pass'));
    const reading: KeySituation = { ...(situations[0] as KeySituation), isReading: true };
    expect(TEXTS.map((key) => keyMeaning(key, reading))).toEqual(TEXTS.map(() => 'pass'));
    const free = situations[3] as KeySituation;
    expect(TEXTS.map((key) => keyMeaning(key, free))).toEqual(TEXTS.map(() => 'pass'));
  });
});
