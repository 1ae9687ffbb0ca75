// What a whole line means that was entered at the prompt; the screen and the linear mode agree on it.
import type { AppSnapshot, ChoiceData, LessonData } from './app-model.js';
import { repairFullWidth } from './line-editor/full-width.js';

export type LineMeaning =
  /** Text for the running program. */
  | { readonly type: 'input' }
  | { readonly type: 'next-step' }
  /** The shell would ask for another line. */
  | { readonly type: 'more' }
  | { readonly type: 'command'; readonly text: string; readonly isRepaired: boolean };

export function meaningOfLine(
  text: string,
  { terminal, lesson }: Pick<AppSnapshot, 'terminal' | 'lesson'>,
  isIncomplete: (text: string) => boolean,
): LineMeaning {
  if (terminal.running) return { type: 'input' };
  if (text.trim() === '' && (lesson.phase === 'done' || lesson.phase === 'summary' || lesson.phase === 'finished'))
    return { type: 'next-step' };
  if (text !== '' && isIncomplete(text)) return { type: 'more' };
  return { type: 'command', ...repairFullWidth(text) };
}

/** Index of the choice that this text makes while a prediction or a quiz waits for its number. */
export function choiceOf(text: string, lesson: LessonData): number | undefined {
  const asked = askedChoice(lesson);
  if (asked === undefined || text === '') return undefined;
  const index = '123456789'.indexOf(text.normalize('NFKC'));
  return index >= 0 && index < asked.choices.length ? index : undefined;
}

function askedChoice({ phase, predict, quiz }: LessonData): ChoiceData | undefined {
  const asked = phase === 'quiz' ? quiz : phase === 'predict' ? predict : undefined;
  return asked?.chosen === undefined ? asked : undefined;
}
