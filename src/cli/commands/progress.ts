import { readFileSync, writeFileSync } from 'node:fs';
import { type Exported, type Imported, parseExported, printExported } from '../../course/exported.js';
import { mergeProgress, printProgress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import { openProfile, type ProfileFolder } from '../../hosts/terminal/profile.js';
import { claimProfile } from '../../hosts/terminal/profile-claim.js';
import { cliWords } from '../../words/cli.js';
import { courseWords } from '../../words/course.js';
import { exchangeWords } from '../../words/exchange.js';
import type { Lang } from '../../words/sentence.js';
import { readOptions } from '../arguments.js';
import { loadProgress } from '../load-progress.js';
import { CommandFailure, UsageError } from '../usage-error.js';

declare const __VERSION__: string;

/** `svc-learn progress show|export FILE|import FILE|reset`. */
export async function progress(args: readonly string[], lang: Lang): Promise<number> {
  const { positionals } = readOptions(args, {}, lang, 2);
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
        () => writeFileSync(needed(), printExported(exported(profile, lang))),
        (why) => cliWords.cannotWrite[lang](needed(), why),
      );
      return 0;
    case 'import': {
      const text = attempt(
        () => readFileSync(needed(), 'utf8'),
        (why) => cliWords.cannotRead[lang](needed(), why),
      );
      const imported = parseExported(text, __VERSION__);
      if (imported === undefined) throw new CommandFailure(cliWords.damagedProgress[lang](needed()));
      alone(profile, lang, () => take(imported, profile, lang));
      process.stdout.write(exchangeWords.imported[lang](needed()));
      if (imported.isOutdated) process.stdout.write(exchangeWords.outdated[lang]());
      return 0;
    }
    case 'reset':
      alone(profile, lang, () => attempt(profile.reset, (why) => cliWords.cannotWrite[lang](profile.folder, why)));
      return 0;
    default:
      throw new UsageError(cliWords.unknownVerb[lang](verb));
  }
}

function exported(profile: ProfileFolder, lang: Lang): Exported {
  return { progress: loadProgress(profile, lang), game: loadGame(profile, lang) };
}

/** What another program has open it would write over at its next command. */
function alone(profile: ProfileFolder, lang: Lang, work: () => void): void {
  const claim = claimProfile(profile.folder);
  if (!claim.isOurs) throw new CommandFailure(cliWords.profileBusy[lang]());
  try {
    work();
  } finally {
    claim.release();
  }
}

/** What was done here stays; a lesson in the middle goes aside for the one that comes. */
function take({ progress, game }: Imported, profile: ProfileFolder, lang: Lang): void {
  const merged = mergeProgress(loadProgress(profile, lang), progress);
  const before = game && loadGame(profile, lang);
  if (before) say(exchangeWords.gamePutAside[lang](profile.putGameAside(before.lesson, 'replaced')));
  if (!profile.saveProgress(merged) || (game && !profile.saveGame(game)))
    throw new CommandFailure(cliWords.cannotWrite[lang](profile.folder, 'progress.json'));
}

function loadGame(profile: ProfileFolder, lang: Lang): SavedGame | undefined {
  const { game, putAside } = profile.loadGame(__VERSION__);
  if (putAside !== undefined) say(courseWords.damagedGame[lang](putAside));
  return game;
}

function say(text: string): void {
  process.stderr.write(`svc-learn: ${text}\n`);
}

function attempt<T>(work: () => T, say: (why: string) => string): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new CommandFailure(say((cause as NodeJS.ErrnoException).code ?? String(cause)), { cause });
  }
}
