import type { Sentence } from './sentence.js';
import type { HelpGroup } from './ui.js';

/** Sentences of the instructor's demo. */
export const demoWords = {
  situation: {
    ja: (title: string) => `状況: ${title}`,
    en: (title: string) => `Situation: ${title}`,
  },
  predict: {
    ja: (title: string) => `予想: ${title}`,
    en: (title: string) => `Prediction: ${title}`,
  },
  wrong: {
    ja: (number: number, title: string) => `まちがい${number}: ${title}`,
    en: (number: number, title: string) => `Mistake ${number}: ${title}`,
  },
  solution: {
    ja: (title: string) => `解答例: ${title}`,
    en: (title: string) => `Solution: ${title}`,
  },
  observation: {
    ja: (title: string) => `観察: ${title}`,
    en: (title: string) => `What happened: ${title}`,
  },
  summary: { ja: () => 'まとめ', en: () => 'Summary' },
  quiz: {
    ja: (question: string) => `クイズ: ${question}`,
    en: (question: string) => `Quiz: ${question}`,
  },
  tryOut: {
    ja: (choice: string) => `試す: ${choice}`,
    en: (choice: string) => `Try it: ${choice}`,
  },
  scenes: { ja: () => 'シーン', en: () => 'Scenes' },
  scene: {
    ja: (number: number, scenes: number, name: string) => `シーン ${number}/${scenes}  ${name}`,
    en: (number: number, scenes: number, name: string) => `Scene ${number}/${scenes}  ${name}`,
  },
  end: { ja: () => '終わり', en: () => 'The end' },

  mistake: { ja: (text: string) => `まちがい: ${text}`, en: (text: string) => `Mistake: ${text}` },
  takenBack: {
    ja: () => '(クラスターとファイルを、このシーンの初めの状態に戻しました)',
    en: () => '(the cluster and the files are as they were when this scene began)',
  },

  note: { ja: () => '講師メモ', en: () => 'Notes' },
  noNote: { ja: () => 'このシーンのメモはありません。', en: () => 'There are no notes for this scene.' },
  preparing: {
    ja: (ready: number, scenes: number) => `シーンを準備しています(${ready}/${scenes})。`,
    en: (ready: number, scenes: number) => `The scenes are being prepared (${ready}/${scenes}).`,
  },
  preparingLead: { ja: () => '準備中', en: () => 'Wait' },
  freeLead: { ja: () => '自由入力', en: () => 'Free' },
  freeHow: {
    ja: () => 'コマンドを自由に試せます。F9(またはexit、Ctrl+D)で、元のシーンの状態に戻ります。',
    en: () => 'Try any command. F9 (or exit, Ctrl+D) goes back to the scene exactly as it was.',
  },
  freeOpened: {
    ja: () => '自由入力を始めました。F9で元のシーンに戻ります。',
    en: () => 'Free prompt. F9 goes back to the scene.',
  },
  noUndo: {
    ja: () => 'デモでは元に戻す操作は使えません。F9で元のシーンの状態に戻ります。',
    en: () => 'there is no undo in a demo; F9 goes back to the scene as it was.',
  },
  autoLead: {
    ja: (speed: number) => `自動再生 x${speed}`,
    en: (speed: number) => `Autoplay x${speed}`,
  },
  autoWaits: {
    ja: (seconds: number) => `${seconds}秒後に進みます。`,
    en: (seconds: number) => `goes on in ${seconds} s`,
  },
  askLead: { ja: () => '質問', en: () => 'Question' },
  askHow: {
    ja: () => '受講者の答えを番号キーで選びます。',
    en: () => 'Choose the answer of the class by its number.',
  },
  overLead: { ja: () => 'シーンの終わり', en: () => 'Scene over' },
  nextIs: { ja: (name: string) => `次: ${name}`, en: (name: string) => `next: ${name}` },
  lastScene: { ja: () => '最後のシーンです。', en: () => 'This is the last scene.' },
  leaveLead: { ja: () => '終了', en: () => 'Leave' },
  leaveHow: {
    ja: () => 'もう一度Ctrl+Dを押すと、デモを終了します。',
    en: () => 'Press Ctrl+D once more to leave the demo.',
  },
  recordFailed: {
    ja: (path: string, why: string) => `${path}に書き込めなくなったため、記録を止めました(${why})。`,
    en: (path: string, why: string) => `${path} can no longer be written; the recording has stopped (${why}).`,
  },

  keyType: { ja: () => '入力', en: () => 'type' },
  keyAnyKey: { ja: () => '文字キー', en: () => 'Any key' },
  keyRun: { ja: () => '実行', en: () => 'run' },
  keyNext: { ja: () => '次のシーン', en: () => 'next scene' },
  keyBack: { ja: () => '前のシーン', en: () => 'back' },
  keyScenes: { ja: () => 'シーン一覧', en: () => 'scenes' },
  keyAuto: { ja: () => '自動再生', en: () => 'autoplay' },
  keyPause: { ja: () => '一時停止', en: () => 'pause' },
  keySpeed: { ja: () => '速さ', en: () => 'speed' },
  keyFree: { ja: () => '自由入力', en: () => 'free prompt' },
  keyComplete: { ja: () => '補完', en: () => 'complete' },
  keyReturn: { ja: () => 'シーンに戻る', en: () => 'back to the scene' },
  keyStop: { ja: () => '中断', en: () => 'stop' },
  keyHelp: { ja: () => '使い方', en: () => 'help' },
  keyAnswer: { ja: () => '答えを選ぶ', en: () => 'choose' },
  keyReveal: { ja: () => '正解を表示', en: () => 'show the answer' },

  notesTitle: {
    ja: (number: number, scenes: number) => `シーン ${number}/${scenes}`,
    en: (number: number, scenes: number) => `Scene ${number}/${scenes}`,
  },
  notesCommand: { ja: () => '次のコマンド', en: () => 'Next command' },
  notesNext: { ja: () => '次のシーン', en: () => 'Next scene' },
  notesAnswer: { ja: () => '正解', en: () => 'Right answer' },
  notesTime: {
    ja: (passed: string, planned: string) => `経過 ${passed} / 目安 ${planned}`,
    en: (passed: string, planned: string) => `${passed} of about ${planned}`,
  },
  notesLeave: { ja: () => 'qで閉じます', en: () => 'q closes' },
  notesWaiting: {
    ja: () => 'デモを表示しているターミナルにつなぎました。',
    en: () => 'Connected to the demo.',
  },
  notesOver: { ja: () => 'デモが終わりました。', en: () => 'The demo is over.' },
  notesNoDemo: {
    ja: (path: string) =>
      `動いているデモが見つかりません(${path})。先に別のターミナルで svc-learn demo を開いてください。`,
    en: (path: string) => `no running demo was found (${path}). Open svc-learn demo in another terminal first.`,
  },
  notesRefused: {
    ja: (path: string) =>
      `デモが合言葉を受け付けませんでした(${path})。デモを開き直してから、もう一度 svc-learn demo --notes を実行してください。`,
    en: (path: string) =>
      `the demo did not accept the token (${path}). Open the demo again, then run svc-learn demo --notes once more.`,
  },
  notesUnkept: {
    ja: (path: string, why: string) =>
      `${path}に書き込めないため、--notes は使えません(${why})。講師メモは下の行に表示します。`,
    en: (path: string, why: string) => `${path} cannot be written, so --notes cannot connect (${why}).`,
  },

  noTerminal: {
    ja: () =>
      'デモを開くには、対話できるターミナルが必要です。画面なしで確かめるには svc-learn demo --check を使います。',
    en: () => 'a demo needs an interactive terminal. Without one, svc-learn demo --check plays it silently.',
  },
  recordExists: {
    ja: (path: string) => `${path}はすでにあります。上書きしないように、別の名前を指定してください。`,
    en: (path: string) => `${path} exists already. Name another file, so that nothing is overwritten.`,
  },
  checkSize: {
    ja: (columns: number, rows: number) => `ターミナル ${columns}x${rows}`,
    en: (columns: number, rows: number) => `terminal ${columns}x${rows}`,
  },
  checkNoSize: {
    ja: () => 'ターミナルの外で実行したため、画面の大きさは確かめていません',
    en: () => 'not in a terminal: its size was not checked',
  },
  checkTooSmall: {
    ja: (columns: number, rows: number) => `デモには${columns}x${rows}以上の大きさが必要です`,
    en: (columns: number, rows: number) => `a demo needs at least ${columns}x${rows}`,
  },
  checkMinutes: {
    ja: (minutes: string) => `${minutes}分`,
    en: (minutes: string) => `${minutes} min`,
  },
  checkTotal: {
    ja: (minutes: string, planned: number) => `合計 ${minutes}分(自動再生の速さx1。レッスンの目安は${planned}分)`,
    en: (minutes: string, planned: number) =>
      `${minutes} min in all (autoplay at x1; the lesson is planned for ${planned})`,
  },
  checkCommand: {
    ja: (command: string, output: string) => `コマンドが失敗します: ${command}\n      ${output}`,
    en: (command: string, output: string) => `the command fails: ${command}\n      ${output}`,
  },
  checkGoal: {
    ja: (goal: string, now: string) => `ゴール「${goal}」が満たされません(現在: ${now})`,
    en: (goal: string, now: string) => `goal "${goal}" is not met (now: ${now})`,
  },
  checkWrong: {
    ja: (wrong: string) => `まちがい「${wrong}」が見つかりません`,
    en: (wrong: string) => `mistake "${wrong}" is not recognised`,
  },
  checkTruth: {
    ja: (truth: string) => `予想の結果が選択肢にありません(${truth === '' ? '起きなかった' : truth})`,
    en: (truth: string) => `what happened is not among the choices (${truth === '' ? 'nothing' : truth})`,
  },
} as const satisfies Record<string, Sentence<never>>;

