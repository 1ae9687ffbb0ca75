import type { Delta } from './json-delta.js';
import type { RunState } from './run-state.js';

/** A lesson that was left in the middle: everything needed to go on as if nothing had happened. */
export interface SavedGame {
  readonly version: 1;
  /** Of the program; another version starts the lesson's step anew. */
  readonly program: string;
  readonly lesson: string;
  readonly seed: number;
  /** RFC 3339. */
  readonly epoch: string;
  readonly world: unknown;
  readonly session: unknown;
  readonly run: RunState;
  readonly terminals: SavedTerminals;
  /** What undo and redo would go to, the nearest first. */
  readonly acts?: SavedActs;
}

export interface SavedActs {
  readonly past: readonly SavedAct[];
  readonly future: readonly SavedAct[];
}

/** A moment, as what is other in it than in the one before it in the list; the first differs so from the game itself. */
export interface SavedAct {
  readonly command: string;
  readonly delta: Delta;
}

/** What the terminals have shown. */
export interface SavedTerminals {
  /** Number of the one in sight. */
  readonly shown: number;
  readonly logs: readonly { readonly number: number; readonly text: readonly string[] }[];
}

/** What a saved game's text holds: one that can be resumed, one of another version, or nothing that makes sense. */
export function parseSavedGame(text: string, program: string): SavedGame | 'outdated' | 'damaged' {
  const game = parseJson(text) as Partial<SavedGame> | null | undefined;
  if (typeof game !== 'object' || game === null) return 'damaged';
  if (game.version !== 1 || game.program !== program) return 'program' in game ? 'outdated' : 'damaged';
  return isWhole(game) ? game : 'damaged';
}

function isWhole(game: Partial<SavedGame>): game is SavedGame {
  const { lesson, seed, epoch, world, session, run, terminals, acts = { past: [], future: [] } } = game;
  return (
    typeof lesson === 'string' &&
    typeof seed === 'number' &&
    typeof epoch === 'string' &&
    [world, session, run].every((part) => typeof part === 'object' && part !== null) &&
    Array.isArray(terminals?.logs) &&
    areActs(acts?.past) &&
    areActs(acts?.future)
  );
}

function areActs(acts: unknown): boolean {
  const isAct = (act: Partial<SavedAct> | null) => typeof act?.command === 'string' && typeof act.delta === 'object';
  return Array.isArray(acts) && acts.every(isAct);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
