// What the instructor's keys do to the demo: one closed union of wishes, a pure reducer, and the deeds that follow from it.
import type { Scene } from './script.js';

export interface Presenter {
  /** Index in the script. */
  readonly scene: number;
  /** Index of the command that comes next, or runs. */
  readonly command: number;
  /** Characters of it that stand at the prompt. */
  readonly typed: number;
  readonly busy: Busy;
  /** The prompt is the instructor's own for a while. */
  readonly isFree: boolean;
  readonly isAuto: boolean;
  readonly speed: number;
  /** The question of this scene was answered. */
  readonly isAnswered: boolean;
  /** The next Ctrl+D leaves. */
  readonly isLeaving: boolean;
}

/** `rest`: the command has ended and the cluster comes to rest; `move`: another scene is fetched. */
export type Busy = 'no' | 'run' | 'rest' | 'move';

export type Wish =
  | { readonly type: 'type'; readonly count?: number }
  | { readonly type: 'choose'; readonly index: number }
  | { readonly type: 'go'; readonly scene: number }
  | {
      readonly type:
        | 'erase'
        | 'whole'
        | 'enter'
        | 'next'
        | 'back'
        | 'first'
        | 'last'
        | 'free'
        | 'return'
        | 'auto'
        | 'faster'
        | 'slower'
        | 'interrupt'
        | 'leave';
    };

/** What is to be done in the world for a wish. */
export type Deed =
  | { readonly type: 'run'; readonly command: string }
  | { readonly type: 'go'; readonly scene: number }
  | { readonly type: 'choose'; readonly index: number }
  /** `hurry`: what still happens is not waited for. */
  | { readonly type: 'hurry' | 'interrupt' | 'free' | 'return' | 'leave' | 'pace' };

export interface Wished {
  readonly state: Presenter;
  readonly deed?: Deed;
}

const SPEEDS: readonly number[] = [0.5, 1, 2, 4, 8];
/** Characters that a key types; a long command takes no more than so many keys. */
const AT_ONCE = 3;
const MOST_KEYS = 40;

export const firstPresenter: Presenter = {
  scene: 0,
  command: 0,
  typed: 0,
  busy: 'no',
  isFree: false,
  isAuto: false,
  speed: 1,
  isAnswered: false,
  isLeaving: false,
};

/** The command that is typed next; undefined when the scene has no more. */
export function commandOf({ scene, command }: Presenter, script: readonly Scene[]): string | undefined {
  return script[scene]?.commands[command];
}

/** The scene waits for an answer of the class. */
export function isAsking({ scene, isAnswered, busy, command }: Presenter, script: readonly Scene[]): boolean {
  const kind = script[scene]?.part.kind;
  return !isAnswered && busy !== 'run' && (kind === 'quiz' || (kind === 'predict' && command === 0));
}

/** Nothing more happens in this scene. */
export function isOver(state: Presenter, script: readonly Scene[]): boolean {
  const isQuiz = script[state.scene]?.part.kind === 'quiz';
  return state.busy !== 'run' && commandOf(state, script) === undefined && (!isQuiz || state.isAnswered);
}

export function wish(before: Presenter, what: Wish, script: readonly Scene[]): Wished {
  const state = { ...before, isLeaving: false };
  const by = what.type;
  if (by === 'leave')
    return before.isLeaving ? { state, deed: { type: 'leave' } } : { state: { ...state, isLeaving: true } };
  if (state.isFree)
    return by === 'return' ? { state: { ...state, isFree: false, busy: 'move' }, deed: { type: 'return' } } : { state };
  switch (by) {
    case 'type':
    case 'erase':
    case 'whole':
      return { state: typing(state, what, commandOf(state, script)) };
    case 'enter':
      return entered(state, script);
    case 'choose':
      return isAsking(state, script) ? answered(state, what.index, script) : { state };
    case 'next':
      return moved(state, state.scene + 1, script);
    case 'back':
      return moved(state, isBegun(state) ? state.scene : state.scene - 1, script);
    case 'first':
      return moved(state, 0, script);
    case 'last':
      return moved(state, script.length - 1, script);
    case 'go':
      return moved(state, what.scene, script);
    case 'free':
      return state.busy === 'no'
        ? { state: { ...state, isFree: true, isAuto: false }, deed: { type: 'free' } }
        : { state, deed: { type: 'hurry' } };
    case 'return':
      return { state };
    case 'auto':
      return { state: { ...state, isAuto: !state.isAuto } };
    case 'faster':
    case 'slower':
      return { state: { ...state, speed: speedBeside(state.speed, by === 'faster' ? 1 : -1) }, deed: { type: 'pace' } };
    case 'interrupt':
      return state.busy === 'run'
        ? { state: { ...state, isAuto: false }, deed: { type: 'interrupt' } }
        : { state: { ...state, isAuto: false, typed: 0 } };
  }
}

function typing(state: Presenter, what: Wish, command: string | undefined): Presenter {
  if (command === undefined || state.busy === 'run' || state.busy === 'move') return state;
  const step = Math.max(AT_ONCE, Math.ceil(command.length / MOST_KEYS));
  if (what.type === 'whole') return { ...state, typed: command.length };
  const by = what.type === 'erase' ? -step : what.type === 'type' ? (what.count ?? step) : 0;
  return { ...state, typed: whole(command, Math.max(0, Math.min(command.length, state.typed + by))) };
}

/** Never between the halves of one character. */
function whole(text: string, at: number): number {
  return /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') ? at + 1 : at;
}

function entered(state: Presenter, script: readonly Scene[]): Wished {
  const { part } = script[state.scene] ?? {};
  if (state.busy === 'run' || state.busy === 'move') return { state };
  if (part?.kind === 'quiz' && !state.isAnswered) return answered(state, part.options.indexOf(part.right), script);
  const command = commandOf(state, script);
  if (command === undefined) return moved(state, state.scene + 1, script);
  // Enter alone must not run what nobody has seen.
  if (state.typed === 0) return { state: { ...state, typed: command.length } };
  const typed = { ...state, typed: command.length };
  if (state.busy === 'rest') return { state: typed, deed: { type: 'hurry' } };
  return { state: { ...typed, busy: 'run' }, deed: { type: 'run', command } };
}

function answered(state: Presenter, index: number, script: readonly Scene[]): Wished {
  const { part } = script[state.scene] ?? {};
  const choices = part?.kind === 'predict' ? part.choices : part?.kind === 'quiz' ? part.options : [];
  if (choices[index] === undefined) return { state };
  return { state: { ...state, isAnswered: true }, deed: { type: 'choose', index } };
}

/** The end of the script is no reason to go anywhere. */
function moved(state: Presenter, scene: number, script: readonly Scene[]): Wished {
  if (script[scene] === undefined) return { state: { ...state, isAuto: state.isAuto && scene < script.length } };
  const at = { scene, command: 0, typed: 0, busy: 'move', isAnswered: false } as const;
  return { state: { ...state, ...at }, deed: { type: 'go', scene } };
}

/** Something of the scene was played, so that going back begins with its own start. */
function isBegun({ command, typed, isAnswered, busy }: Presenter): boolean {
  return command > 0 || typed > 0 || isAnswered || busy === 'run';
}

function speedBeside(speed: number, step: 1 | -1): number {
  const at = SPEEDS.indexOf(speed) + step;
  return SPEEDS[Math.max(0, Math.min(at, SPEEDS.length - 1))] ?? 1;
}
