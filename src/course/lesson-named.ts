import type { Course, LessonOutline } from './course.js';
import type { Lesson } from './lesson.js';

/** The lesson that a person means by its id or its number. */
export function lessonNamed({ lessons }: Course, word: string): Lesson | undefined {
  const wanted = word.normalize('NFKC').toLowerCase();
  return lessons.find((lesson) => lesson.id === wanted || String(numberOf(lesson)) === wanted);
}

/** Its number in the course, which its folder's name begins with. */
export function numberOf({ origin }: Pick<LessonOutline, 'origin'>): number | undefined {
  const number = /(\d+)-/.exec(origin.dir)?.[1];
  return number === undefined ? undefined : Number(number);
}
