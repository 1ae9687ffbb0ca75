import { courseWords } from '../words/course.js';
import type { Lang } from '../words/sentence.js';
import type { Lesson } from './lesson.js';

const SERVICE_PAGE = 'https://kubernetes.io/ja/docs/concepts/services-networking/service/';
const BEGINNERS = 'https://thenewstack.io/kubernetes-services-for-beginners/';
const TUTORIAL = 'https://www.youtube.com/watch?v=1oPHYtQnwz4';

/** The official page of a lesson in the learner's language. */
export function lessonPage({ docs }: Lesson, lang: Lang): string {
  return inLang(docs, lang);
}

/** Where to read on: the lesson's own page, the official page on Services, and two tutorials. */
export function readingList(lesson: Lesson, lang: Lang): string {
  const own = lessonPage(lesson, lang);
  const service = inLang(SERVICE_PAGE, lang);
  const pages = [
    [courseWords.pageOfLesson[lang](), own],
    ...(own === service ? [] : [[courseWords.pageOfServices[lang](), service]]),
    [courseWords.pageForBeginners[lang](), BEGINNERS],
    [courseWords.pageOfTutorial[lang](), TUTORIAL],
  ];
  return pages.map(([title, page]) => `${title}\n  ${page}\n`).join('');
}

function inLang(page: string, lang: Lang): string {
  return lang === 'ja' ? page : page.replace('kubernetes.io/ja/', 'kubernetes.io/');
}
