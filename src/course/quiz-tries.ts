import type { Lang } from '../words/sentence.js';
import type { Lesson } from './lesson.js';
import type { LessonRun } from './lesson-run.js';
import type { RunState } from './run-state.js';

/** A choice of an answered question that can be run. */
export interface QuizTry {
  /** Id of the question. */
  readonly question: string;
  /** Its words. */
  readonly text: string;
  /** `try QUESTION CHOICE`, both counted from 1. */
  readonly command: string;
  readonly lines: readonly string[];
}

export type FoundTry = QuizTry | { readonly problem: 'usage' | 'notAnswered' | 'none'; readonly known: string };

/** What can be run of the questions that were answered. */
export function quizTries(lesson: Lesson, quiz: RunState['quiz'], lang: Lang): readonly QuizTry[] {
  return lesson.quiz.flatMap(({ id, options, try: tries }, index) =>
    options.flatMap((option, number) => {
      const lines = quiz[id] === undefined ? undefined : tries[option];
      const text = (lesson.prose[lang] ?? lesson.prose.ja)?.quiz[id]?.options[option]?.text ?? option;
      return lines === undefined ? [] : [{ question: id, text, lines, command: `try ${index + 1} ${number + 1}` }];
    }),
  );
}

/** The choice that the words of `try [QUESTION] CHOICE` mean; without a question the last answered one is meant. */
export function findTry(words: readonly string[], { lesson, state }: LessonRun, lang: Lang): FoundTry {
  const tries = quizTries(lesson, state.quiz, lang);
  const known = tries.map(({ command }) => command).join(', ');
  const numbers = words.map((word) => Number(word.normalize('NFKC')));
  const isUnderstood = numbers.length > 0 && numbers.length <= 2 && numbers.every((number) => number > 0);
  if (!isUnderstood) return { problem: 'usage', known };
  const answered = lesson.quiz.findLastIndex(({ id }) => state.quiz[id] !== undefined) + 1;
  const [question = 0, choice = 0] = numbers.length === 2 ? numbers : [answered, ...numbers];
  const asked = lesson.quiz[question - 1];
  if (asked === undefined || state.quiz[asked.id] === undefined) return { problem: 'notAnswered', known };
  return tries.find(({ command }) => command === `try ${question} ${choice}`) ?? { problem: 'none', known };
}
