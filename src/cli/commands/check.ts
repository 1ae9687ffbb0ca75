import { checkLesson } from '../../course/check-lesson.js';
import { UserError } from '../../course/user-error.js';
import { openCourseStage } from '../../hosts/embedded/course-stage.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readOptions } from '../arguments.js';
import { findLesson, proofreadCourse } from '../course-files.js';

/** `svc-learn check [LESSON...]`: proves lessons; exit code 1 with file, line and reason. */
export async function check(args: readonly string[], lang: Lang): Promise<number> {
  const { positionals } = readOptions(args, {}, lang, Number.POSITIVE_INFINITY);
  try {
    const course = proofreadCourse();
    const lessons = positionals.length === 0 ? course.lessons : positionals.map((id) => findLesson(course, id, lang));
    let count = 0;
    for (const lesson of lessons) {
      const start = performance.now();
      const problems = await checkLesson(lesson, openCourseStage);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      for (const { file, line, what } of problems) process.stdout.write(`${file}:${line}: ${what}\n`);
      if (problems.length === 0)
        process.stdout.write(`${cliWords.checkedLesson[lang](lesson.id, lesson.steps.length, seconds)}\n`);
      count += problems.length;
    }
    if (count > 0) process.stderr.write(`${cliWords.checkFailed[lang](count)}\n`);
    return count > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stdout.write(`${error.message}\n`);
    return 1;
  }
}
