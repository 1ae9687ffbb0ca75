import { cliWords } from '../../words/cli.js';
import type { Keeper, Profile } from './profile.js';
import type { Resumed } from './resume.js';
import type { Tutorial, TutorialOptions } from './tutorial.js';
import { createTutorial } from './tutorial-model.js';

export interface OpenTutorialOptions
  extends Pick<TutorialOptions, 'course' | 'lang' | 'files' | 'program' | 'epoch' | 'isLinear' | 'quit'> {
  readonly profile: Profile;
  readonly resumed: Resumed;
  /** False while another program writes the learner's files: then nothing is written here. */
  readonly isAlone?: boolean;
  /** Hears of damaged files; without it the terminal pane tells of them. */
  readonly complain?: (notice: string) => void;
}

/** The tutorial as the learner left it. A saved game can be whole as text and still be no world: then the lesson begins anew. */
export function openTutorial({
  profile,
  resumed,
  complain,
  isAlone = true,
  ...options
}: OpenTutorialOptions): Tutorial {
  // A cluster's epoch is in whole seconds; a prepared world begins at any of them.
  const rest = { ...options, epoch: `${options.epoch.slice(0, 19)}Z` };
  const { progress, game, putAside } = resumed;
  const { course, lang } = rest;
  const lesson = course.lessons.find(({ id }) => id === resumed.lesson);
  if (lesson === undefined) throw new Error(`the course has no lesson ${resumed.lesson}`);
  const savedGame = (id: string) => profile.loadGame(rest.program, id).game;
  const keeper: Keeper = isAlone
    ? { saveProgress: profile.saveProgress, saveGame: profile.saveGame, savedGame }
    : { saveProgress: () => 'off', saveGame: () => 'off', savedGame };
  const begin = (last: Pick<TutorialOptions, 'game'>, damaged: readonly string[]) => {
    const seed = 1;
    const terminal = { columns: 80, rows: 24 };
    const tutorial = createTutorial({ ...rest, ...last, lesson, progress, keeper, seed, terminal });
    const tell = complain ?? tutorial.tell;
    for (const path of damaged) tell(cliWords.damagedPutAside[lang](path));
    if (!isAlone) tell(cliWords.profileInUse[lang]());
    return tutorial;
  };
  if (game === undefined) return begin({}, putAside);
  try {
    return begin({ game }, putAside);
  } catch {
    return begin({}, [...putAside, profile.putGameAside()]);
  }
}
