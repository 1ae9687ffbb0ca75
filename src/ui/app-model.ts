// The program as the screen sees it: immutable view data and the things that a person can ask for.
import type { YamlProblem } from '../kube/yaml-problems.js';
import type { ClusterState } from './cluster/cluster-state.js';
import type { Key } from './keys/key.js';
import type { Completion } from './line-editor/state.js';

export interface AppModel {
  /** Calls back after every change of the snapshot; returns the undo. */
  subscribe(listener: () => void): () => void;
  /** The same object until something changed; parts that did not change are the same objects. */
  snapshot(): AppSnapshot;
  readonly actions: AppActions;
  /** A demo takes its own keys before the screen does; returns what is left for the screen. `pane` has the focus. */
  takeKey?(key: Key, pane: 'terminal' | 'lesson' | 'cluster'): Key | undefined;
}

export interface AppSnapshot {
  readonly header: HeaderData;
  readonly lesson: LessonData;
  readonly cluster: ClusterState;
  /** The terminal in sight. */
  readonly terminal: TerminalData;
  /** All terminals, when there are several. */
  readonly tabs?: readonly TabData[] | undefined;
  /** The file that `edit` opened. */
  readonly editor?: EditedFile | undefined;
  /** The text that `less` shows. */
  readonly pager?: PagedText | undefined;
  readonly course: CourseData;
  readonly acts?: ActsData | undefined;
  /** A command asked for something of the screen (`help`, `lessons`, `pane`); a new id is done once. */
  readonly request?: ScreenRequest | undefined;
  /** What was asked for is still worked on: a command, the look at the goals behind it, a step that begins. */
  readonly isBusy?: boolean | undefined;
  /** An instructor plays the lesson as a demo. */
  readonly demo?: DemoData | undefined;
}

export interface DemoData {
  /** The line below the panes: what it is about, and what it says. */
  readonly note: { readonly lead: string; readonly text: string };
  /** Keys of the moment, with what they do. */
  readonly keys: readonly (readonly [key: string, label: string])[];
}

export type ScreenRequest = { readonly id: number } & ScreenWish;

/** A page over the panes, or the pane that the keys go to. */
export type ScreenWish =
  | { readonly page: 'help' | 'course' | 'solution' | 'acts' }
  | { readonly pane: 'lesson' | 'cluster' | 'terminal' | 'next' }
  /** The mouse speaks to the screen; the terminal's own marking of text then needs Shift. */
  | { readonly mouse: boolean };

export interface HeaderData {
  /** E.g. `第1章`. */
  readonly chapter: string;
  /** Number of the lesson in the course, when it has one. */
  readonly number?: number | undefined;
  readonly title: string;
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
  /** What a demo shows, instead of the step. */
  readonly scene?: string | undefined;
  /** Behind the last step: summary and quiz. */
  readonly isEnd?: boolean | undefined;
  /** Virtual time since the lesson began, e.g. `00:42`. */
  readonly clockText: string;
  readonly speed: number;
  readonly saved: 'saved' | 'saving' | 'failed' | 'off';
  /** The last change that undo would take back, as the command that made it. */
  readonly lastChange?: string | undefined;
}

export interface LessonData {
  /** What the current step says, in the order of reading. */
  readonly sections: readonly LessonSection[];
  /** What is told below the goals: observation, summary. */
  readonly after: readonly LessonSection[];
  readonly goals: readonly GoalData[];
  /** Hints that were asked for, first to last. */
  readonly hints: readonly string[];
  readonly hintsLeft: number;
  readonly predict?: ChoiceData | undefined;
  readonly quiz?: ChoiceData | undefined;
  readonly phase: LessonPhase;
}

/** `predict` and `quiz` wait for a choice; `done` and `summary` wait for Enter; `finished` has nothing more. */
export type LessonPhase = 'predict' | 'work' | 'done' | 'summary' | 'quiz' | 'finished';

export interface LessonSection {
  readonly heading?: string | undefined;
  readonly markdown: string;
  /** What is to be done: it stands behind the prediction. */
  readonly isTask?: boolean | undefined;
}

export interface GoalData {
  readonly id: string;
  readonly text: string;
  readonly done: boolean;
  /** It was met and is broken again; the command that broke it, when known. */
  readonly regressed?: { readonly by?: string | undefined } | undefined;
  readonly want?: string | undefined;
  readonly now?: string | undefined;
  readonly why?: string | undefined;
  /** A command that shows the present state. */
  readonly check?: string | undefined;
}

export interface ChoiceData {
  readonly question: string;
  readonly choices: readonly { readonly id: string; readonly text: string }[];
  /** Index of the choice that was made. */
  readonly chosen?: number | undefined;
  /** The command whose result shows who was right. */
  readonly command?: string | undefined;
  /** What came of it; Markdown. */
  readonly result?: string | undefined;
  readonly isRight?: boolean | undefined;
  /** Index of what really happened, when another choice was made. */
  readonly happened?: number | undefined;
}

