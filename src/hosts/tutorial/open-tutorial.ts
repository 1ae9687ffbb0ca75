import { cliWords } from '../../words/cli.js';
import type { Keeper, Profile } from './profile.js';
import { goOnWith, type Resumed, troubleTold } from './resume.js';
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

/** Until the screen has told its own. */
const TERMINAL = { columns: 80, rows: 24 };

/** The tutorial as the learner left it. */
export function openTutorial({
  profile,
  resumed,
  complain,
  isAlone = true,
  ...options
}: OpenTutorialOptions): Tutorial {
  // A cluster's epoch is in whole seconds; a prepared world begins at any of them.
  const rest = { ...options, epoch: `${options.epoch.slice(0, 19)}Z` };
  const { progress, game, putAside, trouble } = resumed;
  const { course, lang } = rest;
  const lesson = course.lessons.find(({ id }) => id === resumed.lesson);
  if (lesson === undefined) throw new Error(`the course has no lesson ${resumed.lesson}`);
  const keeper: Keeper = isAlone
    ? { ...profile, savedGame: (id) => profile.loadGame(rest.program, id) }
    : { saveProgress: () => 'off', saveGame: () => 'off', savedGame: (id) => profile.loadGame(rest.program, id) };
  const { opened: tutorial, ...went } = goOnWith(game === undefined ? trouble : { ...trouble, game }, {
    putGameAside: profile.putGameAside,
    open: (left) =>
      createTutorial({ ...rest, ...(left && { game: left }), lesson, progress, keeper, seed: 1, terminal: TERMINAL }),
  });
  const tell = complain ?? tutorial.tell;
  if (putAside !== undefined) tell(cliWords.damagedPutAside[lang](putAside));
  for (const text of troubleTold(went.trouble, lang)) tell(text);
  if (!isAlone) tell(cliWords.profileInUse[lang]());
  return tutorial;
}
