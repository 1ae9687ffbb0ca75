/** kube-proxy deletes an nftables chain no sooner than one second after its rules went, at its next sync. */
const KEPT_MS = 1000;
/** Without a change, kube-proxy syncs this often. */
const SYNC_PERIOD_MS = 30_000;

/** Chains without rules that wait for their end. */
export function createStaleChains() {
  const since = new Map<string, number>();
  return {
    /** A sync replaced the first chains by the second ones. */
    note(before: readonly string[], after: readonly string[], now: number): void {
      for (const [name, at] of since) if (now - at > KEPT_MS) since.delete(name);
      for (const name of after) since.delete(name);
      const active = new Set(after);
      for (const name of before) if (!active.has(name)) since.set(name, now);
    },
    at: (now: number): readonly string[] =>
      [...since].filter(([, at]) => now - at <= SYNC_PERIOD_MS).map(([name]) => name),
    save: (): readonly (readonly [string, number])[] => [...since],
    load(saved: readonly (readonly [string, number])[]): void {
      since.clear();
      for (const [name, at] of saved) since.set(name, at);
    },
  };
}
