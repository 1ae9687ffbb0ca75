import { applyDelta, type Delta, deltaOf } from '../../course/json-delta.js';
import type { SavedAct } from '../../course/saved-game.js';
import type { Moment } from './tutorial.js';
import type { Act } from './undo-stack.js';

/** Puts acts into a saved game and takes them out of it. */
export interface KeptActs {
  /** The nearest first, as far as there is room for them; `base` is the moment that is saved whole. */
  save(base: Moment, acts: readonly Act<Moment>[]): readonly SavedAct[];
  load(base: Omit<Moment, 'command'>, saved: readonly SavedAct[]): readonly Act<Moment>[];
}

/** Acts that are kept in each direction, and the room for them in characters: a saved game is written after each command. */
const MOST = 30;
const ROOM = 250_000;

interface Known extends SavedAct {
  /** The act from which this one differs so. */
  readonly nearer: Act<Moment>;
  readonly size: number;
}

/** Each act is kept as what is other than in the moment nearer to the present; what was found of two acts is remembered. */
export function createKeptActs(): KeptActs {
  const known = new WeakMap<Act<Moment>, Known>();
  const compared = (act: Act<Moment>, nearer: Act<Moment>): Known => {
    const before = known.get(act);
    if (before?.nearer === nearer) return before;
    const { command } = act;
    const delta = deltaOf(contentOf(nearer.moment()), contentOf(act.moment())) ?? { at: {} };
    const found = { command, delta, nearer, size: JSON.stringify(delta).length };
    known.set(act, found);
    return found;
  };
  return {
    save(base, acts) {
      const saved: SavedAct[] = [];
      let nearer: Act<Moment> = { command: '', moment: () => base };
      let room = ROOM;
      for (const act of acts.slice(-MOST).toReversed()) {
        const { command, delta, size } = compared(act, nearer);
        room -= size;
        if (room < 0) break;
        saved.push({ command, delta });
        nearer = act;
      }
      return saved;
    },
    load(base, saved) {
      const acts: Act<Moment>[] = [];
      let nearer: Act<Moment> = { command: '', moment: () => ({ ...base, command: '' }) };
      for (const { command, delta } of saved) {
        const act = { command, moment: later(nearer, { command, delta }) };
        known.set(act, { command, delta, nearer, size: JSON.stringify(delta).length });
        acts.unshift(act);
        nearer = act;
      }
      return acts;
    },
  };
}

function contentOf({ world, session, run, terminals }: Omit<Moment, 'command'>): Omit<Moment, 'command'> {
  return { world, session, run, terminals };
}

function later(nearer: Act<Moment>, { command, delta }: { command: string; delta: Delta }): () => Moment {
  let made: Moment | undefined;
  return () => {
    made ??= { ...(applyDelta(contentOf(nearer.moment()), delta) as Omit<Moment, 'command'>), command };
    return made;
  };
}
