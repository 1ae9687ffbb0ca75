/** Where a part is not contained in a whole: path as `spec.ports`, and what is there. `undefined` when it is contained. */
export interface Missing {
  readonly path: string;
  readonly actual: unknown;
}

/** A part is contained when each of its fields is; a list when each entry is contained in some entry of the whole's list. */
export function missingPart(part: unknown, whole: unknown, path = ''): Missing | undefined {
  if (Array.isArray(part)) {
    if (!Array.isArray(whole)) return { path, actual: whole };
    return part.every((entry) => whole.some((other) => missingPart(entry, other) === undefined))
      ? undefined
      : { path, actual: whole };
  }
  if (isFields(part)) {
    if (!isFields(whole)) return { path, actual: whole };
    for (const [name, value] of Object.entries(part)) {
      const missing = missingPart(value, whole[name], path === '' ? name : `${path}.${name}`);
      if (missing) return missing;
    }
    return undefined;
  }
  return part === whole ? undefined : { path, actual: whole };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
