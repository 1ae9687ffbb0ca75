import { basename, join } from 'node:path';
import { type Course, readCourse } from '../course/course.js';
import type { Lesson } from '../course/lesson.js';
import { nearest } from '../hosts/tutorial/typo.js';
import { cliWords } from '../words/cli.js';
import type { Lang } from '../words/sentence.js';
import { openBuiltCourse, readFiles } from './built-course.js';
import { packageFolder } from './package-folder.js';
import { UsageError } from './usage-error.js';

/** The lessons that lie beside the program, as they are now. Throws `UserError` with file and line. */
export function loadCourse(): Course {
  return readCourse(readTexts(), openBuiltCourse());
}

/** The same from its texts alone, whatever a build has found right. */
export function proofreadCourse(): Course {
  return readCourse(readTexts());
}

export function findLesson(course: Course, id: string, lang: Lang): Lesson {
  const lesson = course.lessons.find((one) => one.id === id || basename(one.origin.dir) === id);
  const known = course.lessons.map((one) => one.id);
  if (lesson === undefined) throw new UsageError(cliWords.noSuchLesson[lang](id, nearest(id, known)));
  return lesson;
}

function readTexts(): Readonly<Record<string, string>> {
  const files = readFiles(join(packageFolder(), 'lessons'));
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, bytes.toString()]));
}
