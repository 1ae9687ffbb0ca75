// What is a page over the screen's panes elsewhere: told in full, with a question below where one is to be answered.
import type { AppModel } from '../../ui/app-model.js';
import { plainWords } from '../../words/plain.js';
import type { Lang } from '../../words/sentence.js';
import { courseText, helpText } from './lesson-told.js';
import type { PlainPrinter } from './plain-printer.js';

interface PagesOptions {
  readonly model: AppModel;
  readonly lang: Lang;
  readonly printer: PlainPrinter;
}

export interface Pages {
  /** Tells the page that a command asked for. */
  tell(): void;
  /** Takes a line as an answer to the page's question; false when nothing was asked, or when it is a command after all. */
  answer(line: string): boolean;
  forget(): void;
}

export function createPages({ model, lang, printer }: PagesOptions): Pages {
  let seen = model.snapshot().request?.id ?? 0;
  let asked: 'solution' | 'course' | undefined;
  const openLesson = (wanted: string): boolean => {
    if (wanted === '') return true;
    const lessons = model.snapshot().course.chapters.flatMap((chapter) => chapter.lessons);
    const lesson = lessons.find(({ id, number }) => id === wanted || String(number) === wanted);
    if (lesson?.isOpen) model.actions.openLesson(lesson.id);
    return lesson !== undefined;
  };
  return {
    tell() {
      const { request, course } = model.snapshot();
      if (request === undefined || request.id === seen) return;
      seen = request.id;
      // A pane to go to is nowhere here.
      if (!('page' in request)) return;
      asked = request.page === 'help' || request.page === 'acts' ? undefined : request.page;
      if (request.page === 'help') printer.add(helpText(lang));
      if (request.page === 'course') printer.add(courseText(course, lang));
      if (request.page === 'course') printer.tell(plainWords.askLesson[lang]());
      if (request.page === 'solution') printer.tell(plainWords.askSolution[lang]());
    },
    answer(line) {
      const question = asked;
      asked = undefined;
      const word = line.trim().normalize('NFKC');
      if (question === 'course') return openLesson(word);
      if (question === 'solution' && word === '') model.actions.solution();
      return question !== undefined;
    },
    forget() {
      asked = undefined;
    },
  };
}
