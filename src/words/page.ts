import type { Sentence } from './sentence.js';

/** Sentences of the page in a browser. */
export const pageWords = {
  storageRefused: {
    ja: () =>
      'このブラウザーには学習の記録を保存できません(プライベートウィンドウや、サイトのデータを保存しない設定など)。\n閉じる前にprogress exportと入力すると、記録をファイルに書き出せます。',
    en: () =>
      'this browser keeps no data for this page (a private window, or a setting). Before you close it,\n`progress export` writes your progress to a file.',
  },
  storageFull: {
    ja: () =>
      'ブラウザーの保存領域がいっぱいで、学習の記録を保存できません。前に保存した記録は残っています。\n空きを増やすか、progress exportと入力してファイルに書き出してください。',
    en: () =>
      "the browser's storage is full: your progress cannot be saved. What was saved before is still there.\nMake room, or write it to a file with `progress export`.",
  },
  openedElsewhere: {
    ja: () =>
      '同じ学習の記録が、別のタブで開かれました。ここから先、このタブでしたことは保存されません。\nこのタブで続けるには、ページを再読み込みします(別のタブで保存したところから始まります)。',
    en: () =>
      'another tab has opened the same progress: what you do in this tab from now on is not saved.\nReload this page to go on here, from where the other tab has saved.',
  },
  noSuchLesson: {
    ja: (id: string) => `「${id}」というレッスンはありません。F4(lessons)で一覧を表示します。`,
    en: (id: string) => `there is no lesson "${id}". F4 (lessons) shows them all.`,
  },
  ended: {
    ja: () => '学習を終えました。\n続きから始めるには、Enterキーを押すか、ページを再読み込みします。',
    en: () => 'You have left the tutorial.\nPress Enter or reload the page to go on where you were.',
  },
  broken: {
    ja: (message: string) =>
      `プログラムの不具合です: ${message}\n保存した学習の記録は残っています。ページを再読み込みすると続きから始まります。`,
    en: (message: string) =>
      `this is a bug of the program: ${message}\nWhat was saved is still there. Reload the page to go on.`,
  },
} as const satisfies Record<string, Sentence<never>>;
