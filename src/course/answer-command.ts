import type { HostCommand } from '../shell/host-command.js';
import { courseWords } from '../words/course.js';
import type { Lang } from '../words/sentence.js';
import type { LessonRun } from './lesson-run.js';

/** `answer QUESTION VALUE`: the learner's answer to a question of the step. Exit code 0 when it is right. */
export function answerCommand(run: () => LessonRun | undefined, lang: Lang): HostCommand {
  return async ({ argv, stdout, stderr }) => {
    const current = run();
    const questions =
      current?.step?.goals.filter(({ condition }) => condition.kind === 'answer').map(({ id }) => id) ?? [];
    const words = argv.slice(1);
    const isNamed = words.length > 1 && questions.includes(words[0] ?? '');
    const only = questions.length === 1 ? questions[0] : undefined;
    const goal = isNamed ? words[0] : (only ?? words[0]);
    const value = (isNamed ? words.slice(1) : only === undefined ? words.slice(1) : words).join(' ');
    if (current === undefined || goal === undefined || value === '') {
      stderr(`${courseWords.answerUsage[lang]()}\n`);
      if (questions.length > 0) stderr(`${courseWords.answerUnknown[lang](questions.join(', '))}\n`);
      return 1;
    }
    const { right, text } = await current.answer(goal, value);
    stdout(`${text}\n`);
    return right ? 0 : 1;
  };
}
