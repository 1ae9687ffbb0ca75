import type { Sentence } from './sentence.js';

/** What `look` says itself. */
export const lookWords = {
  usage: {
    ja: () => '使い方: look 種類 名前    例: look service shop',
    en: () => 'usage: look KIND NAME    e.g. look service shop',
  },
} as const satisfies Readonly<Record<string, Sentence<never>>>;
