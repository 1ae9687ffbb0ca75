// The tutorial in a page: the same screen, lessons and cluster as in the terminal, and no server behind them.
import { startScreen } from '../../ui/start-screen.js';
import { pageWords } from '../../words/page.js';
import type { Lang } from '../../words/sentence.js';
import { createOpening } from '../tutorial/opening.js';
import { resume } from '../tutorial/resume.js';
import type { Tutorial } from '../tutorial/tutorial.js';
import { wallTicker } from '../tutorial/wall-ticker.js';
import type { CourseData } from './course-data.js';
import type { Notices } from './notices.js';
import { pageFiles } from './page-files.js';
import { pageProfile } from './page-profile.js';
import type { PageStore } from './page-store.js';
import type { PageTerminal } from './page-terminal.js';

declare const __VERSION__: string;

export interface PageOptions {
  readonly lang: Lang;
  readonly wishes: URLSearchParams;
  readonly notices: Notices;
  readonly store: PageStore;
  readonly course: CourseData;
  readonly terminal: PageTerminal;
}

export async function openPage({ lang, wishes, notices, store, course, terminal }: PageOptions): Promise<void> {
  const profile = pageProfile(store);
  const lessons = course.outline.lessons.map(({ id }) => id);
  const asked = wishes.get('lesson') ?? undefined;
  const isKnown = asked !== undefined && lessons.includes(asked);
  if (asked !== undefined && !isKnown) notices.tell(pageWords.noSuchLesson[lang](asked));
  const resumed = resume(profile, { lessons, program: __VERSION__, asked: isKnown ? asked : undefined });
  const quit = async () => {
    await profile.settled();
    screen.stop();
    terminal.say(pageWords.ended[lang]());
    terminal.onInput((text) => text === '\r' && location.reload());
  };
  const known = { lang, ...resumed, course: course.outline, lesson: await course.lesson(resumed.lesson), quit };
  let make = (): Tutorial => {
    throw new Error('the cluster has not been loaded');
  };
  const model = createOpening(known, () => make());
  const colour = true;
  const screen = startScreen({ model, terminal, ticker: wallTicker, lang, ascii: wishes.has('ascii'), colour });
  await terminal.painted();
  const [{ openTutorial }, whole] = await Promise.all([import('./world.js'), course.whole()]);
  make = () => {
    const epoch = new Date().toISOString();
    const rest = { program: __VERSION__, epoch, files: pageFiles(lang), quit };
    const tutorial = openTutorial({ course: whole, lang, profile, resumed, ...rest });
    notices.hear(tutorial.tell);
    return tutorial;
  };
  model.begin();
  if (wishes.get('renderer') !== 'dom') await terminal.quicken();
}
