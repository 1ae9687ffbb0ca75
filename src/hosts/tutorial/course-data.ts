import type { Course } from '../../course/course.js';
import type { Progress } from '../../course/progress.js';
import type { CourseData, CourseLesson } from '../../ui/app-model.js';
import type { Lang } from '../../words/sentence.js';

interface Reader {
  readonly lang: Lang;
  readonly progress: Progress;
  readonly current: string;
}

/** The course map: chapters, and how far the learner is. */
export function courseData({ chapters, lessons }: Course, { lang, progress, current }: Reader): CourseData {
  const lessonOf = (dir: string): CourseLesson[] =>
    lessons
      .filter(({ origin }) => origin.dir === `lessons/${dir}`)
      .map(({ id, minutes, prose }) => ({
        id,
        title: (prose[lang] ?? prose.ja)?.title.text ?? id,
        minutes,
        state: progress.lessons[id]?.state ?? 'new',
        isOpen: true,
      }));
  return {
    current,
    chapters: chapters.map(({ title, lessons: dirs }) => ({ title: title[lang], lessons: dirs.flatMap(lessonOf) })),
  };
}
