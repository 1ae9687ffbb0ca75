import { parseFault } from '../shell/commands/parse-fault.js';
import { courseWords } from '../words/course.js';
import { faultWords } from '../words/fault.js';
import type { Lang } from '../words/sentence.js';
import type { Condition } from './condition.js';
import { parseHiddenFact } from './hidden-fact.js';
import type {
  Goal,
  Lesson,
  LessonNetwork,
  LessonSource,
  Prediction,
  QuizQuestion,
  Step,
  Truth,
  WrongAnswer,
} from './lesson.js';
import type { Path } from './load-lesson.js';
import type { Prose } from './prose.js';
import { UserError } from './user-error.js';

interface Raw {
  readonly [field: string]: unknown;
}

/** Builds a lesson from data that the schema has accepted, and checks what a schema cannot: that ids meet. */
export function shapeLesson(parts: {
  readonly data: unknown;
  readonly source: LessonSource;
  readonly lineOf: (path: Path) => number;
  readonly prose: Readonly<Partial<Record<Lang, Prose>>>;
}): Lesson {
  const { source, lineOf, prose } = parts;
  const raw = parts.data as Raw;
  const file = (path: string, at: Path) => {
    const text = source.files[path];
    if (text !== undefined) return text;
    throw new UserError(courseWords.fileMissing.ja(path), { file: `${source.dir}/lesson.yaml`, line: lineOf(at) });
  };
  const world = raw['world'] as Raw;
  const manifests = (world['manifests'] as readonly string[]).map((path, n) => ({
    path,
    text: file(path, ['world', 'manifests', n]),
  }));
  const faults = ((world['faults'] ?? []) as readonly string[]).map((line, n) => {
    const fault = parseFault(line.split(/\s+/));
    if (fault !== undefined) return fault;
    const at = { file: `${source.dir}/lesson.yaml`, line: lineOf(['world', 'faults', n]) };
    throw new UserError(faultWords.misread.ja(line), at);
  });
  const names = (raw['files'] ?? []) as readonly string[];
  return {
    id: String(raw['id']),
    chapter: String(raw['chapter']),
    minutes: Number(raw['minutes']),
    source: (raw['source'] ?? []) as readonly string[],
    needs: (raw['needs'] ?? []) as readonly string[],
    docs: String(raw['docs']),
    world: {
      manifests,
      faults,
      network: (world['network'] ?? {}) as LessonNetwork,
    },
    files: Object.fromEntries(names.map((name, n) => [name, file(`files/${name}`, ['files', n])])),
    steps: (raw['steps'] as readonly Raw[]).map(shapeStep),
    quiz: ((raw['quiz'] ?? []) as readonly Raw[]).map(shapeQuestion),
    prose,
    origin: source,
    lineOf,
  };
}

function shapeStep(raw: Raw): Step {
  return {
    id: String(raw['id']),
    ...(raw['predict'] ? { predict: shapePrediction(raw['predict'] as Raw) } : {}),
    keep: ((raw['keep'] ?? []) as readonly Raw[]).map(shapeGoal),
    goals: (raw['goals'] as readonly Raw[]).map(shapeGoal),
    solution: raw['solution'] as readonly string[],
    wrong: (raw['wrong'] as readonly Raw[]).map(shapeWrong),
    hides: shapeHidden(raw),
  };
}

function shapeHidden(raw: Raw): Step['hides'] {
  return ((raw['hides'] ?? []) as readonly string[]).map(parseHiddenFact);
}

function shapePrediction(raw: Raw): Prediction {
  const [kind, fields] = Object.entries(raw['truth'] as Raw)[0] ?? [];
  return {
    choices: raw['choices'] as readonly string[],
    run: String(raw['run']),
    truth: { kind, ...(fields as Raw) } as Truth,
    ...(raw['usual'] === undefined ? {} : { usual: String(raw['usual']) }),
  };
}

function shapeGoal(raw: Raw): Goal {
  return {
    id: String(raw['id']),
    condition: shapeCondition(raw),
    hides: shapeHidden(raw),
    ...(raw['check'] === undefined ? {} : { check: String(raw['check']) }),
  };
}

function shapeWrong(raw: Raw): WrongAnswer {
  return {
    id: String(raw['id']),
    do: raw['do'] as readonly string[],
    fails: String(raw['fails']),
    when: shapeCondition(raw['when'] as Raw),
    undo: raw['undo'] === true,
  };
}

function shapeQuestion(raw: Raw): QuizQuestion {
  return {
    id: String(raw['id']),
    options: raw['options'] as readonly string[],
    right: String(raw['right']),
    try: (raw['try'] ?? {}) as QuizQuestion['try'],
  };
}

/** The one condition among the fields of a goal or a `when`. */
function shapeCondition(raw: Raw): Condition {
  if (raw['all']) return { kind: 'all', all: (raw['all'] as readonly Raw[]).map(shapeCondition) };
  if (raw['not']) return { kind: 'not', not: shapeCondition(raw['not'] as Raw) };
  if (raw['absent']) return { kind: 'absent', object: String(raw['absent']) };
  if (raw['object']) return { kind: 'object', object: raw['object'] as Raw };
  if (raw['traffic']) return { count: 1, ...(raw['traffic'] as Raw), kind: 'traffic' } as Condition;
  for (const kind of ['connection', 'changed', 'answer'] as const) {
    if (raw[kind]) return { ...(raw[kind] as Raw), kind } as Condition;
  }
  throw new Error('the schema let a goal without a condition pass');
}
