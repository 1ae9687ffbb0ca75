// The course with a learner's progress, as the course map reads it.
import type { CourseOutline, LessonOutline } from '../../course/course.js';
import type { Progress } from '../../course/progress.js';
import type { Lang } from '../../words/sentence.js';
import type { CourseData } from '../app-model.js';

export function courseData(course: CourseOutline, progress: Progress, current: string, lang: Lang): CourseData {
  const chapters = course.chapters.map((chapter) => ({
    title: chapter.title[lang],
    lessons: course.lessons
      .filter((lesson) => lesson.chapter === chapter.id)
      .map((lesson) => ({
        id: lesson.id,
        title: titleOf(lesson, lang),
        minutes: lesson.minutes,
        state: progress.lessons[lesson.id]?.state ?? ('new' as const),
        isOpen: true,
      })),
  }));
  return { chapters: chapters.filter((chapter) => chapter.lessons.length > 0), current };
}

/** Number and title, as other lessons refer to it. */
function titleOf({ id, origin, prose }: LessonOutline, lang: Lang): string {
  const number = /(\d+)-/.exec(origin.dir)?.[1];
  const title = (prose[lang] ?? prose.ja)?.title.text ?? id;
  return number === undefined ? title : `${Number(number)} ${title}`;
}
