import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openBuiltCourse, readFiles } from '../../src/cli/built-course.js';
import { courseMark } from '../../src/cli/course-mark.js';

const folder = mkdtempSync(join(tmpdir(), 'svc-learn-course-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const outline = {
  title: { ja: 'コース', en: 'Course' },
  chapters: [],
  diagram: [],
  lessons: ['one', 'two'].map((id) => ({ id, chapter: 'c', minutes: 1, origin: { dir: `lessons/${id}` }, prose: {} })),
};

/** A course of two lessons, and what a build has made of it. */
function build(): void {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('lessons/course.yaml', 'title: コース\n');
  for (const id of ['one', 'two']) {
    write(`lessons/${id}/ja.md`, `# ${id}\n\n本文です。\n`);
    write(`lessons/${id}/world/web.yaml`, 'kind: Pod\n');
    write(`dist/course/${id}.json`, JSON.stringify({ id, mark: courseMark(readFiles(join(folder, 'lessons', id))) }));
  }
  const mark = courseMark({ 'course.yaml': readFiles(join(folder, 'lessons'))['course.yaml'] ?? Buffer.alloc(0) });
  write('dist/course/course.json', JSON.stringify({ mark, ...outline }));
}

function known() {
  const { outline: found, plan, lesson, shown } = openBuiltCourse(folder);
  const ids = outline.lessons.map(({ origin }) => lesson(origin.dir)?.id);
  return { outline: found?.lessons.map(({ id }) => id), plan: plan?.title.en, lessons: ids, shown: shown('one')?.id };
}

it('knows a course as it was built', () => {
  build();
  expect(known()).toEqual({ outline: ['one', 'two'], plan: 'Course', lessons: ['one', 'two'], shown: 'one' });
});

it.each([
  ['a letter is another one', () => writeFileSync(join(folder, 'lessons/one/ja.md'), '# one\n\n本文でし。\n')],
  ['a last byte is another one', () => writeFileSync(join(folder, 'lessons/one/world/web.yaml'), 'kind: Pod ')],
  ['a file is gone', () => rmSync(join(folder, 'lessons/one/world/web.yaml'))],
  ['a file came', () => writeFileSync(join(folder, 'lessons/one/en.md'), '')],
])('leaves a lesson to its texts when %s, and only that one', (_, change) => {
  build();
  change();
  expect(known()).toEqual({ outline: ['one', 'two'], plan: 'Course', lessons: [undefined, 'two'], shown: undefined });
});

it('knows nothing when the plan of the course has changed, or nothing was built', () => {
  const nothing = { outline: undefined, plan: undefined, lessons: [undefined, undefined], shown: undefined };
  build();
  writeFileSync(join(folder, 'lessons/course.yaml'), 'title: コース二\n');
  expect(known()).toEqual(nothing);
  build();
  rmSync(join(folder, 'dist'), { recursive: true });
  expect(known()).toEqual(nothing);
});
