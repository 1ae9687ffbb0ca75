import { courseWords } from '../words/course.js';
import type { LessonProblem } from './check-scene.js';
import { codeSpans } from './code-spans.js';
import type { Lesson } from './lesson.js';
import type { Passage, Prose } from './prose.js';

/**
 * Words in code must be real: each word of an inline code stands in the lesson's files, or was printed when the lesson was played.
 * So a mistyped field, file, command or value in a hint or a message is found.
 */
export function checkVocabulary(lesson: Lesson, seen: readonly string[]): readonly LessonProblem[] {
  const files = Object.entries(lesson.origin.files)
    .filter(([path]) => !path.endsWith('.md'))
    .flat();
  const known = new Set([...files, ...seen, COMMON].flatMap((text) => wordsOf(text)));
  return Object.values(lesson.prose).flatMap((prose) =>
    passages(prose).flatMap(({ text, line }) =>
      codeSpans(text)
        .flatMap(wordsOf)
        .filter((word) => !known.has(word))
        .map((word) => ({ file: prose.path, line, what: courseWords.unknownWord.ja(word) })),
    ),
  );
}

/** What learners type that no output shows. */
const COMMON =
  'edit answer hint solution goals undo redo next prev lessons help docs why kubectl curl URL FILE NUMBER ADDRESS NAME KEY VALUE IMAGE COMMAND http https show-labels describe get delete apply patch logs exec wide yaml namespace';

function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z_][A-Za-z0-9_]*|\d+/g) ?? [];
}

function passages({ intro, steps, summary, model, quiz }: Prose): readonly Passage[] {
  const ofSteps = Object.values(steps).flatMap((step) => [
    ...[step.situation, step.prediction, step.experiment, step.observation, step.notes].filter(
      (passage) => passage !== undefined,
    ),
    ...[step.choices, step.results, step.goals, step.mistakes].flatMap((part) => Object.values(part)),
    ...step.hints,
  ]);
  const ofQuiz = Object.values(quiz).flatMap(({ question, options, answers }) => [
    question,
    ...Object.values(options),
    ...Object.values(answers),
  ]);
  return [intro, ...ofSteps, ...summary, ...(model ? [model] : []), ...ofQuiz];
}
