// The course as the build has read it: an outline that the first frame needs, and each lesson in a file of its own.
import type { Chapter, Course, CourseOutline, LessonOutline } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';

/** `course/course.json`. */
interface OutlineFile {
  readonly title: Course['title'];
  readonly chapters: readonly Chapter[];
  readonly diagram: Course['diagram'];
  readonly lessons: readonly LessonOutline[];
}

export interface CourseData {
  readonly outline: CourseOutline;
  /** One lesson; those that were read are remembered. */
  lesson(id: string): Promise<Lesson>;
  /** The whole course. */
  whole(): Promise<Course>;
}

declare const __LESSONS__: readonly string[];

/** Begins to read the lesson that was asked for, or the first, before anybody knows which it will be. */
export async function readCourseData(asked: string | undefined): Promise<CourseData> {
  const known = new Map<string, Promise<Lesson>>();
  const lesson = (id: string) => {
    const asked = known.get(id) ?? read(`${id}.json`).then(withLines);
    known.set(id, asked);
    return asked;
  };
  const likely = __LESSONS__.find((id) => id === asked) ?? __LESSONS__[0];
  if (likely !== undefined) void lesson(likely);
  const outline = (await read('course.json')) as OutlineFile;
  return {
    outline,
    lesson,
    whole: async () => ({ ...outline, lessons: await Promise.all(outline.lessons.map(({ id }) => lesson(id))) }),
  };
}

async function read(name: string): Promise<unknown> {
  const answer = await fetch(new URL(`./course/${name}`, document.baseURI));
  if (!answer.ok) throw new Error(`course/${name}: ${answer.status}`);
  return answer.json();
}

/** Lines of the YAML are for those who write lessons. */
function withLines(file: unknown): Lesson {
  return { ...(file as Omit<Lesson, 'lineOf'>), lineOf: () => 1 };
}
