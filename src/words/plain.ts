import type { Sentence } from './sentence.js';

/** Sentences of the linear mode, beside those of the screen. */
export const plainWords = {
  goalOpen: {
    ja: (goal: string) => `ゴール(未達成): ${goal}`,
    en: (goal: string) => `Goal (open): ${goal}`,
  },
  goalMet: {
    ja: (goal: string) => `ゴール(達成): ${goal}`,
    en: (goal: string) => `Goal (met): ${goal}`,
  },
  goalBroken: {
    ja: (goal: string) => `ゴール(また未達成): ${goal}`,
    en: (goal: string) => `Goal (open again): ${goal}`,
  },
  choiceHow: {
    ja: () => '番号を入力して、Enterキーを押します。',
    en: () => 'Type the number of your choice and press Enter.',
  },
  askSolution: {
    ja: () => '解答例をターミナルで再生します。Enterキーだけを押すと再生し、ほかの文字を入力するとやめます。',
    en: () => 'The solution can be played in the terminal. Press Enter alone to play it; anything else leaves it.',
  },
  askLesson: {
    ja: () => 'レッスンの番号を入力すると開きます。Enterキーだけを押すと、今のレッスンを続けます。',
    en: () => 'Type the number of a lesson to open it. Enter alone stays in this one.',
  },
  wentTo: {
    ja: (change: string | undefined) => (change === undefined ? '最初の状態です。' : `「${change}」の直後の状態です。`),
    en: (change: string | undefined) =>
      change === undefined ? 'This is how it began.' : `This is how it was after "${change}".`,
  },
  noEditor: {
    ja: (path = 'ファイル') =>
      `ここでは、編集画面を開けません。${path}は、sed -iやcat >で書き換えられます。kubectl patch、kubectl set、kubectl scaleも使えます。`,
    en: (path = 'the file') =>
      `There is no editor here. Change ${path} with sed -i or cat > FILE, or use kubectl patch, set and scale.`,
  },
} as const satisfies Readonly<Record<string, Sentence<never>>>;
