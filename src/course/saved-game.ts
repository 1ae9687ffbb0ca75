import type { RunState } from './lesson-run.js';

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
  readonly terminal: readonly string[];
}

/** `undefined` when the text is damaged or was written by another version. */
export function parseSavedGame(text: string, program: string): SavedGame | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== 'object' || data === null) return undefined;
    const game = data as Partial<SavedGame>;
    const isWhole =
      game.world !== undefined && game.session !== undefined && game.run !== undefined && Array.isArray(game.terminal);
    return game.version === 1 && game.program === program && isWhole ? (game as SavedGame) : undefined;
  } catch {
    return undefined;
  }
}
