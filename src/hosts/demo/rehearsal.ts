import type { Lesson } from '../../course/lesson.js';
import type { RanCommand } from '../../demo/pacing.js';
import type { Scene } from '../../demo/script.js';
import type { TerminalSize } from '../../shell/session.js';
import { demoWords } from '../../words/demo.js';
import type { Lang } from '../../words/sentence.js';
import { createTerminalLog } from '../tutorial/terminal-log.js';
import { openSceneStage, type SceneMoment, type SceneStage } from './scene-stage.js';

/** One scene, played silently. */
export interface Rehearsed {
  readonly start: SceneMoment;
  readonly ran: readonly RanCommand[];
  /** Why it cannot be shown. */
  readonly problems: readonly string[];
}

export interface RehearsalOptions {
  readonly lesson: Lesson;
  readonly lang: Lang;
  readonly script: readonly Scene[];
  readonly terminal: TerminalSize;
  /** Hears of the beginning of each scene, as soon as it can be opened. */
  readonly opened?: (index: number, start: SceneMoment) => void;
  readonly played?: (scene: Rehearsed, index: number) => void;
  readonly isStopped?: () => boolean;
}

/** Plays all scenes as fast as possible, and keeps what each begins with. */
export async function rehearse(options: RehearsalOptions): Promise<readonly Rehearsed[]> {
  const { script, opened, played: heard, isStopped } = options;
  const rehearsed: Rehearsed[] = [];
  let start: SceneMoment | undefined;
  for (const [index, scene] of script.entries()) {
    if (isStopped?.()) break;
    start = await beginning(options, index, start);
    opened?.(index, start);
    const { end, ...played } = await play(options, scene, start);
    rehearsed.push({ start, ...played });
    heard?.({ start, ...played }, index);
    start = end;
  }
  return rehearsed;
}

/** Scenes as far as they can be opened; the rest follows while the class watches. */
export interface Rehearsal {
  /** How many scenes can be opened. */
  ready(): number;
  /** The scene's beginning, as soon as it is known. */
  start(index: number): Promise<SceneMoment>;
  played(index: number): Rehearsed | undefined;
  stop(): void;
}

export function startRehearsal(options: RehearsalOptions, changed: () => void): Rehearsal {
  const starts: SceneMoment[] = [];
  const scenes: Rehearsed[] = [];
  const waiting = new Set<() => void>();
  let isStopped = false;
  void rehearse({
    ...options,
    isStopped: () => isStopped,
    opened: (_, start) => {
      starts.push(start);
      for (const look of [...waiting]) look();
      changed();
    },
    played: (scene) => {
      scenes.push(scene);
      changed();
    },
  });
  return {
    ready: () => starts.length,
    start: (index) =>
      new Promise((resolve) => {
        const look = () => {
          const start = starts[index];
          if (start === undefined) return;
          waiting.delete(look);
          resolve(start);
        };
        waiting.add(look);
        look();
      }),
    played: (index) => scenes[index],
    stop() {
      isStopped = true;
    },
  };
}

type Open = Omit<RehearsalOptions, 'opened' | 'played' | 'isStopped'>;

/** A scene of another step begins with a look at the world. */
async function beginning(options: Open, index: number, end: SceneMoment | undefined): Promise<SceneMoment> {
  const step = options.script[index]?.step ?? 0;
  if (end !== undefined && options.script[index - 1]?.step === step) return end;
  return onStage(options, end, async (stage) => {
    await stage.begin(step);
    return stage.moment();
  });
}

async function play(
  options: Open,
  scene: Scene,
  start: SceneMoment,
): Promise<Omit<Rehearsed, 'start'> & { readonly end: SceneMoment }> {
  return onStage(options, start, async (stage) => {
    const ran: RanCommand[] = [];
    for (const [index, command] of scene.commands.entries()) {
      const isLast = index === scene.commands.length - 1;
      ran.push(await stage.perform(command, () => isLast && stage.say(scene)));
    }
    const problems = problemsOf(stage, { scene, ran, lang: options.lang });
    stage.conclude(scene);
    if (!scene.isTakenBack) return { ran, problems, end: stage.moment() };
    stage.tell(demoWords.takenBack[options.lang]());
    const { terminal, run } = stage.moment();
    return { ran, problems, end: { ...start, terminal, run: { ...start.run, ...learnt(run) } } };
  });
}

/** What was found out stays, also when the world goes back. */
function learnt({ chosen, truth }: SceneMoment['run']): Partial<SceneMoment['run']> {
  return { ...(chosen === undefined ? {} : { chosen }), ...(truth === undefined ? {} : { truth }) };
}

async function onStage<T>(
  { lesson, lang, terminal }: Open,
  moment: SceneMoment | undefined,
  work: (stage: SceneStage) => Promise<T>,
): Promise<T> {
  const log = createTerminalLog();
  if (moment) log.load(moment.terminal);
  const stage = await openSceneStage({ lesson, lang, terminal, log, moment, pace: () => ({ mode: 'jump' }) });
  try {
    return await work(stage);
  } finally {
    stage.close();
  }
}

function problemsOf(
  { run }: SceneStage,
  { scene, ran, lang }: { readonly scene: Scene; readonly ran: readonly RanCommand[]; readonly lang: Lang },
): readonly string[] {
  const { part } = scene;
  const { goals, truth = '' } = run.state;
  const failed = ran
    .filter(
      ({ status, output }) =>
        status === 127 || (part.kind === 'solution' && (status === 2 || /^error: /m.test(output))),
    )
    .map(({ command, output }) => demoWords.checkCommand[lang](command, output.trim().split('\n').at(-1) ?? ''));
  switch (part.kind) {
    case 'solution':
      return [
        ...failed,
        ...Object.entries(goals).flatMap(([id, { met, now }]) => (met ? [] : [demoWords.checkGoal[lang](id, now)])),
      ];
    case 'wrong': {
      const isSeen = Object.values(goals).some(({ mistake }) => mistake === part.wrong);
      return [...failed, ...(isSeen ? [] : [demoWords.checkWrong[lang](part.wrong)])];
    }
    case 'predict':
      return [
        ...failed,
        ...(ran.length === 0 || part.choices.includes(truth) ? [] : [demoWords.checkTruth[lang](truth)]),
      ];
    default:
      return failed;
  }
}
