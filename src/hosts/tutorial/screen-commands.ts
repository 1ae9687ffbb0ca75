import type { Course } from '../../course/course.js';
import { lessonNamed } from '../../course/lesson-named.js';
import type { LessonRun } from '../../course/lesson-run.js';
import { stepProse } from '../../course/lesson-run.js';
import { readingList } from '../../course/reading.js';
import type { HostCommand } from '../../shell/host-command.js';
import type { ActsData, AppActions, ScreenWish } from '../../ui/app-model.js';
import { courseWords } from '../../words/course.js';
import type { Lang } from '../../words/sentence.js';
import { uiWords } from '../../words/ui.js';

interface Screen {
  readonly wish: (wish: ScreenWish) => void;
  readonly run: () => LessonRun;
  /** How programs outside of the screen join. */
  readonly joining: () => string | undefined;
  readonly course: Course;
  readonly acts: () => ActsData;
  readonly lang: Lang;
  /** There cannot be another terminal (`--plain`, the demo). */
  readonly hasOneTerminal: boolean;
}

/** Every key is also a command. What changes the world happens after the command has ended. */
export function screenCommands(actions: AppActions, screen: Screen): Readonly<Record<string, HostCommand>> {
  const { wish, run, joining, lang, hasOneTerminal } = screen;
  const after = (work: () => void): HostCommand => {
    return async () => {
      setTimeout(work, 0);
      return 0;
    };
  };
  return {
    hint: after(actions.hint),
    next: after(actions.nextStep),
    prev: after(actions.previousStep),
    undo: undoCommand(actions, screen),
    redo: after(actions.redo),
    quit: after(actions.quit),
    solution: after(() => wish({ page: 'solution' })),
    help: after(() => wish({ page: 'help' })),
    lessons: lessonsCommand(actions, screen),
    pane: paneCommand(wish, lang),
    mouse: mouseCommand(wish, lang),
    terminal: terminalCommand(actions, { lang, hasOneTerminal }),
    goals: async ({ stdout }) => {
      stdout(goalsText(run(), lang));
      return 0;
    },
    serve: async ({ stdout }) => {
      stdout(`${joining() ?? courseWords.notServing[lang]()}\n`);
      return 0;
    },
    docs: async ({ stdout }) => {
      stdout(readingList(run().lesson, lang));
      return 0;
    },
  };
}

/** `lessons [ID|NUMBER]`: the course map, or a lesson at once. */
function lessonsCommand(actions: Pick<AppActions, 'openLesson'>, { wish, course, lang }: Screen): HostCommand {
  return async ({ argv, stderr }) => {
    const word = argv[1];
    const lesson = word === undefined ? undefined : lessonNamed(course, word);
    if (word !== undefined && lesson === undefined) {
      stderr(`${uiWords.noSuchLesson[lang](course.lessons.map(({ id }) => id).join(', '))}\n`);
      return 1;
    }
    setTimeout(() => (lesson === undefined ? wish({ page: 'course' }) : actions.openLesson(lesson.id)), 0);
    return 0;
  };
}

/** `mouse on|off`: the terminal marks text by itself while it is off. */
function mouseCommand(wish: Screen['wish'], lang: Lang): HostCommand {
  return async ({ argv, stdout, stderr }) => {
    const word = argv[1]?.toLowerCase();
    const isOn = word === 'on';
    if (!isOn && word !== 'off') {
      stderr(`${uiWords.mouseUsage[lang]()}\n`);
      return 2;
    }
    stdout(`${isOn ? uiWords.mouseOn[lang]() : uiWords.mouseOff[lang]()}\n`);
    setTimeout(() => wish({ mouse: isOn }), 0);
    return 0;
  };
}

const PANES = ['lesson', 'cluster', 'terminal'] as const;

