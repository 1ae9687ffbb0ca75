import { setFlagsFromString } from 'node:v8';
import type { SavedGame } from '../../course/saved-game.js';
import { playOnStandardStreams } from '../../hosts/plain/standard-streams.js';
import { openProfile } from '../../hosts/terminal/profile.js';
import { takeTerminal, wallTicker } from '../../hosts/terminal/real-terminal.js';
import { createOpening } from '../../hosts/tutorial/opening.js';
import type { Tutorial } from '../../hosts/tutorial/tutorial.js';
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
  keepMemorySmall();
  const { values, positionals } = readOptions(args, {}, lang);
  const course = loadCourse();
  const asked = positionals[0];
  if (asked !== undefined && !course.lessons.some(({ id }) => id === asked))
    throw new UsageError(cliWords.unknownCommand[lang](asked));
  const isPlain = values.plain === true;
  if (!isPlain && (!process.stdin.isTTY || !process.stdout.isTTY)) throw new UsageError(cliWords.noTerminal[lang]());
  const profile = openProfile();
  const { progress, putAside } = profile.load();
  const saved = profile.loadGame(__VERSION__);
  const notices = [putAside, saved.putAside].flatMap((path) => (path ? [cliWords.damagedPutAside[lang](path)] : []));
  const isWanted = ({ lesson }: SavedGame) => asked === undefined || asked === lesson;
  const game =
    saved.game && isWanted(saved.game) && course.lessons.some(({ id }) => id === saved.game?.lesson)
      ? saved.game
      : undefined;
  const lessonId =
    asked ??
    game?.lesson ??
    course.lessons.find(({ id }) => progress.lessons[id]?.state !== 'done')?.id ??
    course.lessons[0]?.id ??
    '';
  let leave = () => {};
  const open = (resumed: SavedGame | undefined) =>
    createTutorial({
      course,
      lesson: findLesson(course, lessonId, lang),
      lang,
      progress,
      ...(resumed ? { game: resumed } : {}),
      keeper: profile,
      program: __VERSION__,
      epoch: new Date().toISOString(),
      seed: 1,
      terminal: { columns: 80, rows: 24 },
      isLinear: isPlain,
      ...(notices.length > 0 && !isPlain ? { notice: notices.join('\n') } : {}),
      quit: () => leave(),
    });
  const begin = () =>
    openOrBegin(open, game, () => {
      notices.push(cliWords.damagedPutAside[lang](profile.putGameAside()));
    });
  if (isPlain) {
    const model = begin();
    for (const notice of notices) process.stderr.write(`svc-learn: ${notice}\n`);
    const session = playOnStandardStreams(model, lang);
    return new Promise((resolve) => {
      leave = () => {
        session.stop();
        resolve(process.exit(0));
      };
    });
  }
  // The lesson is on the screen before its world is made.
  const lesson = findLesson(course, lessonId, lang);
  const model = createOpening(
    { course, lesson, lang, progress, ...(game ? { game } : {}), quit: () => leave() },
    begin,
  );
  const terminal = takeTerminal(() => model.actions.quit());
  const screen = startScreen({
    model,
    terminal,
    ticker: wallTicker,
    lang,
    ascii: values.ascii === true,
    colour: !process.env['NO_COLOR'],
  });
  leave = () => {
    screen.stop();
    terminal.exit(0);
  };
  setTimeout(model.begin, 0);
  return new Promise(() => {});
}

/** A saved game can be whole as text and still be no world: then the lesson begins anew. */
function openOrBegin(
  open: (game: SavedGame | undefined) => Tutorial,
  game: SavedGame | undefined,
  cannotResume: () => void,
): Tutorial {
  if (game === undefined) return open(undefined);
  try {
    return open(game);
  } catch {
    cannotResume();
    return open(undefined);
  }
}

/** A screen makes much that lives for one frame: V8 would let its nursery grow by 25 MB, which buys nothing here. */
function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
