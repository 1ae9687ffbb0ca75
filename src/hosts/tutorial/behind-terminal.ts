import { answerCommand } from '../../course/answer-command.js';
import type { FileStore } from '../../sh/files.js';
import type { AppActions, ScreenWish } from '../../ui/app-model.js';
import type { StageTerminal } from '../embedded/stage.js';
import { exchangeCommands } from './exchange.js';
import type { RunningParts } from './running-parts.js';
import { screenCommands } from './screen-commands.js';
import type { Trials } from './trial.js';

interface Behind {
  readonly parts: RunningParts;
  readonly actions: AppActions;
  readonly wish: (wish: ScreenWish) => void;
  /** How programs outside of the screen join. */
  readonly joining: () => string | undefined;
  readonly trials: Trials;
  readonly files: () => FileStore;
}

/** What stands behind a terminal of the learner's machine: the screen's commands, and its tab. */
export function behindTerminal(
  number: number,
  { parts, actions, wish, joining, trials, files }: Behind,
): StageTerminal {
  const { lang, isLinear = false } = parts.options;
  const tab = () => parts.tabs.at(number);
  const run = () => parts.played().run;
  return {
    commands: {
      answer: answerCommand(run, lang),
      ...tab().editor.commands(files),
      ...exchangeCommands(parts),
      try: trials.command,
      ...screenCommands(actions, {
        wish,
        run,
        joining,
        course: parts.options.course,
        acts: () => parts.travel().acts(),
        lang,
        hasOneTerminal: isLinear,
      }),
    },
    ...(isLinear ? {} : { pager: (options) => tab().pager.open(options) }),
    editor: (path, command) => tab().editor.edit(files(), path, command),
    output: (text) => {
      parts.tabs.write(number, text);
      parts.changed();
    },
    promptChanged: parts.changed,
  };
}
