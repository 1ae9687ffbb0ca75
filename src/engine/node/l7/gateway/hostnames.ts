/** Names as listeners and routes write them: exact, `*.suffix`, or empty for all. */

function isNamed(pattern: string, host: string): boolean {
  if (pattern === '' || pattern === host) return true;
  return pattern.startsWith('*.') && host.endsWith(pattern.slice(1));
}

/** The names that a route serves at a listener: of each pair the narrower one. */
export function intersection(listener: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [listener];
  const common = names.flatMap((name) => {
    if (isNamed(listener, name)) return [name];
    return isNamed(name, listener) ? [listener] : [];
  });
  return [...new Set(common)];
}

/** Of patterns that fit the host the most particular one. */
export function bestName(patterns: Iterable<string>, host: string): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) {
    if (!isNamed(pattern, host)) continue;
    if (best === undefined || rankOf(pattern) > rankOf(best)) best = pattern;
  }
  return best;
}

function rankOf(pattern: string): number {
  return pattern.startsWith('*') ? pattern.length : pattern.length * 1000;
}
