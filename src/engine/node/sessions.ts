import type { Sim } from '../../sim/index.js';

/** Who stands behind a process that was started from outside: plain data, so that it survives snapshots. */
export type SessionOwner =
  | {
      readonly kind: 'main';
      readonly node: string;
      readonly key: string;
      readonly container: string;
      readonly machine: string;
    }
  | { readonly kind: 'check'; readonly node: string; readonly check: number }
  | { readonly kind: 'stream' };

export interface Sessions {
  open(owner: SessionOwner): number;
  owner(session: number): SessionOwner | undefined;
  close(session: number): void;
}

export function createSessions(sim: Sim): Sessions {
  const owners = new Map<number, SessionOwner>();
  let next = 1;
  sim.registry.register('node/sessions', {
    save: () => ({ next, owners: [...owners] }),
    load: (data) => {
      const saved = data as { next: number; owners: [number, SessionOwner][] };
      next = saved.next;
      owners.clear();
      for (const [session, owner] of saved.owners) owners.set(session, owner);
    },
  });
  return {
    open(owner) {
      owners.set(next, owner);
      next += 1;
      return next - 1;
    },
    owner: (session) => owners.get(session),
    close: (session) => owners.delete(session),
  };
}
