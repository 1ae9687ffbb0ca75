import type { Lesson } from '../../course/lesson.js';
import { sceneMs } from '../../demo/pacing.js';
import { scriptOf } from '../../demo/script.js';
import { rehearse } from '../../hosts/demo/rehearsal.js';
import { minColumns, minRows, noteRows } from '../../ui/screen/layout.js';
import { demoWords } from '../../words/demo.js';
import type { Lang } from '../../words/sentence.js';

/** `svc-learn demo --check`: plays every scene silently; exit code 1 when one cannot be shown. */
export async function checkDemo(lessons: readonly Lesson[], lang: Lang): Promise<number> {
  let isGood = checkSize(lang);
  for (const lesson of lessons) isGood = (await checkScenes(lesson, lang)) && isGood;
  return isGood ? 0 : 1;
}

function checkSize(lang: Lang): boolean {
  const { columns, rows, isTTY } = process.stdout;
  if (!isTTY) {
    process.stdout.write(`- ${demoWords.checkNoSize[lang]()}\n`);
    return true;
  }
  const needed = minRows + noteRows(minRows, true);
  const isEnough = columns >= minColumns && rows >= needed;
  const why = isEnough ? '' : `: ${demoWords.checkTooSmall[lang](minColumns, needed)}`;
  process.stdout.write(`${isEnough ? '✓' : '✗'} ${demoWords.checkSize[lang](columns, rows)}${why}\n`);
  return isEnough;
}

async function checkScenes(lesson: Lesson, lang: Lang): Promise<boolean> {
  const script = scriptOf(lesson, lang);
  process.stdout.write(`${lesson.id}\n`);
  let total = 0;
  let isGood = true;
  await rehearse({
    lesson,
    lang,
    script,
    terminal: { columns: 116, rows: 12 },
    played: ({ ran, problems }, index) => {
      const scene = script[index];
      if (scene === undefined) return;
      const ms = sceneMs(scene, ran);
      total += ms;
      isGood = isGood && problems.length === 0;
      const mark = problems.length === 0 ? '✓' : '✗';
      const number = String(index + 1).padStart(3);
      process.stdout.write(`${mark}${number}  ${demoWords.checkMinutes[lang](minutes(ms))}  ${scene.name}\n`);
      for (const problem of problems) process.stdout.write(`      ${problem}\n`);
    },
  });
  process.stdout.write(`  ${demoWords.checkTotal[lang](minutes(total), lesson.minutes)}\n`);
  return isGood;
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}
