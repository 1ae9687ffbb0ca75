import { type Schema, Validator } from '@cfworker/json-schema';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { courseWords } from '../words/course.js';
import type { Lang } from '../words/sentence.js';
import type { Lesson, LessonSource } from './lesson.js';
import { shapeLesson } from './lesson-shape.js';
import { type Prose, parseProse } from './prose.js';
import { UserError } from './user-error.js';

export type Path = readonly (string | number)[];

/** A lesson that was read from the same files before. */
export type BuiltLesson = Omit<Lesson, 'lineOf'>;

/** Reads one lesson. Throws `UserError` with file and line for the first thing that is wrong. */
export function loadLesson(source: LessonSource, schema: unknown, built?: BuiltLesson): Lesson {
  const path = `${source.dir}/lesson.yaml`;
  const text = source.files['lesson.yaml'];
  if (text === undefined) throw new UserError(courseWords.fileMissing.ja('lesson.yaml'), { file: path, line: 1 });
  const lineOf = (at: Path) => lineOfPath({ ...open(path, text), at });
  if (built) return { ...built, origin: source, lineOf };
  const data: unknown = open(path, text).document.toJS();
  const problem = firstProblem(data, schema);
  if (problem)
    throw new UserError(courseWords.schemaBroken.ja(problem.where, problem.what), {
      file: path,
      line: lineOf(problem.path),
    });
  return shapeLesson({ data, source, lineOf, prose: readProse(source) });
}

function open(file: string, text: string): Omit<Located, 'at'> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new UserError(broken.message.split('\n')[0] ?? broken.message, { file, line });
  }
  return { document, lines };
}

interface Located {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly at: Path;
}

/** Line of the deepest part of the path that exists. */
function lineOfPath({ document, lines, at }: Located): number {
  for (let depth = at.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(at.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function firstProblem(
  data: unknown,
  schema: unknown,
): { readonly path: Path; readonly where: string; readonly what: string } | undefined {
  const result = new Validator(schema as Schema, '2020-12', false).validate(data);
  if (result.valid) return undefined;
  const deepest = [...result.errors].sort((a, b) => b.instanceLocation.length - a.instanceLocation.length)[0];
  if (deepest === undefined) return undefined;
  const path = deepest.instanceLocation
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
  return { path, where: path.join('.'), what: deepest.error };
}

function readProse(source: LessonSource): Readonly<Partial<Record<Lang, Prose>>> {
  const prose: Partial<Record<Lang, Prose>> = {};
  for (const lang of ['ja', 'en'] as const) {
    const text = source.files[`${lang}.md`];
    if (text === undefined) continue;
    const path = `${source.dir}/${lang}.md`;
    const { prose: read, problems } = parseProse(text, lang, path);
    const problem = problems[0];
    if (problem) throw new UserError(courseWords.unknownHeading.ja(problem.what), { file: path, line: problem.line });
    prose[lang] = read;
  }
  return prose;
}
