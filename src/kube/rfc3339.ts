let second = Number.NaN;
let text = '';

/** RFC 3339 in whole seconds, as API objects carry times. Asked for the same second again and again, it remembers the last answer. */
export function rfc3339(ms: number): string {
  const asked = Math.floor(ms / 1000);
  if (asked !== second) {
    text = `${new Date(asked * 1000).toISOString().slice(0, 19)}Z`;
    second = asked;
  }
  return text;
}
