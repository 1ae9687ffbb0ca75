import { join } from 'node:path';
import type { CourseOutline } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import { diskFiles } from '../../hosts/terminal/disk-files.js';
import { openProfile } from '../../hosts/terminal/profile.js';
import { claimProfile } from '../../hosts/terminal/profile-claim.js';
import { takeTerminal } from '../../hosts/terminal/real-terminal.js';
import type { OpenTutorialOptions } from '../../hosts/tutorial/open-tutorial.js';
import { createOpening } from '../../hosts/tutorial/opening.js';
import { resume } from '../../hosts/tutorial/resume.js';
import { nearest } from '../../hosts/tutorial/typo.js';
import { wallTicker } from '../../hosts/tutorial/wall-ticker.js';
import { startScreen } from '../../ui/start-screen.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readNumber, readOptions } from '../arguments.js';
import { openBuiltCourse } from '../built-course.js';
import { type GuestEntrance, guestEntrance } from '../guest-entrance.js';
import { keepMemorySmall } from '../keep-memory-small.js';
import { layOutWithInk } from '../lay-out-with-ink.js';
import { UsageError } from '../usage-error.js';

declare const __VERSION__: string;

/** `svc-learn [LESSON]`: the tutorial, full screen; resumes where the learner stopped. */
export async function tutorial(args: readonly string[], lang: Lang, known: readonly string[]): Promise<number> {
  keepMemorySmall();
  const options = { serve: { type: 'boolean' }, port: { type: 'string' } } as const;
  const { values, positionals } = readOptions(args, options, lang, 1);
  const port = readNumber('port', values.port, { lang, min: 0, max: 65_535 }) ?? 0;
  const built = openBuiltCourse();
  const outline = built.outline ?? (await wholeCourse());
  const asked = positionals[0];
  const lessons = outline.lessons.map(({ id }) => id);
  if (asked !== undefined && !lessons.includes(asked))
    throw new UsageError(cliWords.unknownCommand[lang](asked, nearest(asked, [...lessons, ...known])));
  const isPlain = values.plain === true;
  if (!isPlain && (!process.stdin.isTTY || !process.stdout.isTTY)) throw new UsageError(cliWords.noTerminal[lang]());
  const profile = openProfile();
  const claim = claimProfile(profile.folder);
  const resumed = resume(profile, { lessons, program: __VERSION__, asked });
  const guests =
    values.serve === true ? guestEntrance({ lang, port, kubeconfig: join(profile.folder, 'kubeconfig') }) : undefined;
  const play: Play = {
    lang,
    profile,
    resumed,
    guests,
    isAlone: claim.isOurs,
    files: diskFiles,
    program: __VERSION__,
    epoch: new Date().toISOString(),
    close() {
      guests?.close();
      claim.release();
    },
  };
  if (isPlain) return playLinear(play);
  const lesson = built.shown(resumed.lesson) ?? (await wholeCourse()).lessons.find(({ id }) => id === resumed.lesson);
  if (lesson === undefined) throw new Error(`the course has no lesson ${resumed.lesson}`);
  const look = { ascii: values.ascii === true, colour: !process.env['NO_COLOR'] };
  return playOnScreen(play, { outline, lesson, ...look });
}

interface Play extends Omit<OpenTutorialOptions, 'course' | 'quit'> {
  readonly guests: GuestEntrance | undefined;
  /** What the learner leaves behind is given back. */
  readonly close: () => void;
}

interface Sight {
  readonly outline: CourseOutline;
  readonly lesson: Lesson;
  readonly ascii: boolean;
  readonly colour: boolean;
}

async function wholeCourse() {
  return (await import('../world.js')).loadCourse();
}

async function playLinear({ guests, close, ...options }: Play): Promise<number> {
  const { openTutorial, loadCourse } = await import('../world.js');
  const { playOnStandardStreams } = await import('../../hosts/plain/standard-streams.js');
  return new Promise((resolve) => {
    const quit = () => {
      close();
      session.stop();
      resolve(process.exit(0));
    };
    const complain = (notice: string) => void process.stderr.write(`svc-learn: ${notice}\n`);
    const model = openTutorial({ ...options, course: loadCourse(), isLinear: true, complain, quit });
    const session = playOnStandardStreams(model, options.lang);
    void guests?.open(model);
  });
}

/** The lesson is on the screen before its world is made, even before what makes it is loaded. */
async function playOnScreen({ guests, close, ...options }: Play, { outline, lesson, ...look }: Sight): Promise<number> {
  const { lang, resumed } = options;
  const quit = () => {
    close();
    screen.stop();
    terminal.exit(0);
  };
  const model = createOpening({ lang, ...resumed, course: outline, lesson, quit });
  const terminal = takeTerminal(() => model.actions.quit());
  const screen = startScreen({ model, terminal, ticker: wallTicker, lang, ...look });
  await new Promise((resolve) => setImmediate(resolve));
  try {
    const { openTutorial, loadCourse } = await import('../world.js');
    model.begin(() => {
      const opened = openTutorial({ ...options, course: loadCourse(), quit });
      void guests?.open(opened);
      return opened;
    });
  } catch (error) {
    close();
    screen.stop();
    terminal.release();
    throw error;
  }
  void layOutWithInk(screen);
  return new Promise(() => {});
}
