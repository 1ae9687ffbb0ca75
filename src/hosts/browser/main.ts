// The page's first words to the browser: whatever the first frame waits for is asked for at once, and the large scripts come meanwhile.
import { pageWords } from '../../words/page.js';
import type { Lang } from '../../words/sentence.js';
import { readCourseData } from './course-data.js';
import { createNotices } from './notices.js';
import { openStore, type StoreTrouble } from './page-store.js';

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

const notices = createNotices();
const store = openStore((why) => notices.tell((pageWords[WHY[why]][lang] as () => string)()));
const course = readCourseData(wishes.get('lesson') ?? undefined);
const terminal = import('./page-terminal.js').then(({ openPageTerminal }) => openPageTerminal(found('terminal')));
const { openPage } = await import('./page.js');
await openPage({ lang, wishes, notices, store, course: await course, terminal: await terminal });

function breakDown(error: unknown): void {
  found('trouble').textContent = pageWords.broken[lang](error instanceof Error ? error.message : String(error));
}

function found(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}
