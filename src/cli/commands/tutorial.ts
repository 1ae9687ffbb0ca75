import { openProfile } from '../../hosts/terminal/profile.js';
import { takeTerminal, wallTicker } from '../../hosts/terminal/real-terminal.js';
import { createTutorial } from '../../hosts/tutorial/tutorial-model.js';
import { startScreen } from '../../ui/start-screen.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readOptions } from '../arguments.js';
import { findLesson, loadCourse } from '../course-files.js';
import { UsageError } from '../usage-error.js';

declare const __VERSION__: string;

/** `svc-learn [LESSON]`: the tutorial, full screen; resumes where the learner stopped. */
export async function tutorial(args: readonly string[], lang: Lang): Promise<number> {
  const { values, positionals } = readOptions(args, {}, lang);
  const course = loadCourse();
  const asked = positionals[0];
  if (asked !== undefined && !course.lessons.some(({ id }) => id === asked))
    throw new UsageError(cliWords.unknownCommand[lang](asked));
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new UsageError(cliWords.noTerminal[lang]());
  const profile = openProfile();
  const { progress, putAside } = profile.load();
  const saved = profile.loadGame(__VERSION__);
  const game =
    saved && (asked === undefined || asked === saved.lesson) && course.lessons.some(({ id }) => id === saved.lesson)
      ? saved
      : undefined;
  const lessonId =
    asked ??
    game?.lesson ??
    course.lessons.find(({ id }) => progress.lessons[id]?.state !== 'done')?.id ??
    course.lessons[0]?.id ??
    '';
  return new Promise(() => {
    const leave = (code: number) => {
      screen.stop();
      terminal.exit(code);
    };
    const terminal = takeTerminal(() => model.actions.quit());
    const model = createTutorial({
      course,
      lesson: findLesson(course, lessonId, lang),
      lang,
      progress,
      ...(game ? { game } : {}),
      keeper: profile,
      program: __VERSION__,
      epoch: new Date().toISOString(),
      seed: 1,
      terminal: { columns: 80, rows: 24 },
      ...(putAside === undefined ? {} : { notice: cliWords.damagedPutAside[lang](putAside) }),
      quit: () => leave(0),
    });
    const screen = startScreen({
      model,
      terminal,
      ticker: wallTicker,
      lang,
      ascii: values.ascii === true,
      colour: !process.env['NO_COLOR'],
    });
  });
}
