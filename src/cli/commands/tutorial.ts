import { join } from 'node:path';
import { playOnStandardStreams } from '../../hosts/plain/standard-streams.js';
import { diskFiles } from '../../hosts/terminal/disk-files.js';
import { openProfile } from '../../hosts/terminal/profile.js';
import { claimProfile } from '../../hosts/terminal/profile-claim.js';
import { takeTerminal } from '../../hosts/terminal/real-terminal.js';
import { openTutorial } from '../../hosts/tutorial/open-tutorial.js';
import { createOpening } from '../../hosts/tutorial/opening.js';
import { resume } from '../../hosts/tutorial/resume.js';
import { wallTicker } from '../../hosts/tutorial/wall-ticker.js';
import { startScreen } from '../../ui/start-screen.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readNumber, readOptions } from '../arguments.js';
import { findLesson, loadCourse } from '../course-files.js';
import { guestEntrance } from '../guest-entrance.js';
import { keepMemorySmall } from '../keep-memory-small.js';
import { layOutWithInk } from '../lay-out-with-ink.js';
import { UsageError } from '../usage-error.js';

declare const __VERSION__: string;

/** `svc-learn [LESSON]`: the tutorial, full screen; resumes where the learner stopped. */
export async function tutorial(args: readonly string[], lang: Lang): Promise<number> {
  keepMemorySmall();
  const { values, positionals } = readOptions(args, { serve: { type: 'boolean' }, port: { type: 'string' } }, lang);
  const port = readNumber('port', values.port, { lang, min: 0, max: 65_535 }) ?? 0;
  const course = loadCourse();
  const asked = positionals[0];
  if (asked !== undefined && !course.lessons.some(({ id }) => id === asked))
    throw new UsageError(cliWords.unknownCommand[lang](asked));
  const isPlain = values.plain === true;
  if (!isPlain && (!process.stdin.isTTY || !process.stdout.isTTY)) throw new UsageError(cliWords.noTerminal[lang]());
  const profile = openProfile();
  const claim = claimProfile(profile.folder);
  const resumed = resume(profile, { lessons: course.lessons.map(({ id }) => id), program: __VERSION__, asked });
  let leave = () => {};
  const guests =
    values.serve === true ? guestEntrance({ lang, port, kubeconfig: join(profile.folder, 'kubeconfig') }) : undefined;
  const options = {
    course,
    lang,
    profile,
    resumed,
    isAlone: claim.isOurs,
    files: diskFiles,
    program: __VERSION__,
    epoch: new Date().toISOString(),
    quit: () => {
      guests?.close();
      claim.release();
      leave();
    },
  };
  if (isPlain) {
    const complain = (notice: string) => void process.stderr.write(`svc-learn: ${notice}\n`);
    const model = openTutorial({ ...options, isLinear: true, complain });
    const session = playOnStandardStreams(model, lang);
    void guests?.open(model);
    return new Promise((resolve) => {
      leave = () => {
        session.stop();
        resolve(process.exit(0));
      };
    });
  }
  // The lesson is on the screen before its world is made.
  const model = createOpening({ ...options, ...resumed, lesson: findLesson(course, resumed.lesson, lang) }, () => {
    const opened = openTutorial(options);
    void guests?.open(opened);
    return opened;
  });
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
  setTimeout(() => {
    model.begin();
    void layOutWithInk(screen);
  }, 0);
  return new Promise(() => {});
}
