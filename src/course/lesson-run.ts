import type { Trace } from '../kube/hop.js';
import type { ClusterPort } from '../port/port.js';
import { courseWords } from '../words/course.js';
import type { Lang } from '../words/sentence.js';
import type { Condition } from './condition.js';
import { type Evidence, evaluate, type Finding, readValue, rememberBefore } from './evaluate.js';
import type { Goal, Lesson, Step, Truth, WrongAnswer } from './lesson.js';
import { type GoalState, newRun, type RunState } from './run-state.js';
import { isFrom, targetOf } from './trace-target.js';

/** A lesson that is being played on a cluster. */
export interface LessonRun {
  readonly lesson: Lesson;
  readonly state: RunState;
  readonly step: Step | undefined;
  /** Begins the step anew: looks at the world as it is. */
  begin(step: number): Promise<void>;
  /** Looks at all goals; `command` is what the learner did last. Returns the mistake whose world is to be put back, if any. */
  check(command?: string): Promise<WrongAnswer | undefined>;
  /** Looks again without a new command. */
  follow(since?: Since): Promise<WrongAnswer | undefined>;
  /** Takes an answer; returns the sentence to print and whether it was right. */
  answer(goal: string, value: string): Promise<{ readonly right: boolean; readonly text: string }>;
  choose(choice: string): void;
  hint(): void;
  answerQuiz(question: string, option: string): void;
  /** Puts a saved state back. */
  load(state: RunState): void;
  isStepDone(): boolean;
}

/** What has been since the last look. */
export interface Since {
  /** Without it only requests were made: what a probe found still holds. */
  readonly hasChanged?: boolean;
  /** The command that is still at work: what really happens is not known before its end. */
  readonly running?: string | undefined;
}

export function createLessonRun({
  lesson,
  port,
  lang,
}: {
  readonly lesson: Lesson;
  readonly port: ClusterPort;
  readonly lang: Lang;
}): LessonRun {
  let state = newRun(lesson);
  // Looking takes time: what was seen of a world that has been put back since does not count.
  let era = 0;
  let probed = new Map<Condition, Finding>();
  const stepNow = () => lesson.steps[state.step];
  const evidence = (): Evidence => ({
    port,
    lang,
    traces: port.traces.since(state.sinceTrace),
    answers: state.answers,
    before: state.before,
    probed,
  });
  const look = async (command?: string, isRunning = false): Promise<WrongAnswer | undefined> => {
    const step = stepNow();
    if (step === undefined) return undefined;
    const mine = era;
    const seen = evidence();
    const mistakes = await recognise(step, seen);
    const goals: Record<string, GoalState> = {};
    for (const goal of [...step.keep, ...step.goals]) {
      const { met, now } = await evaluate(goal.condition, seen, goal.id);
      const mistake = mistakes.find((wrong) => wrong.fails === goal.id);
      goals[goal.id] = {
        met,
        now,
        ...(!met && mistake ? { mistake: mistake.id } : {}),
        ...brokenBy({ was: state.goals[goal.id], met, command }),
      };
    }
    const isKnown = step.predict !== undefined && !isRunning;
    const truth = state.truth ?? (isKnown ? await truthOf(step.predict.truth, seen) : undefined);
    if (mine !== era) return undefined;
    state = { ...state, goals, ...(truth === undefined ? {} : { truth }) };
    if (run.isStepDone() && !state.completed.includes(step.id))
      state = { ...state, completed: [...state.completed, step.id] };
    return mistakes.find((wrong) => wrong.undo && goals[wrong.fails]?.met === false);
  };

  const run: LessonRun = {
    lesson,
    get state() {
      return state;
    },
    get step() {
      return stepNow();
    },
    async begin(index) {
      era += 1;
      const mine = era;
      const { quiz, completed } = state;
      const sinceTrace = port.traces.since(0).at(-1)?.id ?? 0;
      const base = { lesson: lesson.id, step: index, sinceTrace, answers: {}, goals: {}, hints: 0, quiz, completed };
      const step = lesson.steps[index];
      const before = step ? await rememberBefore(conditionsOf(step), port) : {};
      if (mine !== era) return;
      state = { ...base, before };
      await run.check();
    },
    check(command) {
      probed = new Map();
      return look(command);
    },
    follow({ hasChanged = false, running } = {}) {
      if (hasChanged) probed = new Map();
      return look(running, running !== undefined);
    },
    async answer(goal, value) {
      const asked = questionsOf(stepNow());
      if (!asked.includes(goal)) return { right: false, text: courseWords.answerUnknown[lang](asked.join(', ')) };
      state = { ...state, answers: { ...state.answers, [goal]: value } };
      await run.check(`answer ${goal} ${value}`);
      const { met, mistake } = state.goals[goal] ?? { met: false };
      const why = mistake === undefined ? undefined : stepProse(lesson, state.step, lang)?.mistakes[mistake]?.text;
      const wrong = [courseWords.answerWrong[lang](), ...(why === undefined ? [] : [why.replaceAll('`', '')])];
      return { right: met, text: met ? courseWords.answerRight[lang]() : wrong.join('\n') };
    },
    choose(choice) {
      state = { ...state, chosen: choice };
    },
    hint() {
      const all = stepProse(lesson, state.step, lang)?.hints.length ?? 0;
      state = { ...state, hints: Math.min(state.hints + 1, all) };
    },
    answerQuiz(question, option) {
      state = { ...state, quiz: { ...state.quiz, [question]: option } };
    },
    load(saved) {
      era += 1;
      probed = new Map();
      state = saved;
    },
    isStepDone() {
      const step = stepNow();
      return step === undefined || [...step.keep, ...step.goals].every((goal) => state.goals[goal.id]?.met === true);
    },
  };
  return run;
}

