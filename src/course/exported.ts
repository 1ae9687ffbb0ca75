// What leaves a profile in one file, to go on with on another machine or in a browser.
import { type Progress, parseProgress, printProgress } from './progress.js';
import { parseSavedGame, type SavedGame } from './saved-game.js';

export interface Exported {
  readonly progress: Progress;
  /** The lesson that was left in the middle. */
  readonly game?: SavedGame | undefined;
}

/** A file's own content, and what cannot be taken from it. */
export interface Imported extends Exported {
  /** It holds a lesson in the middle that another version of the program wrote. */
  readonly isOutdated: boolean;
}

/** A progress file with the lesson beside it: a program that knows of no lesson in it reads the progress all the same. */
export function printExported({ progress, game }: Exported): string {
  return game === undefined ? printProgress(progress) : `${JSON.stringify({ ...progress, game })}\n`;
}

/** `undefined` when any part of it is damaged. */
export function parseExported(text: string, program: string): Imported | undefined {
  const progress = parseProgress(text);
  if (progress === undefined) return undefined;
  const { game: written } = JSON.parse(text) as { readonly game?: unknown };
  if (written === undefined) return { progress, isOutdated: false };
  const game = parseSavedGame(JSON.stringify(written), program);
  if (game === 'damaged') return undefined;
  return game === 'outdated' ? { progress, isOutdated: true } : { progress, game, isOutdated: false };
}
