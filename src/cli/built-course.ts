// The course as the build has read it (`dist/course`): an outline, and each lesson in a file of its own. What was changed since is not used.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltCourse, Chapter, CourseOutline, CoursePlan } from '../course/course.js';
import type { Lesson } from '../course/lesson.js';
import type { BuiltLesson } from '../course/load-lesson.js';
import { courseMark } from './course-mark.js';
import { packageFolder } from './package-folder.js';

export interface OpenedCourse extends BuiltCourse {
  /** Enough for the first frame. */
  readonly outline: CourseOutline | undefined;
  /** One lesson by its id, enough to be shown. */
  shown(id: string): Lesson | undefined;
}

interface OutlineFile extends CourseOutline {
  readonly title: CoursePlan['title'];
  readonly chapters: readonly Chapter[];
  readonly mark: string;
}

export function openBuiltCourse(folder = packageFolder()): OpenedCourse {
  const sources = join(folder, 'lessons');
  const plan = { 'course.yaml': readFileSync(join(sources, 'course.yaml')) };
  const found = readJson<OutlineFile>(join(folder, 'dist/course/course.json'));
  const outline = found?.mark === courseMark(plan) ? found : undefined;
  const lesson = (dir: string) => {
    const id = outline?.lessons.find(({ origin }) => origin.dir === dir)?.id;
    const built = id && readJson<BuiltLesson & { readonly mark: string }>(join(folder, 'dist/course', `${id}.json`));
    return built && built.mark === courseMark(readFiles(join(folder, dir))) ? built : undefined;
  };
  return {
    outline,
    plan: outline,
    lesson,
    shown(id) {
      const dir = outline?.lessons.find((one) => one.id === id)?.origin.dir;
      const built = dir === undefined ? undefined : lesson(dir);
      return built && { ...built, lineOf: () => 1 };
    },
  };
}

/** All files below a folder, by path relative to it. */
export function readFiles(folder: string, prefix = ''): Readonly<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(files, readFiles(folder, path));
    else files[path] = readFileSync(join(folder, path));
  }
  return files;
}

function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}