export function stepProse(lesson: Lesson, index: number, lang: Lang) {
  const id = lesson.steps[index]?.id;
  return id === undefined ? undefined : (lesson.prose[lang] ?? lesson.prose.ja)?.steps[id];
}

function questionsOf(step: Step | undefined): readonly string[] {
  return (step?.goals ?? []).filter(({ condition }) => condition.kind === 'answer').map(({ id }) => id);
}

function conditionsOf(step: Step) {
  const truth = step.predict?.truth;
  return [
    ...[...step.keep, ...step.goals].map(({ condition }: Goal) => condition),
    ...step.wrong.map(({ when }) => when),
    ...(truth?.kind === 'changed'
      ? [truth, { kind: 'changed' as const, object: truth.object, path: '{.metadata.uid}' }]
      : []),
  ];
}

async function recognise(step: Step, seen: Evidence): Promise<readonly WrongAnswer[]> {
  const found: WrongAnswer[] = [];
  for (const wrong of step.wrong) {
    if ((await evaluate(wrong.when, seen, wrong.fails)).met) found.push(wrong);
  }
  return found;
}

/** What really happened, as the id of a choice: the outcome of a connection, how many Pods answered, or `changed` and `same`. */
async function truthOf(truth: Truth, { port, traces, before }: Evidence): Promise<string | undefined> {
  if (truth.kind !== 'changed') {
    const isTo = await targetOf(port, truth.to);
    const alike = traces.filter((trace) => trace.cause === 'program' && isFrom(trace, truth.from) && isTo(trace));
    return truth.kind === 'connection' ? alike[0]?.outcome : podsThatAnswered(alike);
  }
  const [now, uid] = [
    await readValue(port, truth.object, truth.path),
    await readValue(port, truth.object, '{.metadata.uid}'),
  ];
  const key = `${truth.object} ${truth.path}`;
  const wasUid = before[`${truth.object} {.metadata.uid}`];
  if (now === undefined || uid === wasUid) return undefined;
  return now === before[key] ? 'same' : 'changed';
}

function podsThatAnswered(traces: readonly Trace[]): string | undefined {
  if (traces.length === 0) return undefined;
  return String(new Set(traces.filter(({ outcome }) => outcome === 'reply').map(({ pod }) => pod)).size);
}

function brokenBy({
  was,
  met,
  command,
}: {
  readonly was: GoalState | undefined;
  readonly met: boolean;
  readonly command: string | undefined;
}) {
  if (met || was === undefined) return {};
  if (was.met && command !== undefined) return { brokenBy: command };
  return was.brokenBy === undefined ? {} : { brokenBy: was.brokenBy };
}
