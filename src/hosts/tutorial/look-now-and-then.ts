import { lookAtGoals } from './lesson-steps.js';
import type { PlayedLesson } from './played-lesson.js';
import type { RunningParts } from './running-parts.js';

/** How long the cluster may change before the goals are looked at again, in ms of virtual time. */
const LOOK_EVERY_MS = 1000;
/** Where only requests were made, every so many looks. */
const TRAFFIC_LOOKS = 3;
/** What could not be saved is tried again after so many looks. */
const RETRY_LOOKS = 10;

/** Goals follow the world while the lesson is played: what a command began may be done seconds later, or by somebody else while it runs. */
export async function lookNowAndThen(parts: RunningParts, played: PlayedLesson): Promise<void> {
  const { port } = played.stage;
  for (let look = 1; ; look += 1) {
    await port.clock.sleep(LOOK_EVERY_MS);
    if (parts.isClosed() || played !== parts.played()) return;
    const isDue = played.isWorldChanged || (played.hasTraffic && look % TRAFFIC_LOOKS === 0);
    if (isDue) await lookAtGoals(parts);
    const unsaved = parts.unsaved();
    if (unsaved === 'new' || (unsaved === 'failed' && look % RETRY_LOOKS === 0)) parts.save();
    parts.changed();
  }
}
