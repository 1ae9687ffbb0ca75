import type { Lang } from '../words/sentence.js';
import type { Lesson } from './lesson.js';
import type { LessonRun } from './lesson-run.js';
import type { Ran, Stage } from './stage.js';

/** One thing that is wrong with a lesson. */
export interface LessonProblem {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** A lesson that is being proved. */
export interface Scene {
  readonly lesson: Lesson;
  readonly stage: Stage;
  readonly run: LessonRun;
  readonly lang: Lang;
  /** Everything that commands printed. */
  readonly seen: string[];
}

export async function play({ stage, seen }: Scene, line: string): Promise<Ran> {
  const ran = await stage.run(line);
  seen.push(ran.output);
  return ran;
}
