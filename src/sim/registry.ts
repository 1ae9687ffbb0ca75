/** What the world remembers, by name. */
export interface Saved {
  /** JSON-able data; may share frozen parts with the living state, never parts that still change. */
  save(): unknown;
  /** Takes over data that `save` gave, perhaps after a JSON round trip. */
  load(data: unknown): void;
}

export interface Registry {
  register(name: string, saved: Saved): void;
  save(): Readonly<Record<string, unknown>>;
  load(world: Readonly<Record<string, unknown>>): void;
}

export function createRegistry(): Registry {
  const parts = new Map<string, Saved>();
  return {
    register(name, saved) {
      if (parts.has(name)) throw new Error(`state "${name}" is registered twice`);
      parts.set(name, saved);
    },
    save: () => Object.fromEntries([...parts].map(([name, saved]) => [name, saved.save()])),
    load(world) {
      for (const [name, saved] of parts) {
        if (!(name in world)) throw new Error(`snapshot has no state "${name}"`);
        saved.load(world[name]);
      }
    },
  };
}
