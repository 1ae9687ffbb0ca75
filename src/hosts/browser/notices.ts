export interface Notices {
  tell(text: string): void;
  /** From now on `listener` hears all, first what was told before. */
  hear(listener: (text: string) => void): void;
}

/** Sentences for the learner; those that come before the tutorial wait for it. */
export function createNotices(): Notices {
  const early: string[] = [];
  let tell = (text: string): void => void early.push(text);
  return {
    tell: (text) => tell(text),
    hear(listener) {
      tell = listener;
      for (const text of early.splice(0)) listener(text);
    },
  };
}
