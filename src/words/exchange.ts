import type { Sentence } from './sentence.js';

/** Sentences about progress that moves between machines. */
export const exchangeWords = {
  usage: {
    ja: () => '使い方: progress export [ファイル] | progress import [ファイル]',
    en: () => 'usage: progress export [FILE] | progress import [FILE]',
  },
  exported: {
    ja: (place: string) =>
      `学習の記録を${place}に書き出しました。progress importで、ほかのターミナルやブラウザーでも続けられます。`,
    en: (place: string) => `wrote your progress to ${place}. \`progress import\` goes on with it in another place.`,
  },
  imported: {
    ja: (name: string) => `${name}から学習の記録を読み込みました。\n`,
    en: (name: string) => `read your progress from ${name}.\n`,
  },
  outdated: {
    ja: () => '途中のレッスンは、別の版のsvc-learnで保存されています。そのレッスンは最初から始まります。\n',
    en: () => 'the lesson in the middle was saved by another version of svc-learn: it begins anew.\n',
  },
  noWorld: {
    ja: () => '読み込んだファイルのレッスンは、途中から続けられません。終えた手順の記録は読み込みました。',
    en: () => 'the lesson in that file cannot be resumed. What you have completed was read.',
  },
  cancelled: {
    ja: () => 'ファイルが選ばれませんでした。学習の記録は変わっていません。',
    en: () => 'no file was chosen. Your progress is as it was.',
  },
  /** Of a lesson that an import replaces. */
  gamePutAside: {
    ja: (path: string) => `途中だったレッスンの状態は、${path}に残しました。`,
    en: (path: string) => `the lesson that was in the middle here was put aside as ${path}.`,
  },
  downloads: {
    ja: (name: string) => `${name}(ブラウザーのダウンロード)`,
    en: (name: string) => `${name} (in your downloads)`,
  },
} as const satisfies Record<string, Sentence<never>>;
