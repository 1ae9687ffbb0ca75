/** What a learner has done, over all lessons: plain data in one file. */
export interface Progress {
  readonly version: 1;
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  /** The lesson that was open last. */
  readonly current?: string;
  /** Lines typed in any lesson, oldest first, bounded. */
  readonly history: readonly string[];
}

export interface LessonProgress {
  readonly state: 'started' | 'done';
  /** Ids of completed steps. */
  readonly steps: readonly string[];
}

export const EMPTY_PROGRESS: Progress = { version: 1, lessons: {}, history: [] };

const KEPT_HISTORY = 1000;

/** Reads a progress file; `undefined` when it is damaged. Unknown lessons are kept. */
export function parseProgress(text: string): Progress | undefined {
  const data = parseJson(text);
  if (!isRecord(data) || data['version'] !== 1 || !isRecord(data['lessons'])) return undefined;
  const lessons: Record<string, LessonProgress> = {};
  for (const [id, lesson] of Object.entries(data['lessons'])) {
    if (!isRecord(lesson) || (lesson['state'] !== 'started' && lesson['state'] !== 'done')) return undefined;
    lessons[id] = { state: lesson['state'], steps: texts(lesson['steps']) };
  }
  const current = data['current'];
  return { version: 1, lessons, history: texts(data['history']), ...(typeof current === 'string' ? { current } : {}) };
}

export function printProgress(progress: Progress): string {
  return `${JSON.stringify(progress, null, 1)}\n`;
}

export function withLesson(progress: Progress, id: string, lesson: LessonProgress): Progress {
  const was = progress.lessons[id];
  const state = was?.state === 'done' ? 'done' : lesson.state;
  const steps = [...new Set([...(was?.steps ?? []), ...lesson.steps])];
  return { ...progress, current: id, lessons: { ...progress.lessons, [id]: { state, steps } } };
}

export function withLine(progress: Progress, line: string): Progress {
  if (line.trim() === '' || progress.history.at(-1) === line) return progress;
  return { ...progress, history: [...progress.history, line].slice(-KEPT_HISTORY) };
}

/** What was done here and elsewhere: nothing of either is lost. */
export function mergeProgress(here: Progress, elsewhere: Progress): Progress {
  const { lessons, current = here.current } = elsewhere;
  const merged = Object.entries(lessons).reduce((all, [id, lesson]) => withLesson(all, id, lesson), here);
  const history = mergeHistory(here.history, elsewhere.history);
  return { version: 1, lessons: merged.lessons, history, ...(current === undefined ? {} : { current }) };
}

/** When one of them has only gone on from the other, it is the whole story. */
function mergeHistory(here: readonly string[], elsewhere: readonly string[]): readonly string[] {
  const goesOn = (one: readonly string[], from: readonly string[]) => from.every((line, at) => one[at] === line);
  if (goesOn(elsewhere, here)) return elsewhere;
  return goesOn(here, elsewhere) ? here : [...here, ...elsewhere].slice(-KEPT_HISTORY);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
