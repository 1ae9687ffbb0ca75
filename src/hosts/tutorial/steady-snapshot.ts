import type { AppSnapshot } from '../../ui/app-model.js';

/** The next snapshot with every part that says the same as before being the same object: what did not change is not drawn again. */
export function steadySnapshot(before: AppSnapshot | undefined, next: AppSnapshot): AppSnapshot {
  if (before === undefined) return next;
  const { header, lesson, course, tabs, terminal } = next;
  return {
    ...next,
    header: same(before.header, header),
    lesson: same(before.lesson, lesson),
    course: same(before.course, course),
    tabs: same(before.tabs, tabs),
    terminal: isShallowlyEqual(before.terminal, terminal) ? before.terminal : terminal,
  };
}

function same<T>(before: T, next: T): T {
  return before === next || JSON.stringify(before) === JSON.stringify(next) ? before : next;
}

/** What was written is too long to be compared letter by letter, and is shared while it is the same. */
function isShallowlyEqual<T extends object>(one: T, other: T): boolean {
  const keys = Object.keys(other) as (keyof T)[];
  return keys.length === Object.keys(one).length && keys.every((key) => one[key] === other[key]);
}
