// The course with a learner's progress, as the course map reads it.
import type { CourseOutline, LessonOutline } from '../../course/course.js';
import { numberOf } from '../../course/lesson-named.js';
import type { Progress } from '../../course/progress.js';
import type { Lang } from '../../words/sentence.js';
import type { CourseData, CourseLesson } from '../app-model.js';

export function courseData(course: CourseOutline, progress: Progress, current: string, lang: Lang): CourseData {
  const isWritten = (id: string) => course.lessons.some((lesson) => lesson.id === id);
  const chapters = course.chapters.map((chapter) => {
    const written = course.lessons
      .filter((lesson) => lesson.chapter === chapter.id)
      .map((lesson) => writtenLesson(lesson, progress, lang));
    const planned = chapter.planned
      .filter(({ id }) => !isWritten(id))
      .map((lesson): CourseLesson => ({ ...lesson, title: lesson[lang], state: 'new', isOpen: false }));
    const lessons = [...written, ...planned].sort((one, other) => (one.number ?? 0) - (other.number ?? 0));
    return { title: chapter.title[lang], lessons };
  });
  const diagram = course.diagram.map(({ lesson, below, ...box }) => ({ lesson, below, text: box[lang] }));
  return { chapters: chapters.filter((chapter) => chapter.lessons.length > 0), diagram, current };
}

function writtenLesson(lesson: LessonOutline, progress: Progress, lang: Lang): CourseLesson {
  const number = numberOf(lesson);
  return {
    id: lesson.id,
    ...(number === undefined ? {} : { number }),
    title: (lesson.prose[lang] ?? lesson.prose.ja)?.title.text ?? lesson.id,
    minutes: lesson.minutes,
    state: progress.lessons[lesson.id]?.state ?? 'new',
    isOpen: true,
  };
}
