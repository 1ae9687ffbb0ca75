import type { Progress } from '../course/progress.js';
import type { Profile } from '../hosts/tutorial/profile.js';
import { cliWords } from '../words/cli.js';
import type { Lang } from '../words/sentence.js';

/** What the learner has done; a damaged file is put aside, and that is said. */
export function loadProgress(profile: Profile, lang: Lang): Progress {
  const { progress, putAside } = profile.load();
  if (putAside !== undefined) process.stderr.write(`svc-learn: ${cliWords.damagedPutAside[lang](putAside)}\n`);
  return progress;
}
