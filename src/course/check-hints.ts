import { courseWords } from '../words/course.js';
import type { LessonProblem } from './check-scene.js';
import { codeSpans } from './code-spans.js';
import type { Lesson } from './lesson.js';

/** The last hint says it all: every command in it is a command of the solution (or how one of them begins). */
export function checkHints(lesson: Lesson): readonly LessonProblem[] {
  return Object.values(lesson.prose).flatMap((prose) =>
    lesson.steps.flatMap((step) => {
      const hint = prose.steps[step.id]?.hints.at(-1);
      if (hint === undefined) return [];
      const lines = step.solution.flatMap((text) => text.split('\n')).map((line) => line.trim());
      const unknown = codeSpans(hint.text).find(
        (code) => !lines.some((line) => line === code || line.startsWith(`${code} `) || isPart(line, code)),
      );
      return unknown === undefined
        ? []
        : [{ file: prose.path, line: hint.line, what: courseWords.hintNotSolution.ja(unknown) }];
    }),
  );
}

/** A line of a file that the solution writes: comments beside it do not matter. */
function isPart(line: string, code: string): boolean {
  return line.replace(/^- /, '').replace(/\s+#.*$/, '') === code;
}
