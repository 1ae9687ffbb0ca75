import type { Course } from '../../course/course.js';
import { problemsOf } from '../../kube/yaml-problems.js';
import { isIncomplete } from '../../shell/statements.js';
import type { AppActions, ScreenWish } from '../../ui/app-model.js';
import type { Lang } from '../../words/sentence.js';
import { uiWords } from '../../words/ui.js';
import type { FileEditor } from '../tutorial/file-editor.js';
import { completeOn } from '../tutorial/lesson-stage.js';
import { lookAt } from '../tutorial/look-at.js';
import type { TutorialPager } from '../tutorial/pager.js';
import { screenCommands } from '../tutorial/screen-commands.js';
import type { TerminalLog } from '../tutorial/terminal-log.js';
import type { LiveScene, LiveSceneOptions } from './live-scene.js';

interface FreePrompt {
  readonly live: () => LiveScene | undefined;
  readonly log: TerminalLog;
  readonly editor: FileEditor;
  readonly pager: TutorialPager;
  readonly lang: () => Lang;
  readonly lines: string[];
  /** Something is worked on until this ends. */
  readonly attend: (work: Promise<void>) => void;
  readonly changed: () => void;
  /** Back to the scene as it was. */
  readonly goBack: () => void;
  readonly noUndo: () => void;
}

type OwnActions = Omit<AppActions, 'resize' | 'openLesson' | 'quit' | 'choose'>;

/** What a learner could do, for an instructor who leaves the script for a while. */
export function freeActions(prompt: FreePrompt): OwnActions {
  const { live, log, editor, pager, changed, goBack } = prompt;
  const terminal = () => live()?.scene.stage.terminal;
  const nothing = () => {};
  return {
    submitLine: (line) => prompt.attend(submit(prompt, line)),
    interrupt(typed) {
      const here = terminal();
      if (here?.prompt() !== undefined) log.write(`${here.prompt() ?? ''}${typed}^C\n`);
      if (here?.prompt() === undefined || here.prompt() === '> ') here?.interrupt();
      changed();
    },
    endOfInput: goBack,
    typeInput(text) {
      if (!terminal()?.isRaw()) log.write(text);
      terminal()?.type(text);
      changed();
    },
    async complete(line, cursor) {
      const here = live();
      return here
        ? completeOn(here.scene.stage, here.scene.stage.terminal, { line, cursor })
        : { from: cursor, to: cursor, candidates: [] };
    },
    isIncomplete,
    history: () => prompt.lines,
    hint() {
      live()?.scene.run.hint();
      changed();
    },
    nextStep: nothing,
    previousStep: nothing,
    solution: nothing,
    look(object) {
      const here = live();
      if (here) prompt.attend(lookAt(here.watched, { object, pager: pager.open, lang: prompt.lang() }));
    },
    undo: prompt.noUndo,
    redo: prompt.noUndo,
    jump: prompt.noUndo,
    switchTerminal() {
      log.write(`${uiWords.terminalOnlyOne[prompt.lang()]()}\n`);
      changed();
    },
    editor: {
      problems: problemsOf,
      save(text) {
        const files = live()?.scene.stage.session.files;
        return files ? editor.save(files, text) : undefined;
      },
      close: (code) => editor.close(code),
    },
    pager: { want: (count) => pager.want(count), close: () => pager.close() },
  };
}

interface FreeCommands {
  readonly actions: AppActions;
  readonly editor: FileEditor;
  readonly wish: (wanted: ScreenWish) => void;
  /** How programs outside of the screen join. */
  readonly joining: () => string | undefined;
  readonly course: Course;
  readonly lang: Lang;
}

/** The commands of the screen, as a learner has them. */
export function freeCommands({ actions, editor, ...rest }: FreeCommands): LiveSceneOptions['commands'] {
  const alone = { acts: () => ({ done: [], undone: [] }), hasOneTerminal: true };
  return (files, scene) => ({
    ...editor.commands(files),
    ...screenCommands(actions, { ...alone, ...rest, run: () => scene().run }),
  });
}

async function submit({ live, log, lines, changed, goBack }: FreePrompt, line: string): Promise<void> {
  const here = live();
  if (here === undefined) return;
  const { terminal } = here.scene.stage;
  log.write(`${terminal.prompt() ?? ''}${line}\n`);
  if (line.trim() !== '') lines.push(line);
  terminal.type(`${line}\n`);
  changed();
  await terminal.settled();
  if (live() !== here) return;
  if (terminal.hasExited()) goBack();
  else await here.look(line);
}
