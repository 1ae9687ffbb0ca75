import type { OpenPager } from '../../shell/commands/less.js';
import type { PagedText } from '../../ui/app-model.js';

/** The pager of the screen, as the learner's machine sees it. */
export interface TutorialPager {
  shown(): PagedText | undefined;
  readonly open: OpenPager;
  /** So many lines are wanted. */
  want(lines: number): void;
  close(): void;
}

/** Lines that are read before the screen says what it needs. */
const READ_AHEAD = 1000;
/** A program that never ends its output is not read further. */
const MOST_LINES = 50_000;

export function createPager(changed: () => void): TutorialPager {
  let text: PagedText | undefined;
  let nextId = 1;
  let lines: string[] = [];
  let wanted = READ_AHEAD;
  let isFresh = false;
  let wake: (isWanted: boolean) => void = () => {};
  let closed: () => void = () => {};
  const update = (isEnded: boolean) => {
    if (text === undefined) return;
    text = { ...text, isEnded: text.isEnded || isEnded };
    isFresh = false;
    changed();
  };
  return {
    shown() {
      if (text !== undefined && !isFresh) {
        // The last piece is a line only when something stands in it.
        text = { ...text, lines: lines.at(-1) === '' ? lines.slice(0, -1) : lines.slice() };
        isFresh = true;
      }
      return text;
    },
    open(options) {
      const id = nextId;
      nextId += 1;
      lines = [''];
      wanted = READ_AHEAD;
      text = { id, ...options, lines: [], isEnded: false };
      isFresh = false;
      const isShown = () => text?.id === id;
      changed();
      return {
        async write(piece) {
          if (!isShown()) return false;
          const [first = '', ...others] = piece.split('\n');
          lines[lines.length - 1] += first;
          for (const line of others) lines.push(line);
          update(lines.length >= MOST_LINES);
          if (lines.length < Math.min(wanted, MOST_LINES)) return true;
          return new Promise((resolve) => {
            wake = resolve;
          });
        },
        end() {
          if (isShown()) update(true);
        },
        closed: new Promise((resolve) => {
          closed = resolve;
        }),
      };
    },
    want(count) {
      wanted = Math.max(wanted, count);
      if (lines.length < Math.min(wanted, MOST_LINES)) wake(true);
    },
    close() {
      if (text === undefined) return;
      text = undefined;
      lines = [];
      wake(false);
      closed();
      changed();
    },
  };
}
