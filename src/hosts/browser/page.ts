// The tutorial in a page: the same screen, lessons and cluster as in the terminal, and no server behind them.
import { startScreen } from '../../ui/start-screen.js';
import { pageWords } from '../../words/page.js';
import type { Lang } from '../../words/sentence.js';
import { createOpening } from '../tutorial/opening.js';
import { resume } from '../tutorial/resume.js';
import { wallTicker } from '../tutorial/wall-ticker.js';
import type { CourseData } from './course-data.js';
import type { Notices } from './notices.js';
import { pageFiles } from './page-files.js';
import { pageProfile } from './page-profile.js';
import { keepsNothing, type PageStore } from './page-store.js';
import type { PageTerminal } from './page-terminal.js';

declare const __VERSION__: string;

export interface PageOptions {
  readonly lang: Lang;
  readonly wishes: URLSearchParams;
  readonly notices: Notices;
  /** A browser's first visit takes longer to open it than to bring the scripts: the first frame does not wait for it. */
  readonly store: Promise<PageStore>;
  readonly course: CourseData;
  readonly terminal: PageTerminal;
}

export async function openPage(options: PageOptions): Promise<void> {
  const { lang, wishes, notices, store, course, terminal } = options;
  const ids = course.outline.lessons.map(({ id }) => id);
  const wish = wishes.get('lesson') ?? undefined;
  const asked = ids.find((id) => id === wish);
  if (wish !== undefined && asked === undefined) notices.tell(pageWords.noSuchLesson[lang](wish));
  const quit = async () => {
    await (await store).settled();
    screen.stop();
    terminal.say(pageWords.ended[lang]());
    terminal.onInput((text) => text === '\r' && location.reload());
  };
  const leftIn = async (texts: PageStore) => {
    const profile = pageProfile(texts);
    const resumed = resume(profile, { lessons: ids, program: __VERSION__, asked });
    const lesson = await course.lesson(resumed.lesson);
    return { profile, resumed, known: { lang, ...resumed, course: course.outline, lesson, quit } };
  };
  const kept = await ifReady(store);
  const early = await leftIn(kept ?? keepsNothing);
  const model = createOpening(early.known);
  const ascii = wishes.has('ascii');
  const look = { lang, ascii, colour: true };
  const screen = startScreen({ model, terminal, ticker: wallTicker, ...look });
  await terminal.painted();
  const parts = Promise.all([import('./world.js'), course.whole()]);
  const { profile, resumed, known } = kept ? early : await leftIn(await store);
  if (!kept) model.goOn(known);
  const [{ openTutorial }, whole] = await parts;
  model.begin(() => {
    const epoch = new Date().toISOString();
    const rest = { program: __VERSION__, epoch, files: pageFiles(lang), quit };
    const tutorial = openTutorial({ course: whole, lang, profile, resumed, ...rest });
    notices.hear(tutorial.tell);
    return tutorial;
  });
  if (wishes.get('renderer') !== 'dom') await terminal.quicken();
}

/** What a promise holds already; it is not waited for. */
function ifReady<T>(promise: Promise<T>): Promise<T | undefined> {
  const notYet = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), 0);
  });
  return Promise.race([promise, notYet]);
}
