// A lesson that is being played, as the lesson pane reads it.
import type { Goal, Lesson, Prediction, Step } from '../../course/lesson.js';
import type { Passage, Prose, StepProse } from '../../course/prose.js';
import { quizTries } from '../../course/quiz-tries.js';
import { lessonPage } from '../../course/reading.js';
import type { RunState } from '../../course/run-state.js';
import { courseWords } from '../../words/course.js';
import type { Lang } from '../../words/sentence.js';
import { uiWords } from '../../words/ui.js';
import type { ChoiceData, GoalData, LessonData, LessonSection } from '../app-model.js';

/** What the lesson pane shows at this state of the run. */
export function lessonData(lesson: Lesson, state: RunState, lang: Lang): LessonData {
  const prose = lesson.prose[lang] ?? lesson.prose.ja;
  const step = lesson.steps[state.step];
  const text = step === undefined ? undefined : prose?.steps[step.id];
  if (step === undefined || text === undefined) {
    return endData(lesson, state, prose, lang);
  }
  const isOpen = step.predict !== undefined && state.chosen === undefined;
  const isDone = [...step.keep, ...step.goals].every((goal) => state.goals[goal.id]?.met === true);
  const isFirst = state.step === 0 && (isOpen || step.predict === undefined);
  const opening = isFirst && prose !== undefined ? [section(undefined, prose.intro)] : [];
  return {
    phase: isOpen ? 'predict' : isDone ? 'done' : 'work',
    sections: [
      ...opening,
      section(text.title.text, text.situation),
      ...(isOpen || text.experiment === undefined
        ? []
        : [{ ...section(uiWords.experiment[lang](), text.experiment), isTask: true }]),
    ],
    predict: step.predict === undefined ? undefined : prediction(step.predict, text, { state, lang }),
    goals: isOpen ? [] : goalsOf(step, text, state),
    hints: text.hints.slice(0, state.hints).map((hint) => hint.text),
    hintsLeft: Math.max(0, text.hints.length - state.hints),
    after:
      isDone && !isOpen && text.observation !== undefined
        ? [section(uiWords.observation[lang](), text.observation)]
        : [],
  };
}

function section(heading: string | undefined, passage: Passage | undefined): LessonSection {
  return { heading, markdown: passage?.text ?? '' };
}

function prediction(
  { choices: ids, run, usual }: Prediction,
  text: StepProse,
  { state, lang }: { readonly state: RunState; readonly lang: Lang },
): ChoiceData {
  const choices = ids.map((id) => ({ id, text: text.choices[id]?.text ?? id }));
  const chosen = choices.findIndex((choice) => choice.id === state.chosen);
  const happened = choices.findIndex((choice) => choice.id === state.truth);
  const isKnown = chosen >= 0 && state.truth !== undefined;
  const isElsewhere = usual !== undefined && state.truth !== usual;
  const told = isElsewhere ? uiWords.predictElsewhere[lang]() : text.results[state.chosen ?? '']?.text;
  return {
    question: text.prediction?.text ?? '',
    choices,
    command: run,
    chosen: chosen < 0 ? undefined : chosen,
    result: isKnown ? told : undefined,
    isRight: isKnown ? state.chosen === state.truth : undefined,
    happened: isKnown && state.chosen !== state.truth && happened >= 0 ? happened : undefined,
  };
}

/** Goals in the order of the prose; what must stay true stands among them. */
function goalsOf(step: Step, text: StepProse, state: RunState): readonly GoalData[] {
  const all = new Map([...step.goals, ...step.keep].map((goal) => [goal.id, goal]));
  return Object.entries(text.goals).flatMap(([id, passage]) => {
    const goal = all.get(id);
    return goal === undefined ? [] : [goalData(goal, passage, text, state)];
  });
}

function goalData(goal: Goal, passage: Passage, text: StepProse, state: RunState): GoalData {
  const now = state.goals[goal.id];
  return {
    id: goal.id,
    text: passage.text,
    done: now?.met ?? false,
    regressed: now?.brokenBy === undefined ? undefined : { by: now.brokenBy },
    now: now?.now === '' ? undefined : now?.now,
    why: now?.mistake === undefined ? undefined : text.mistakes[now.mistake]?.text,
    check: goal.check,
  };
}

/** Behind the last step: summary and quiz. */
function endData(lesson: Lesson, state: RunState, prose: Prose | undefined, lang: Lang): LessonData {
  const open = lesson.quiz.find((question) => state.quiz[question.id] === undefined);
  const lines = (prose?.summary ?? []).map((line) => `- ${line.text}`).join('\n');
  const summary = prose?.model === undefined ? lines : `${lines}\n\n${prose.model.text}`;
  return {
    phase: open === undefined ? 'finished' : 'quiz',
    sections: [
      {
        heading: uiWords.summary[lang](),
        markdown: `${summary}\n\n${courseWords.pageOfLesson[lang]()}: ${lessonPage(lesson, lang)}`,
      },
    ],
    goals: [],
    hints: [],
    hintsLeft: 0,
    after: lesson.quiz
      .filter((question) => state.quiz[question.id] !== undefined)
      .map((question) => answered(question, { lesson, state, prose, lang })),
    quiz: open === undefined ? undefined : quizData(open, prose),
  };
}

function quizData(question: Lesson['quiz'][number], prose: Prose | undefined): ChoiceData {
  const text = prose?.quiz[question.id];
  return {
    question: text?.question.text ?? question.id,
    choices: question.options.map((id) => ({ id, text: text?.options[id]?.text ?? id })),
  };
}

interface End {
  readonly lesson: Lesson;
  readonly state: RunState;
  readonly prose: Prose | undefined;
  readonly lang: Lang;
}

/** What was answered, what there is to say about it, and what can be tried. */
function answered(question: Lesson['quiz'][number], { lesson, state, prose, lang }: End): LessonSection {
  const text = prose?.quiz[question.id];
  const option = state.quiz[question.id] ?? '';
  const choice = text?.options[option]?.text ?? option;
  const tries = quizTries(lesson, state.quiz, lang)
    .filter((one) => one.question === question.id)
    .map((one) => `- ${uiWords.tryChoice[lang](one.command, one.text)}`);
  const told = `${uiWords.chose[lang](choice)}${text?.answers[option]?.text ?? ''}`;
  const right = text?.options[question.right]?.text ?? question.right;
  const cleared = option === question.right ? '' : uiWords.right[lang](right);
  const parts = [text?.question.text ?? '', told, cleared, tries.join('\n')];
  return { heading: uiWords.quiz[lang](), markdown: parts.filter((part) => part !== '').join('\n\n') };
}
