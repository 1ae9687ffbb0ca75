// What the screen shows of a demo beside the lesson: the scene's name, the line of notes, the keys of the moment, the list of scenes.
import type { CourseData, DemoData } from '../ui/app-model.js';
import { demoWords } from '../words/demo.js';
import type { Lang } from '../words/sentence.js';
import { uiWords } from '../words/ui.js';
import { commandOf, isAsking, isOver, type Presenter } from './presenter.js';
import type { Scene } from './script.js';

export interface ShownDemo {
  readonly presenter: Presenter;
  readonly script: readonly Scene[];
  readonly lang: Lang;
  /** Scenes that can be opened at once. */
  readonly ready: number;
  /** A second terminal shows the notes: the class need not read them. */
  readonly hasNotes: boolean;
  /** Something went wrong beside the demo, e.g. the recording. */
  readonly notice: string | undefined;
  /** Until autoplay goes on by itself. */
  readonly waitsMs: number;
}

export function demoData(shown: ShownDemo): DemoData {
  return { note: noteOf(shown), keys: keysOf(shown) };
}

export function sceneTitle({ presenter, script, lang }: Pick<ShownDemo, 'presenter' | 'script' | 'lang'>): string {
  const name = script[presenter.scene]?.name ?? '';
  return demoWords.scene[lang](presenter.scene + 1, script.length, name);
}

/** The command at the prompt, as far as it is typed. */
export function scriptedLine(presenter: Presenter, script: readonly Scene[]) {
  const command = presenter.isFree ? undefined : commandOf(presenter, script);
  if (command === undefined || presenter.busy === 'run' || presenter.busy === 'move') return undefined;
  return { typed: command.slice(0, presenter.typed), rest: command.slice(presenter.typed) };
}

/** The scenes in place of the course's lessons, the lesson's steps in place of its chapters. */
export function sceneList(
  { presenter, script }: Pick<ShownDemo, 'presenter' | 'script'>,
  {
    titles,
    minutes,
    isPlayed,
  }: { titles: readonly string[]; minutes: readonly number[]; isPlayed: ReadonlySet<number> },
): CourseData {
  const scenes = script.map(({ id, name, step }, index) => ({
    step,
    id,
    number: index + 1,
    title: name,
    minutes: minutes[index] ?? 0,
    state: isPlayed.has(index) ? ('done' as const) : ('new' as const),
    isOpen: true,
  }));
  const chapters = titles.map((title, step) => ({ title, lessons: scenes.filter((scene) => scene.step === step) }));
  const shown = chapters.filter(({ lessons }) => lessons.length > 0);
  return { chapters: shown, diagram: [], current: script[presenter.scene]?.id ?? '' };
}

/** A shorter pause needs no clock. */
const LONG_WAIT_MS = 2000;

/** Markdown as one line of text. */
function plainLine(markdown: string): string {
  return markdown
    .replaceAll('`', '')
    .replace(/\s*\n\n\s*/g, ' / ')
    .replace(/\s*\n\s*/g, ' ');
}

function noteOf(shown: ShownDemo): DemoData['note'] {
  const { presenter, script, lang, ready, hasNotes, notice, waitsMs } = shown;
  const scene = script[presenter.scene];
  if (presenter.isLeaving) return { lead: demoWords.leaveLead[lang](), text: demoWords.leaveHow[lang]() };
  if (presenter.busy === 'move' && presenter.scene >= ready)
    return { lead: demoWords.preparingLead[lang](), text: demoWords.preparing[lang](ready, script.length) };
  if (presenter.isFree) return { lead: demoWords.freeLead[lang](), text: demoWords.freeHow[lang]() };
  if (notice !== undefined) return { lead: '!', text: notice };
  if (presenter.isAuto) {
    const wait = waitsMs >= LONG_WAIT_MS ? demoWords.autoWaits[lang](Math.ceil(waitsMs / 1000)) : (scene?.name ?? '');
    return { lead: demoWords.autoLead[lang](presenter.speed), text: wait };
  }
  if (isAsking(presenter, script)) return { lead: demoWords.askLead[lang](), text: demoWords.askHow[lang]() };
  if (isOver(presenter, script) && presenter.busy === 'no' && scene?.commands.length !== 0)
    return { lead: demoWords.overLead[lang](), text: nextIs(shown) };
  const notes = plainLine(scene?.notes ?? '');
  if (hasNotes || notes === '') return { lead: demoWords.keyNext[lang](), text: nextName(shown) };
  return { lead: demoWords.note[lang](), text: notes };
}

function nextIs(shown: ShownDemo): string {
  const { presenter, script, lang } = shown;
  return presenter.scene === script.length - 1 ? nextName(shown) : demoWords.nextIs[lang](nextName(shown));
}

function nextName({ presenter, script, lang }: ShownDemo): string {
  const next = script[presenter.scene + 1]?.name;
  return next === undefined ? demoWords.lastScene[lang]() : next;
}

function keysOf({ presenter, script, lang }: ShownDemo): DemoData['keys'] {
  const word = (name: keyof typeof KEY_WORDS) => KEY_WORDS[name][lang]();
  if (presenter.isFree)
    return [
      ['F9', word('return')],
      ['Tab', word('complete')],
      ['F1', word('help')],
      ['F6', word('pane')],
    ];
  const move = [
    ['→', word('next')],
    ['←', word('back')],
    ['F4', word('scenes')],
  ] as const;
  const rest = [
    ['t', word('free')],
    ['F5', word('auto')],
    ['F1', word('help')],
  ] as const;
  if (presenter.busy === 'move') return [...move, ['F1', word('help')]];
  if (presenter.busy === 'run') return [['^C', word('stop')], ...move];
  if (presenter.isAuto) return [['Space', word('pause')], ['+ -', word('speed')], ...move, ['F1', word('help')]];
  if (isAsking(presenter, script)) {
    const isQuiz = script[presenter.scene]?.part.kind === 'quiz';
    return [['1-9', word('answer')], ...(isQuiz ? [['Enter', word('reveal')] as const] : []), ...move, ...rest];
  }
  const isLast = presenter.scene === script.length - 1;
  if (isOver(presenter, script))
    return [...(isLast ? [] : [['Enter', word('next')] as const]), ...move.slice(1), ...rest];
  return presenter.typed > 0
    ? [['Enter', word('run')], ...move, ...rest]
    : [[word('anyKey'), word('type')], ...move, ...rest];
}

const KEY_WORDS = {
  return: demoWords.keyReturn,
  complete: demoWords.keyComplete,
  pane: uiWords.keyPane,
  next: demoWords.keyNext,
  back: demoWords.keyBack,
  scenes: demoWords.keyScenes,
  free: demoWords.keyFree,
  auto: demoWords.keyAuto,
  help: demoWords.keyHelp,
  stop: demoWords.keyStop,
  pause: demoWords.keyPause,
  speed: demoWords.keySpeed,
  answer: demoWords.keyAnswer,
  reveal: demoWords.keyReveal,
  run: demoWords.keyRun,
  anyKey: demoWords.keyAnyKey,
  type: demoWords.keyType,
};
