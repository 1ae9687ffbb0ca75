import { mergeProgress } from '../../course/progress.js';
import type { HostCommand } from '../../shell/host-command.js';
import { exchangeWords } from '../../words/exchange.js';
import { progressCommand } from './progress-command.js';
import type { RunningParts } from './running-parts.js';

/** `progress export` and `import`, where there are files of the host. */
export function exchangeCommands(parts: RunningParts): Readonly<Record<string, HostCommand>> {
  const { options, save, changed, tell } = parts;
  const { files, lang, program, course } = options;
  if (files === undefined) return {};
  const progress = progressCommand({
    files,
    lang,
    program,
    kept: () => ({ progress: parts.progress(), game: parts.game() }),
    take({ progress: other, game }) {
      const merged = mergeProgress(parts.progress(), other);
      const lesson = course.lessons.find(({ id }) => id === game?.lesson);
      try {
        parts.take(merged, lesson, game);
      } catch {
        tell(exchangeWords.noWorld[lang]());
      }
      save();
      changed();
    },
  });
  return { progress };
}
