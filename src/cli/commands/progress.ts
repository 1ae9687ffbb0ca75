import { readFileSync, writeFileSync } from 'node:fs';
import { parseProgress, printProgress } from '../../course/progress.js';
import { openProfile } from '../../hosts/terminal/profile.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readOptions } from '../arguments.js';
import { loadProgress } from '../load-progress.js';
import { CommandFailure, UsageError } from '../usage-error.js';

/** `svc-learn progress show|export FILE|import FILE|reset`. */
export async function progress(args: readonly string[], lang: Lang): Promise<number> {
  const { positionals } = readOptions(args, {}, lang);
  const [verb = 'show', path] = positionals;
  const profile = openProfile();
  const needed = (): string => {
    if (path === undefined) throw new UsageError(cliWords.fileNeeded[lang](verb));
    return path;
  };
  switch (verb) {
    case 'show':
      process.stdout.write(
        `${cliWords.profileFolder[lang](profile.folder)}\n${printProgress(loadProgress(profile, lang))}`,
      );
      return 0;
    case 'export':
      attempt(
        () => writeFileSync(needed(), printProgress(loadProgress(profile, lang))),
        (why) => cliWords.cannotWrite[lang](needed(), why),
      );
      return 0;
    case 'import': {
      const text = attempt(
        () => readFileSync(needed(), 'utf8'),
        (why) => cliWords.cannotRead[lang](needed(), why),
      );
      const read = parseProgress(text);
      if (read === undefined) throw new CommandFailure(cliWords.damagedProgress[lang](needed()));
      if (!profile.saveProgress(read))
        throw new CommandFailure(cliWords.cannotWrite[lang](profile.folder, 'progress.json'));
      return 0;
    }
    case 'reset':
      attempt(profile.reset, (why) => cliWords.cannotWrite[lang](profile.folder, why));
      return 0;
    default:
      throw new UsageError(cliWords.badOption[lang](verb));
  }
}

function attempt<T>(work: () => T, say: (why: string) => string): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new CommandFailure(say((cause as NodeJS.ErrnoException).code ?? String(cause)), { cause });
  }
}
