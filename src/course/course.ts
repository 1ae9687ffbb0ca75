import { LineCounter, parseDocument } from 'yaml';
import { courseWords } from '../words/course.js';
import type { Lang } from '../words/sentence.js';
import type { Lesson } from './lesson.js';
import { type BuiltLesson, loadLesson } from './load-lesson.js';
import type { Prose } from './prose.js';
import { UserError } from './user-error.js';

/** The whole course, in the order in which it is taught. */
export interface Course {
  readonly title: Readonly<Record<Lang, string>>;
  readonly chapters: readonly Chapter[];
  /** What the course map draws above its list. */
  readonly diagram: readonly DiagramBox[];
  readonly lessons: readonly Lesson[];
}

/** What `course.yaml` says. */
export type CoursePlan = Pick<Course, 'title' | 'chapters' | 'diagram'>;

/** The course as its map shows it: enough before a lesson's text is there. */
export interface CourseOutline extends Pick<Course, 'chapters' | 'diagram'> {
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
  /** Lessons that are not written yet. */
  readonly planned: readonly PlannedLesson[];
}

export interface PlannedLesson extends Readonly<Record<Lang, string>> {
  readonly id: string;
  readonly number: number;
}

/** A box of the diagram, which opens a lesson; `below` names the lesson of the box above it. */
export interface DiagramBox extends Readonly<Record<Lang, string>> {
  readonly lesson: string;
  readonly below?: string;
}

/** What a build has read of the same files and found right: it need not be read again. */
export interface BuiltCourse {
  readonly plan?: CoursePlan | undefined;
  /** The lesson in this folder. */
  lesson(dir: string): BuiltLesson | undefined;
}

/** Reads `course.yaml`, the schema and all lessons that it names, as far as they are not built. Throws `UserError`. */
export function readCourse(files: Readonly<Record<string, string>>, built?: BuiltCourse): Course {
  const { title, chapters, diagram } = built?.plan ?? readPlan(files['course.yaml'] ?? '');
  const schema: unknown = JSON.parse(files['lesson.schema.json'] ?? '{}');
  const lessons = chapters
    .flatMap((chapter) => chapter.lessons)
    .map((dir) =>
      loadLesson({ dir: `lessons/${dir}`, files: below(files, dir) }, schema, built?.lesson(`lessons/${dir}`)),
    );
  return { title, chapters, diagram, lessons };
}

function readPlan(text: string): CoursePlan {
  const plan = parsePlan(text) as Partial<CoursePlan> | null;
  if (!plan?.title || !plan.chapters)
    throw new UserError(courseWords.schemaBroken.ja('course.yaml', 'title, chapters'), {
      file: 'lessons/course.yaml',
      line: 1,
    });
  const chapters = plan.chapters.map((chapter) => ({ ...chapter, planned: chapter.planned ?? [] }));
  return { title: plan.title, chapters, diagram: plan.diagram ?? [] };
}

function parsePlan(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken)
    throw new UserError(broken.message.split('\n')[0] ?? '', {
      file: 'lessons/course.yaml',
      line: lines.linePos(broken.pos[0]).line,
    });
  return document.toJS();
}

function below(files: Readonly<Record<string, string>>, dir: string): Readonly<Record<string, string>> {
  const prefix = `${dir}/`;
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, text]) => [path.slice(prefix.length), text]),
  );
}
