import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Course, readCourse } from '../course/course.js';
import type { Lesson } from '../course/lesson.js';
import type { Parsed } from '../course/load-lesson.js';
import { cliWords } from '../words/cli.js';
import type { Lang } from '../words/sentence.js';
import { packageFolder } from './package-folder.js';
import { UsageError } from './usage-error.js';

/** The lessons that lie beside the program, as they are now. Throws `UserError` with file and line. */
export function loadCourse(): Course {
  const folder = join(packageFolder(), 'lessons');
  return readCourse(readTree(folder), readParsed(join(folder, '../dist/lessons.json')));
}

export function findLesson(course: Course, id: string, lang: Lang): Lesson {
  const lesson = course.lessons.find((one) => one.id === id || basename(one.origin.dir) === id);
  if (lesson === undefined) throw new UsageError(cliWords.noSuchLesson[lang](id));
  return lesson;
}

/** The lessons' YAML as the build has read it; it is asked again where a text has changed since. */
function readParsed(file: string): Readonly<Record<string, Parsed>> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Parsed>>) : {};
}

/** All files below a folder as text, by path relative to it. */
function readTree(folder: string, prefix = ''): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(files, readTree(folder, path));
    else files[path] = readFileSync(join(folder, path), 'utf8');
  }
  return files;
}