/** What was done, oldest first. */
export interface ActsData {
  /** What undo would take back. */
  readonly done: readonly string[];
  /** What redo would repeat. */
  readonly undone: readonly string[];
}

export interface TabData {
  /** Counted from 1. */
  readonly number: number;
  readonly isShown: boolean;
  readonly isRunning: boolean;
  /** Something was written that has not been seen. */
  readonly hasNews: boolean;
}

export interface TerminalData {
  /** Of the terminal, 1 without one. */
  readonly number?: number | undefined;
  /** Changes when the output was replaced (undo, another lesson): the pane starts anew. 0 before there is a world. */
  readonly epoch: number;
  /** A bounded window of what was written, ids ascending. The model echoes what is submitted: prompt and line. */
  readonly output: readonly OutputChunk[];
  /** A command has the terminal; what is typed goes to it. */
  readonly running: boolean;
  /** The running program waits for what is typed; who reads keys writes them back itself. */
  readonly reads?: 'lines' | 'keys' | undefined;
  /** A solution is being played: Esc stops it. */
  readonly playing?: boolean | undefined;
  /** Plain text; absent while a command runs. */
  readonly prompt?: string | undefined;
  /** A demo types at the prompt: what stands there already, and what is still to come. */
  readonly scripted?: { readonly typed: string; readonly rest: string } | undefined;
  /** Prompt of further lines of one command. */
  readonly continuation?: string | undefined;
}

export interface OutputChunk {
  readonly id: number;
  readonly text: string;
  /** The program may clear the screen and go home (`clear`, `watch`). */
  readonly drawsScreen?: boolean | undefined;
}

export interface EditedFile {
  readonly path: string;
  readonly text: string;
  /** How it is edited: with keys as nano has them, or as vi. */
  readonly flavour?: 'nano' | 'vi' | undefined;
  /** Where the cursor stands first, counted from 1. */
  readonly line?: number | undefined;
}

export interface PagedText {
  readonly id: number;
  readonly title: string;
  /** What has come so far. */
  readonly lines: readonly string[];
  /** Nothing more comes. */
  readonly isEnded: boolean;
  /** Long lines are cut instead of wrapped. */
  readonly chopsLines: boolean;
  readonly showsNumbers: boolean;
}

export interface CourseData {
  readonly chapters: readonly CourseChapter[];
  /** Boxes of the diagram above the list; `below` is the lesson of the box that one hangs from. */
  readonly diagram: readonly CourseBox[];
  readonly current: string;
}

export interface CourseBox {
  readonly lesson: string;
  readonly below?: string | undefined;
  readonly text: string;
}

export interface CourseChapter {
  readonly title: string;
  readonly lessons: readonly CourseLesson[];
}

export interface CourseLesson {
  readonly id: string;
  readonly number?: number | undefined;
  readonly title: string;
  readonly minutes?: number | undefined;
  readonly state: 'new' | 'started' | 'done';
  /** False while the lesson is not written or its needs are not met. */
  readonly isOpen: boolean;
}

export type TerminalWish = 'next' | 'new' | 'close' | number;

export interface AppActions {
  /** Runs the line; the model writes `prompt + line + "\n"` to the output first. */
  submitLine(line: string): void;
  /** Ctrl-C: ends the running command, or abandons the line that was typed (the model writes it with `^C`). */
  interrupt(typed: string): void;
  /** Ctrl-D at an empty line. */
  endOfInput(): void;
  /** Text for the running program, whole lines; the model echoes it. */
  typeInput(text: string): void;
  /** Size of the terminal pane's content. */
  resize(columns: number, rows: number): void;
  complete(line: string, cursor: number): Promise<Completion>;
  /** True while the shell would ask for another line. */
  isIncomplete(text: string): boolean;
  /** Lines typed before, oldest first. */
  history(): readonly string[];
  nextStep(): void;
  previousStep(): void;
  hint(): void;
  /** Plays the solution in the terminal. */
  solution(): void;
  /** Answers the prediction or the quiz that is asked. */
  choose(index: number): void;
  openLesson(id: string): void;
  undo(): void;
  redo(): void;
  /** Goes to the prompt before that act, counted from 0 over all that was done and undone. */
  jump(act: number): void;
  /** Opens what `look` says of an object, as `KIND/NAMESPACE/NAME`. */
  look(object: string): void;
  /** Shows another terminal: the next one (the second is opened when there is none), a new one, this one, or what is left when it closes. */
  switchTerminal(to: TerminalWish): void;
  quit(): void;
  readonly pager: {
    /** So many lines are wanted; infinitely many for the end. */
    want(lines: number): void;
    close(): void;
  };
  readonly editor: {
    /** Undefined when it was written, else why not. */
    save(text: string): string | undefined;
    /** What is wrong with a manifest. */
    problems(text: string): readonly YamlProblem[];
    /** Ends the editor with this exit code, 0 without one. */
    close(code?: number): void;
  };
}
