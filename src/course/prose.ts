import type { Lang } from '../words/sentence.js';

/** One text with the line where it begins, for messages of `svc-learn check`. */
export interface Passage {
  readonly text: string;
  readonly line: number;
}

export type Passages = Readonly<Record<string, Passage>>;

/** A lesson's Markdown file, cut into the passages that ids of `lesson.yaml` ask for. */
export interface Prose {
  readonly lang: Lang;
  readonly path: string;
  readonly title: Passage;
  readonly intro: Passage;
  readonly steps: Readonly<Record<string, StepProse>>;
  readonly summary: readonly Passage[];
  /** A picture to keep in mind, below the lines of the summary. */
  readonly model?: Passage;
  readonly quiz: Readonly<Record<string, QuizProse>>;
}

export interface StepProse {
  readonly title: Passage;
  readonly situation?: Passage;
  readonly prediction?: Passage;
  readonly choices: Passages;
  readonly results: Passages;
  readonly experiment?: Passage;
  readonly goals: Passages;
  readonly hints: readonly Passage[];
  readonly mistakes: Passages;
  readonly observation?: Passage;
  readonly notes?: Passage;
}

export interface QuizProse {
  readonly question: Passage;
  readonly options: Passages;
  /** What is said after an answer, by option; from lines `> option: …`. */
  readonly answers: Passages;
}

type Part =
  | 'situation'
  | 'prediction'
  | 'results'
  | 'experiment'
  | 'goals'
  | 'hints'
  | 'mistakes'
  | 'observation'
  | 'notes';

const HEADINGS: Readonly<Record<Lang, Readonly<Record<string, Part | 'summary' | 'quiz'>>>> = {
  ja: {
    状況: 'situation',
    予想: 'prediction',
    結果: 'results',
    実験: 'experiment',
    ゴール: 'goals',
    ヒント: 'hints',
    まちがい: 'mistakes',
    観察: 'observation',
    講師メモ: 'notes',
    まとめ: 'summary',
    クイズ: 'quiz',
  },
  en: {
    Situation: 'situation',
    Prediction: 'prediction',
    Result: 'results',
    Experiment: 'experiment',
    Goals: 'goals',
    Hints: 'hints',
    Mistakes: 'mistakes',
    Observation: 'observation',
    'Instructor notes': 'notes',
    Summary: 'summary',
    Quiz: 'quiz',
  },
};

interface Section {
  readonly level: number;
  readonly heading: string;
  readonly line: number;
  readonly lines: readonly string[];
}

/** Reads a lesson's Markdown. Unknown headings are problems, told by `problems`. */
export function parseProse(
  text: string,
  lang: Lang,
  path: string,
): { readonly prose: Prose; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const sections = cut(text);
  const steps: Record<string, StepProse> = {};
  const quiz: Record<string, QuizProse> = {};
  let summary: readonly Passage[] = [];
  let model: Passage | undefined;
  let chapter: { readonly kind: 'step'; readonly id: string } | { readonly kind: 'quiz' } | undefined;
  const known = HEADINGS[lang];
  for (const section of sections) {
    if (section.level === 2 && known[section.heading] === 'summary') {
      summary = bullets(section).map(({ text, line }) => ({ text, line }));
      const below = withoutBullets(section);
      model = below === '' ? undefined : { text: below, line: section.line + 1 };
    } else if (section.level === 2 && known[section.heading] === 'quiz') {
      chapter = { kind: 'quiz' };
    } else if (section.level === 2) {
      const { id, rest } = splitId(section.heading);
      steps[id] = {
        title: { text: rest, line: section.line },
        choices: {},
        results: {},
        goals: {},
        hints: [],
        mistakes: {},
      };
      chapter = { kind: 'step', id };
    } else if (section.level === 3 && chapter?.kind === 'quiz') {
      const { id, rest } = splitId(section.heading);
      const listed = bullets(section);
      quiz[id] = {
        question: { text: rest, line: section.line },
        options: byId(listed.filter(({ mark }) => mark === '-')),
        answers: byId(listed.filter(({ mark }) => mark === '>')),
      };
    } else if (section.level === 3 && chapter?.kind === 'step') {
      const part = known[section.heading];
      const step = steps[chapter.id];
      if (part === undefined || part === 'summary' || part === 'quiz')
        problems.push({ path, line: section.line, what: section.heading });
      else if (step) steps[chapter.id] = { ...step, ...readPart(part, section) };
    }
  }
  const head = sections[0];
  const title = { text: head?.level === 1 ? head.heading : '', line: head?.line ?? 1 };
  const intro = { text: head?.level === 1 ? body(head) : '', line: (head?.line ?? 1) + 1 };
  return { prose: { lang, path, title, intro, steps, summary, ...(model ? { model } : {}), quiz }, problems };
}

/** A heading that the format does not know. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

function readPart(part: Part, section: Section): Partial<StepProse> {
  const whole: Passage = { text: body(section), line: section.line + 1 };
  switch (part) {
    case 'hints':
      return { hints: bullets(section).map(({ text, line }) => ({ text, line })) };
    case 'prediction':
      return { prediction: { ...whole, text: withoutBullets(section) }, choices: byId(bullets(section)) };
    case 'goals':
    case 'results':
    case 'mistakes':
      return { [part]: byId(bullets(section)) };
    case 'situation':
    case 'experiment':
    case 'observation':
    case 'notes':
      return { [part]: whole };
    default:
      return part satisfies never;
  }
}

function cut(text: string): readonly Section[] {
  const sections: Section[] = [];
  let current: { level: number; heading: string; line: number; lines: string[] } | undefined;
  let isCode = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('```')) isCode = !isCode;
    const heading = isCode ? null : /^(#{1,3}) +(.*)$/.exec(line);
    if (heading) {
      current = { level: heading[1]?.length ?? 1, heading: (heading[2] ?? '').trim(), line: index + 1, lines: [] };
      sections.push(current);
    } else current?.lines.push(line);
  }
  return sections;
}

interface Bullet {
  readonly mark: '-' | '>' | '1';
  readonly id: string;
  /** Without the id. */
  readonly rest: string;
  readonly text: string;
  readonly line: number;
}

function bullets({ lines, line }: Section): readonly Bullet[] {
  return lines.flatMap((text, index) => {
    const match = /^(-|>|\d+\.) +(.*)$/.exec(text);
    if (!match) return [];
    const content = (match[2] ?? '').trim();
    const { id, rest } = splitId(content);
    const mark = match[1] === '-' || match[1] === '>' ? match[1] : '1';
    return [{ mark, id, rest, text: content, line: line + 1 + index }];
  });
}

function byId(list: readonly Bullet[]): Passages {
  return Object.fromEntries(list.map(({ id, rest, line }) => [id, { text: rest, line }]));
}

function splitId(text: string): { readonly id: string; readonly rest: string } {
  const match = /^([a-z0-9][a-z0-9-]*): *(.*)$/.exec(text);
  return match ? { id: match[1] ?? '', rest: match[2] ?? '' } : { id: text, rest: text };
}

function body({ lines }: Section): string {
  return lines.join('\n').trim();
}

function withoutBullets({ lines }: Section): string {
  return lines
    .filter((line) => !/^- /.test(line))
    .join('\n')
    .trim();
}
