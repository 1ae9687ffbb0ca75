import type { Lesson } from './lesson.js';

/** Where a learner stands in a lesson: plain data, saved with the world. */
export interface RunState {
  readonly lesson: string;
  /** Index of the step; the number of steps means the summary and quiz. */
  readonly step: number;
  /** Traces with a greater id belong to this step. */
  readonly sinceTrace: number;
  readonly answers: Readonly<Record<string, string>>;
  readonly before: Readonly<Record<string, string>>;
  readonly goals: Readonly<Record<string, GoalState>>;
  /** How many hints are shown. */
  readonly hints: number;
  /** The predicted choice, and what really happened once it has. */
  readonly chosen?: string;
  readonly truth?: string;
  /** Answers to the quiz, by question. */
  readonly quiz: Readonly<Record<string, string>>;
  /** Ids of steps that were completed. */
  readonly completed: readonly string[];
}

export interface GoalState {
  readonly met: boolean;
  readonly now: string;
  /** The wrong answer that was recognised. */
  readonly mistake?: string;
  /** The command that broke a goal that had been met. */
  readonly brokenBy?: string;
}

/** Where everybody begins. */
export function newRun(lesson: Lesson): RunState {
  return {
    lesson: lesson.id,
    step: 0,
    sinceTrace: 0,
    answers: {},
    before: {},
    goals: {},
    hints: 0,
    quiz: {},
    completed: [],
  };
}
