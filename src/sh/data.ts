/** A copy of JSON-able data that shares nothing with it. */
export function cloneData<T>(data: T): T {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(cloneData) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) if (value !== undefined) copy[key] = cloneData(value);
  return copy as T;
}
