import type { Course } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import { openProfile } from '../../hosts/terminal/profile.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readOptions } from '../arguments.js';
import { loadCourse } from '../course-files.js';
import { loadProgress } from '../load-progress.js';

/** `svc-learn list`: chapters, lessons, progress. */
export async function list(args: readonly string[], lang: Lang): Promise<number> {
  const { values } = readOptions(args, { json: { type: 'boolean' } }, lang);
  const course = loadCourse();
  const rows = rowsOf(course, lang);
  process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : text(rows, lang));
  return 0;
}

interface Row {
  readonly chapter: string;
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly state: 'new' | 'started' | 'done';
}

function rowsOf(course: Course, lang: Lang): readonly Row[] {
  const progress = loadProgress(openProfile(), lang);
  return course.chapters.flatMap((chapter) =>
    chapter.lessons.flatMap((dir) => {
      const lesson = course.lessons.find(({ origin }) => origin.dir === `lessons/${dir}`);
      if (lesson === undefined) return [];
      const { id, minutes } = lesson;
      return [
        {
          chapter: chapter.title[lang],
          id,
          title: titleOf(lesson, lang),
          minutes,
          state: progress.lessons[id]?.state ?? ('new' as const),
        },
      ];
    }),
  );
}

function titleOf(lesson: Lesson, lang: Lang): string {
  return (lesson.prose[lang] ?? lesson.prose.ja)?.title.text ?? lesson.id;
}

function text(rows: readonly Row[], lang: Lang): string {
  let chapter = '';
  const lines = rows.flatMap((row) => {
    const head = row.chapter === chapter ? [] : [row.chapter];
    chapter = row.chapter;
    return [
      ...head,
      `  ${MARKS[row.state]} ${row.id.padEnd(18)} ${row.title} (${cliWords.minutes[lang](row.minutes)})`,
    ];
  });
  return `${lines.join('\n')}\n`;
}

const MARKS = { new: '[ ]', started: '[-]', done: '[x]' } as const;
