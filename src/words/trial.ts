import type { Sentence } from './sentence.js';

/** What `try` says around the commands that it runs in a copy of the cluster. */
export const trialWords = {
  begins: {
    ja: (choice: string) => `「${choice}」を、クラスターの写しで試します。元のクラスターは変わりません。`,
    en: (choice: string) => `Trying "${choice}" in a copy of the cluster. The cluster itself does not change.`,
  },
  offered: {
    ja: (known: string) =>
      `クイズの選択肢は、今なら試せます: ${known}。もう一度Enterキー(またはnext)で、次のレッスンへ進みます。`,
    en: (known: string) =>
      `Choices of the quiz can be tried now: ${known}. Enter (or next) once more opens the next lesson.`,
  },
  prompt: { ja: () => '(写し) $', en: () => '(copy) $' },
  goesBack: {
    ja: () => 'Enterキーを押すと、元のクラスターに戻ります。',
    en: () => 'Press Enter to go back to the cluster.',
  },
  ended: {
    ja: () => '元のクラスターに戻りました。何も変わっていません。',
    en: () => 'Back in the cluster. Nothing has changed.',
  },
  usage: {
    ja: (known: string) => `使い方: try 問いの番号 選択肢の番号${known === '' ? '' : `    今試せるもの: ${known}`}`,
    en: (known: string) => `usage: try QUESTION CHOICE${known === '' ? '' : `    now: ${known}`}`,
  },
  notAnswered: {
    ja: () => '先にクイズに答えてください。試せるのは、答えたあとです。',
    en: () => 'Answer the question first; its choices can be tried afterwards.',
  },
  none: {
    ja: (known: string) => `この選択肢は試せません。${known === '' ? '' : `今試せるもの: ${known}`}`,
    en: (known: string) => `This choice cannot be tried.${known === '' ? '' : ` These can: ${known}`}`,
  },
} as const satisfies Readonly<Record<string, Sentence<never>>>;
