import { asTyped } from '../../shell/statements.js';

/** `kubectl exec -it`, `run -it`: these behave as learners see them only when their input is the terminal. */
const ASKS_FOR_TERMINAL = /\bkubectl\b[^\n]* (?:-it|-ti|-t|--tty)\b/;

/** A line of a lesson as a learner would type it. */
export function asLearnerTypes(text: string): string {
  return ASKS_FOR_TERMINAL.test(text) ? `${text}\n` : asTyped(text);
}
