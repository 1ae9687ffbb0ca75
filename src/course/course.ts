import { LineCounter, parseDocument } from 'yaml';
import { courseWords } from '../words/course.js';
import type { Lang } from '../words/sentence.js';
import type { Lesson } from './lesson.js';
import { loadLesson, type Parsed } from './load-lesson.js';
import type { Prose } from './prose.js';
import { UserError } from './user-error.js';

/** The whole course, in the order in which it is taught. */
export interface Course {
  readonly title: Readonly<Record<Lang, string>>;
  readonly chapters: readonly Chapter[];
  readonly lessons: readonly Lesson[];
}

/** The course as its map shows it: enough before a lesson's text is there. */
export interface CourseOutline extends Pick<Course, 'chapters'> {
  readonly lessons: readonly LessonOutline[];
}

export interface LessonOutline extends Pick<Lesson, 'id' | 'chapter' | 'minutes'> {
  readonly origin: Pick<Lesson['origin'], 'dir'>;
  readonly prose: Readonly<Partial<Record<Lang, Pick<Prose, 'title'>>>>;
}

export interface Chapter {
  readonly id: string;
  readonly title: Readonly<Record<Lang, string>>;
  /** Folders of lessons. */
  readonly lessons: readonly string[];
}

/** Reads `course.yaml`, the schema and all lessons that it names; `parsed` saves the reading of YAML that is known. Throws `UserError`. */
export function readCourse(
  files: Readonly<Record<string, string>>,
  parsed: Readonly<Record<string, Parsed>> = {},
): Course {
  const { title, chapters } = readPlan(files['course.yaml'] ?? '');
  const schema: unknown = JSON.parse(files['lesson.schema.json'] ?? '{}');
  const lessons = chapters
    .flatMap((chapter) => chapter.lessons)
    .map((dir) =>
      loadLesson({ dir: `lessons/${dir}`, files: below(files, dir) }, schema, parsed[`${dir}/lesson.yaml`]),
    );
  return { title, chapters, lessons };
}

function readPlan(text: string): Pick<Course, 'title' | 'chapters'> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken)
    throw new UserError(broken.message.split('\n')[0] ?? '', {
      file: 'lessons/course.yaml',
      line: lines.linePos(broken.pos[0]).line,
    });
  const plan = document.toJS() as Partial<Pick<Course, 'title' | 'chapters'>> | null;
  if (!plan?.title || !plan.chapters)
    throw new UserError(courseWords.schemaBroken.ja('course.yaml', 'title, chapters'), {
      file: 'lessons/course.yaml',
      line: 1,
    });
  return { title: plan.title, chapters: plan.chapters };
}

function below(files: Readonly<Record<string, string>>, dir: string): Readonly<Record<string, string>> {
  const prefix = `${dir}/`;
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, text]) => [path.slice(prefix.length), text]),
  );
}
