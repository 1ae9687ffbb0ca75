import type { Course } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import { EMPTY_PROGRESS } from '../../course/progress.js';
import { newRun } from '../../course/run-state.js';
import { demoData, sceneList, sceneTitle, scriptedLine } from '../../demo/demo-view.js';
import { sceneMs } from '../../demo/pacing.js';
import type { Presenter } from '../../demo/presenter.js';
import type { Scene } from '../../demo/script.js';
import type { AppSnapshot, ScreenRequest } from '../../ui/app-model.js';
import { emptyCluster } from '../../ui/cluster/cluster-state.js';
import type { Memo } from '../../ui/screen/memo.js';
import { demoWords } from '../../words/demo.js';
import type { Lang } from '../../words/sentence.js';
import { appSnapshot } from '../tutorial/app-snapshot.js';
import type { createFileEditor } from '../tutorial/file-editor.js';
import type { TutorialPager } from '../tutorial/pager.js';
import { type TerminalLog, terminalData } from '../tutorial/terminal-log.js';
import type { LiveScene } from './live-scene.js';
import type { Rehearsal } from './rehearsal.js';

interface DemoParts {
  readonly lesson: Lesson;
  readonly course: Course;
  readonly lang: Lang;
  readonly live: LiveScene | undefined;
  readonly log: TerminalLog;
  readonly editor: ReturnType<typeof createFileEditor>;
  readonly pager: TutorialPager;
  readonly request: ScreenRequest | undefined;
  readonly isBusy: boolean;
  readonly presenter: Presenter;
  readonly script: readonly Scene[];
  readonly rehearsal: Rehearsal;
  /** Scenes of which something was played before the class. */
  readonly played: ReadonlySet<number>;
  readonly hasNotes: boolean;
  readonly notice: string | undefined;
  readonly waitsMs: number;
  readonly memo: Memo;
}

/** What the screen shows of a demo. */
export function demoSnapshot(parts: DemoParts): AppSnapshot {
  const { live, log, lesson, presenter, script, rehearsal, lang } = parts;
  const stage = live?.scene.stage;
  const terminal = stage?.terminal;
  const reads = terminal?.isReading() ? (terminal.isRaw() ? 'keys' : 'lines') : undefined;
  const shown = {
    ...parts,
    run: live?.scene.run.state ?? newRun(lesson),
    progress: EMPTY_PROGRESS,
    elapsedMs: stage?.cluster.elapsed() ?? 0,
    saved: 'off' as const,
    lastChange: undefined,
    cluster: live?.cluster.state() ?? emptyCluster(0),
    terminal: terminalData(log, { prompt: terminal?.prompt(), reads, playing: false }),
    editor: parts.editor.open(),
    pager: parts.pager.shown(),
  };
  const base = appSnapshot(shown, parts.memo);
  const minutes = minutesOf(script, rehearsal);
  return {
    ...base,
    header: {
      ...base.header,
      scene: sceneTitle({ presenter, script, lang }),
      speed: presenter.isFree ? 1 : presenter.speed,
    },
    terminal: { ...base.terminal, scripted: scriptedLine(presenter, script) },
    course: sceneList({ presenter, script }, { titles: stepTitles(lesson, lang), minutes, isPlayed: parts.played }),
    demo: demoData({ ...parts, ready: rehearsal.ready() }),
  };
}

function stepTitles(lesson: Lesson, lang: Lang): readonly string[] {
  const prose = lesson.prose[lang] ?? lesson.prose.ja;
  return [...lesson.steps.map(({ id }) => prose?.steps[id]?.title.text ?? id), demoWords.summary[lang]()];
}

function minutesOf(script: readonly Scene[], rehearsal: Rehearsal): readonly number[] {
  return script.map((scene, index) => {
    const ran = rehearsal.played(index)?.ran;
    return ran === undefined ? 0 : Math.round(sceneMs(scene, ran) / 6000) / 10;
  });
}
