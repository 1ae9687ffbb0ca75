// The tutorial in a page: the same screen, lessons and cluster as in the terminal, and no server behind them.
import './node/globals.js';
import { startScreen } from '../../ui/start-screen.js';
import { pageWords } from '../../words/page.js';
import type { Lang } from '../../words/sentence.js';
import { createOpening } from '../tutorial/opening.js';
import { resume } from '../tutorial/resume.js';
import type { Tutorial } from '../tutorial/tutorial.js';
import { wallTicker } from '../tutorial/wall-ticker.js';
import { readCourseData } from './course-data.js';
import { pageFiles } from './page-files.js';
import { openPageProfile } from './page-profile.js';
import type { StoreTrouble } from './page-store.js';
import { openPageTerminal } from './page-terminal.js';

declare const __VERSION__: string;

/** `?lang=en`, `?lesson=first-service`, `?ascii`. */
const wishes = new URLSearchParams(location.search);
const lang: Lang = wishes.get('lang') === 'en' ? 'en' : 'ja';
document.documentElement.lang = lang;

const WHY: Readonly<Record<StoreTrouble, keyof typeof pageWords>> = {
  refused: 'storageRefused',
  full: 'storageFull',
  taken: 'openedElsewhere',
};

addEventListener('error', ({ error, message }) => breakDown(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => breakDown(reason));
await open();

async function open(): Promise<void> {
  const notices: string[] = [];
  let tutorial: Tutorial | undefined;
  const tell = (text: string) => void (tutorial ? tutorial.tell(text) : notices.push(text));
  const [course, profile] = await Promise.all([
    readCourseData(),
    openPageProfile((why) => tell((pageWords[WHY[why]][lang] as () => string)())),
  ]);
  const lessons = course.outline.lessons.map(({ id }) => id);
  const asked = wishes.get('lesson') ?? undefined;
  const isKnown = asked !== undefined && lessons.includes(asked);
  if (asked !== undefined && !isKnown) tell(pageWords.noSuchLesson[lang](asked));
  const resumed = resume(profile, { lessons, program: __VERSION__, asked: isKnown ? asked : undefined });
  const terminal = openPageTerminal(found('terminal'));
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
  const [{ openTutorial }, whole] = await Promise.all([import('./world.js'), course.whole()]);
  make = () => {
    const epoch = new Date().toISOString();
    const rest = { program: __VERSION__, epoch, files: pageFiles(lang), quit };
    tutorial = openTutorial({ course: whole, lang, profile, resumed, ...rest });
    for (const notice of notices) tutorial.tell(notice);
    return tutorial;
  };
  model.begin();
  if (wishes.get('renderer') !== 'dom') await terminal.quicken();
}

function breakDown(error: unknown): void {
  found('trouble').textContent = pageWords.broken[lang](error instanceof Error ? error.message : String(error));
}

function found(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}