/** The instructor's keys, as the help page lists them. */
export const demoHelp: HelpGroup = {
  title: { ja: () => 'デモ(講師のキー)', en: () => 'Demo (keys of the instructor)' },
  entries: [
    ['a b c ...  Space', say('コマンドの続きを入力する', 'Type on in the command')],
    ['Tab', say('コマンドを最後まで入力する', 'Type the whole command')],
    ['Backspace', say('入力を少し戻す', 'Take some of it back')],
    ['Enter', say('実行する。シーンが終わっていれば次へ進む', 'Run it; at the end of a scene go on')],
    ['Right PageDown', say('次のシーンへ進む', 'Next scene')],
    ['Left PageUp', say('シーンの初めに戻る。初めなら前のシーンへ戻る', 'Start of the scene, then the scene before')],
    ['Home End', say('最初のシーン、最後のシーンへ移る', 'First scene, last scene')],
    ['F4', say('シーンの一覧から選ぶ', 'Choose from the list of scenes')],
    ['1 - 9', say('予想とクイズの答えを選ぶ', 'Choose an answer')],
    ['t', say('自由入力を始める', 'Free prompt')],
    ['F9', say('自由入力を終えて、元のシーンの状態に戻る', 'Back to the scene as it was')],
    ['F5', say('自動再生を始める、止める', 'Autoplay on and off')],
    ['Space', say('自動再生を一時停止する', 'Pause autoplay')],
    ['+ -', say('自動再生を速くする、遅くする', 'Faster, slower')],
    ['^C', say('実行中のコマンドを中断する', 'Stop the running command')],
    ['^D ^D', say('デモを終了する', 'Leave the demo')],
  ],
};

function say(ja: string, en: string): Sentence {
  return { ja: () => ja, en: () => en };
}
