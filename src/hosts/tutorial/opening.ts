import type { CourseOutline } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import { newRun } from '../../course/run-state.js';
import type { SavedGame } from '../../course/saved-game.js';
import { isIncomplete } from '../../shell/statements.js';
import type { AppActions, AppModel, AppSnapshot } from '../../ui/app-model.js';
import { emptyCluster } from '../../ui/cluster/cluster-state.js';
import { createMemo } from '../../ui/screen/memo.js';
import { appSnapshot } from './app-snapshot.js';
import { createTerminalLog, terminalData } from './terminal-log.js';
import type { Tutorial, TutorialOptions } from './tutorial.js';

/** A tutorial whose world is still to be made. */
export interface Opening extends AppModel {
  /** Shows what the learner had left, where that takes longer to read than the lesson. */
  goOn(known: Known): void;
  /** Makes the world, whose program may have been loaded meanwhile; from now on the tutorial itself answers. */
  begin(open: () => Tutorial): void;
}

type Known = Pick<TutorialOptions, 'lang' | 'progress'> & {
  readonly course: CourseOutline;
  readonly lesson: Lesson;
  readonly game: SavedGame | undefined;
  readonly quit: () => void;
};

const PROMPT = 'learner@workstation:~$ ';

/** Shows a lesson at once, before there is a cluster: it can be read, and lines that are typed meanwhile run as soon as they can. */
export function createOpening(known: Known): Opening {
  let first = firstSight(known);
  let history = known.progress.history;
  const listeners = new Set<() => void>();
  const errands: Errand[] = [];
  let size: readonly [columns: number, rows: number] | undefined;
  let tutorial: Tutorial | undefined;
  const waiting = waitingActions(known.quit, {
    errands,
    history: () => history,
    resize: (columns, rows) => {
      size = [columns, rows];
      tutorial?.actions.resize(columns, rows);
    },
  });
  /** One after another: a line that is typed early waits for the end of the one before it. */
  const catchUp = () => {
    if (tutorial === undefined || errands.length === 0) return;
    const { isBusy, terminal } = tutorial.snapshot();
    if (isBusy || terminal.running) return;
    errands.shift()?.(tutorial.actions);
    setTimeout(catchUp, 0);
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      const leave = tutorial?.subscribe(listener);
      return () => {
        listeners.delete(listener);
        leave?.();
      };
    },
    snapshot: () => tutorial?.snapshot() ?? first,
    get actions() {
      return tutorial === undefined || errands.length > 0 ? waiting : tutorial.actions;
    },
    goOn(left) {
      first = firstSight(left);
      history = left.progress.history;
      for (const listener of listeners) listener();
    },
    begin(open) {
      tutorial = open();
      tutorial.subscribe(() => void setTimeout(catchUp, 0));
      for (const listener of listeners) tutorial.subscribe(listener);
      if (size) tutorial.actions.resize(...size);
      catchUp();
      for (const listener of listeners) listener();
    },
  };
}

function firstSight({ course, lesson, lang, progress, game }: Known): AppSnapshot {
  const log = createTerminalLog(() => 0);
  const shown = game?.terminals.shown ?? 1;
  log.load(game?.terminals.logs.find(({ number }) => number === shown)?.text ?? []);
  const seen = {
    course,
    lesson,
    lang,
    progress,
    run: game?.run ?? newRun(lesson),
    elapsedMs: 0,
    saved: 'saved' as const,
    lastChange: undefined,
    cluster: emptyCluster(0),
    terminal: terminalData(log, { prompt: PROMPT, number: shown }),
    editor: undefined,
    pager: undefined,
    request: undefined,
    isBusy: true,
  };
  return appSnapshot(seen, createMemo());
}

/** What was asked for too early. */
type Errand = (actions: AppActions) => void;

interface Waiting {
  readonly errands: Errand[];
  readonly history: AppActions['history'];
  readonly resize: AppActions['resize'];
}

/** What can be done without a world is to leave; what is asked of one is done when it is there. */
function waitingActions(quit: () => void, { errands, history, resize }: Waiting): AppActions {
  const later = () => {};
  const ask = (errand: Errand) => void errands.push(errand);
  return {
    submitLine: (line) => ask((actions) => actions.submitLine(line)),
    interrupt: () => void errands.splice(0),
    endOfInput: quit,
    typeInput: later,
    resize,
    complete: (_, cursor) => Promise.resolve({ from: cursor, to: cursor, candidates: [] }),
    isIncomplete,
    history,
    nextStep: () => ask((actions) => actions.nextStep()),
    previousStep: () => ask((actions) => actions.previousStep()),
    hint: () => ask((actions) => actions.hint()),
    solution: () => ask((actions) => actions.solution()),
    choose: (index) => ask((actions) => actions.choose(index)),
    openLesson: (id) => ask((actions) => actions.openLesson(id)),
    undo: () => ask((actions) => actions.undo()),
    redo: () => ask((actions) => actions.redo()),
    jump: later,
    look: later,
    switchTerminal: (to) => ask((actions) => actions.switchTerminal(to)),
    quit,
    editor: { save: () => undefined, problems: () => [], close: later },
    pager: { want: later, close: later },
  };
}