/** `pane [lesson|cluster|terminal]`: the keys go to another pane, the next one without a name. */
function paneCommand(wish: Screen['wish'], lang: Lang): HostCommand {
  return async ({ argv, stderr }) => {
    const pane = argv[1] === undefined ? 'next' : PANES.find((name) => name === argv[1]);
    if (pane === undefined) {
      stderr(`${uiWords.paneUsage[lang]()}\n`);
      return 2;
    }
    setTimeout(() => wish({ pane }), 0);
    return 0;
  };
}

/** `undo [NUMBER|--list]` */
function undoCommand(actions: AppActions, { wish, acts, lang, hasOneTerminal }: Screen): HostCommand {
  return async ({ argv, stdout, stderr }) => {
    const [, word] = argv;
    const number = Number(word);
    if (word === '--list' || word === '-l') {
      if (hasOneTerminal) stdout(listOf(acts(), lang));
      else setTimeout(() => wish({ page: 'acts' }), 0);
      return 0;
    }
    if (word !== undefined && !Number.isInteger(number)) {
      stderr(`${courseWords.undoUsage[lang]()}\n`);
      return 2;
    }
    setTimeout(() => (word === undefined ? actions.undo() : actions.jump(number - 1)), 0);
    return 0;
  };
}

function listOf({ done, undone }: ActsData, lang: Lang): string {
  return [...done, ...undone, uiWords.newestPrompt[lang]()]
    .map((act, index) => `${index === done.length ? '>' : ' '} ${String(index + 1).padStart(4)}  ${act}\n`)
    .join('');
}

/** `terminal [next|new|close|NUMBER]` */
function terminalCommand(
  actions: AppActions,
  { lang, hasOneTerminal }: Pick<Screen, 'lang' | 'hasOneTerminal'>,
): HostCommand {
  return async ({ argv, stderr }) => {
    const [, word = 'next'] = argv;
    const to = word === 'next' || word === 'new' || word === 'close' ? word : Number(word);
    if (hasOneTerminal || Number.isNaN(to)) {
      stderr(`${uiWords[hasOneTerminal ? 'terminalOnlyOne' : 'terminalUsage'][lang]()}\n`);
      return 2;
    }
    setTimeout(() => actions.switchTerminal(to), 0);
    return 0;
  };
}

function goalsText({ lesson, state, step }: LessonRun, lang: Lang): string {
  const told = stepProse(lesson, state.step, lang);
  return [...(step?.goals ?? []), ...(step?.keep ?? [])]
    .map(({ id, check }) => {
      const goal = state.goals[id];
      const text = told?.goals[id]?.text ?? id;
      if (goal?.met) return `${courseWords.goalMet[lang](text)}\n`;
      const why = goal?.mistake === undefined ? undefined : told?.mistakes[goal.mistake]?.text;
      const facts = [
        [uiWords.want[lang](), text],
        [uiWords.now[lang](), goal?.now],
        [uiWords.why[lang](), why],
        [uiWords.check[lang](), check],
      ].flatMap(([label, fact]) => (fact === undefined || fact === '' ? [] : [`${label}  ${fact}\n`]));
      return `[ ] ${facts.join('    ')}`;
    })
    .join('')
    .replaceAll('`', '');
}

/** Commands that speak to the screen, not to the world: undo does not count them. */
const SCREEN_COMMANDS: ReadonlySet<string> = new Set([
  'undo',
  'redo',
  'hint',
  'solution',
  'goals',
  'next',
  'prev',
  'lessons',
  'help',
  'docs',
  'try',
  'look',
  'pane',
  'mouse',
  'progress',
  'serve',
  'terminal',
  'clear',
  'history',
  'quit',
  'exit',
]);

/** A line that undo takes back. */
export function isAct(line: string): boolean {
  const words = line.trim().split(/\s+/);
  // `why` alone only tells; with a command behind it, that command is run.
  return line.trim() !== '' && !SCREEN_COMMANDS.has(words[0] ?? '') && !(words[0] === 'why' && words.length === 1);
}
