import type { Answer, Question } from './zone.js';

/** DNS messages of the simulated wire: one JSON text a datagram. */
export function questionText(question: Question): string {
  return JSON.stringify({ name: question.name, type: question.type });
}

/** What a DNS program does with a datagram; what is no question gets no answer. */
export function answerText(message: string, answer: (question: Question) => Answer): string | undefined {
  const question = readQuestion(message);
  return question === undefined ? undefined : JSON.stringify(answer(question));
}

export function readAnswer(message: string): Answer | undefined {
  const value = parse(message) as Partial<Answer> | undefined;
  return value?.rcode !== undefined && Array.isArray(value.answers) ? (value as Answer) : undefined;
}

function readQuestion(message: string): Question | undefined {
  const value = parse(message) as Partial<Question> | undefined;
  if (typeof value?.name !== 'string' || typeof value.type !== 'string') return undefined;
  return { name: value.name, type: value.type };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
