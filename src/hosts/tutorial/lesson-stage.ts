import type { Lesson } from '../../course/lesson.js';
import type { SavedGame } from '../../course/saved-game.js';
import { type Completed, completeLine } from '../../shell/complete.js';
import type { SessionTerminal } from '../../shell/session.js';
import { createStage, type EmbeddedStage, type StageOptions } from '../embedded/stage.js';

interface LessonStageOptions
  extends Pick<
    StageOptions,
    | 'commands'
    | 'history'
    | 'lang'
    | 'hidesCauses'
    | 'editor'
    | 'pager'
    | 'output'
    | 'promptChanged'
    | 'terminal'
    | 'further'
    | 'seed'
    | 'epoch'
  > {
  readonly lesson: Lesson;
  /** The lesson as it was left. Throws when that is no world. */
  readonly game: SavedGame | undefined;
}

/** A lesson's world and the learner's machine, in time with the wall clock. */
export function openLessonStage({ lesson, game, ...rest }: LessonStageOptions): EmbeddedStage {
  const stage = createStage({
    ...rest,
    pace: { mode: 'paced', speed: 1 },
    manifests: lesson.world.manifests.map(({ text }) => text),
    faults: lesson.world.faults,
    network: lesson.world.network,
    home: lesson.files,
    ...(game ? { world: game.world } : {}),
  });
  if (game === undefined) return stage;
  try {
    stage.session.restore(game.session);
    return stage;
  } catch (cause) {
    stage.close();
    throw cause;
  }
}

/** Completes a line that is typed in this terminal. */
export function completeOn(
  { port, session }: EmbeddedStage,
  terminal: SessionTerminal,
  { line, cursor }: { readonly line: string; readonly cursor: number },
): Promise<Completed> {
  return completeLine(line, cursor, {
    api: port.api,
    files: session.files,
    cwd: terminal.cwd(),
    commands: session.commands(),
  });
}
