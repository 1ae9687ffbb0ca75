import type { Sentence } from './sentence.js';

/** Sentences about lessons: goals, checks and progress. */
export const courseWords = {
  damagedGame: {
    ja: (path: string) =>
      `途中だったレッスンの保存が壊れているため、そのレッスンを最初から始めます。ほかの記録は残っています。壊れたファイルは${path}に移しました。`,
    en: (path: string) =>
      `The lesson that was left in the middle was saved damaged, so it begins anew. All else is as it was. The damaged file is now ${path}.`,
  },
  outdatedGame: {
    ja: () =>
      '途中だったレッスンは、別の版のsvc-learnで保存されています。そのレッスンは最初から始めます。ほかの記録は残っています。',
    en: () =>
      'The lesson that was left in the middle was saved by another version of svc-learn, so it begins anew. All else is as it was.',
  },
  fileMissing: {
    ja: (path: string) => `ファイル${path}がありません`,
    en: (path: string) => `file ${path} is missing`,
  },
  schemaBroken: {
    ja: (where: string, what: string) => `${where === '' ? 'レッスン' : where}の形が正しくありません: ${what}`,
    en: (where: string, what: string) => `${where === '' ? 'the lesson' : where} has a wrong shape: ${what}`,
  },
  unknownHeading: {
    ja: (heading: string) => `見出し「${heading}」は使えません`,
    en: (heading: string) => `heading "${heading}" is not known`,
  },
  noProse: {
    ja: (id: string, part: string) => `「${id}」の${part}が書かれていません`,
    en: (id: string, part: string) => `"${id}" has no ${part}`,
  },
  nowReplies: {
    ja: (good: number, all: number) => `${all}回のうち${good}回、応答がありました`,
    en: (good: number, all: number) => `${good} of ${all} requests were answered`,
  },
  nowOutcome: {
    ja: (outcome: string) => OUTCOMES_JA[outcome] ?? outcome,
    en: (outcome: string) => OUTCOMES_EN[outcome] ?? outcome,
  },
  nowStatus: {
    ja: (status: number) => `HTTPステータス${status}が返りました`,
    en: (status: number) => `the HTTP status is ${status}`,
  },
  nowPort: {
    ja: (port: number) => `${port}番につながりました`,
    en: (port: number) => `the connection went to port ${port}`,
  },
  nowPods: {
    ja: (pods: number) => `応答したPodは${pods}個です`,
    en: (pods: number) => `${pods} Pods answered`,
  },
  nowNoEndpoints: {
    ja: (service: string) => `Service ${service}には、つながる先のPodがありません`,
    en: (service: string) => `Service ${service} has no Pods behind it`,
  },
  nowMissing: {
    ja: (object: string) => `${object}はまだありません`,
    en: (object: string) => `${object} does not exist yet`,
  },
  nowExists: {
    ja: (object: string) => `${object}があります`,
    en: (object: string) => `${object} exists`,
  },
  nowValue: {
    ja: (path: string, value: string) => `${path}は${value}です`,
    en: (path: string, value: string) => `${path} is ${value}`,
  },
  nowUnset: {
    ja: (path: string) => `${path}は設定されていません`,
    en: (path: string) => `${path} is not set`,
  },
  nowUnchanged: {
    ja: (object: string) => `${object}は、まだ手順の初めから変わっていません`,
    en: (object: string) => `${object} is the same as when the step began`,
  },
  nowNoConnection: {
    ja: () => 'この手順では、まだ接続がありません',
    en: () => 'no such connection in this step yet',
  },
  nowLastConnection: {
    ja: (target: string, outcome: string) => `直前の接続は${target}で、${OUTCOMES_JA[outcome] ?? outcome}`,
    en: (target: string, outcome: string) =>
      `the last connection went to ${target}: ${OUTCOMES_EN[outcome] ?? outcome}`,
  },
  nowNotAnswered: {
    ja: () => 'まだ答えていません',
    en: () => 'not answered yet',
  },
  nowAnswered: {
    ja: (value: string) => `${value}と答えました`,
    en: (value: string) => `you answered ${value}`,
  },
  unknownId: {
    ja: (id: string) => `「${id}」はlesson.yamlにありません`,
    en: (id: string) => `"${id}" is not in lesson.yaml`,
  },
  unknownGoal: {
    ja: (id: string) => `「${id}」というゴールはこの手順にありません`,
    en: (id: string) => `this step has no goal "${id}"`,
  },
  unknownOption: {
    ja: (id: string) => `「${id}」という選択肢はありません`,
    en: (id: string) => `there is no option "${id}"`,
  },
  summaryLines: {
    ja: (lines: number) => `まとめは3行です(今は${lines}行)`,
    en: (lines: number) => `the summary has 3 lines (now ${lines})`,
  },
  hintCount: {
    ja: (hints: number) => `ヒントは3つです(今は${hints}つ)`,
    en: (hints: number) => `a step has 3 hints (now ${hints})`,
  },
  wrongCount: {
    ja: (count: number) => `まちがいの例は2つ以上です(今は${count}つ)`,
    en: (count: number) => `a step has at least 2 wrong answers (now ${count})`,
  },
  hintNotSolution: {
    ja: (code: string) => `最後のヒントの「${code}」は、解答例にありません`,
    en: (code: string) => `"${code}" of the last hint is not in the solution`,
  },
  unknownWord: {
    ja: (word: string) => `コードの中の「${word}」は、レッスンのファイルにも出力にも現れません`,
    en: (word: string) => `"${word}" in code appears neither in the lesson's files nor in any output`,
  },
  metBefore: {
    ja: (goal: string) => `ゴール「${goal}」は、始まったときにもう満たされています`,
    en: (goal: string) => `goal "${goal}" is met already when the step begins`,
  },
  notMet: {
    ja: (goal: string, now: string) => `解答例を実行しても、ゴール「${goal}」が満たされません(現在: ${now})`,
    en: (goal: string, now: string) => `goal "${goal}" is not met after the solution (now: ${now})`,
  },
  notKept: {
    ja: (goal: string, now: string) => `保つはずの「${goal}」が満たされていません(現在: ${now})`,
    en: (goal: string, now: string) => `"${goal}" is not kept (now: ${now})`,
  },
  hidesNothing: {
    ja: (service: string) => `hidesのService ${service}は、解答例のあとにありません`,
    en: (service: string) => `"hides" names the Service ${service}, which is not there after the solution`,
  },
  wrongPasses: {
    ja: (wrong: string, goal: string) => `まちがい「${wrong}」で、ゴール「${goal}」が満たされてしまいます`,
    en: (wrong: string, goal: string) => `wrong answer "${wrong}" meets goal "${goal}"`,
  },
  wrongUnseen: {
    ja: (wrong: string) => `まちがい「${wrong}」を行っても、whenの条件で見つかりません`,
    en: (wrong: string) => `wrong answer "${wrong}" is not recognised by its "when"`,
  },
  solutionFails: {
    ja: (line: string, output: string) =>
      `コマンドが失敗します: ${line}\n    ${output.split('\n').slice(-3).join('\n    ')}`,
    en: (line: string, output: string) =>
      `the command fails: ${line}\n    ${output.split('\n').slice(-3).join('\n    ')}`,
  },
  outputDiffers: {
    ja: (line: string, output: string) =>
      `書かれている出力が実際と違います: ${line}\n    実際: ${output.split('\n').slice(0, 8).join('\n    ')}`,
    en: (line: string, output: string) =>
      `the shown output differs: ${line}\n    really: ${output.split('\n').slice(0, 8).join('\n    ')}`,
  },
  noTruth: {
    ja: (truth: string) => `予想の結果が選択肢にありません(実際: ${truth === '' ? '起きなかった' : truth})`,
    en: (truth: string) => `what happened is not among the choices (${truth === '' ? 'nothing' : truth})`,
  },
  notUsual: {
    ja: (usual: string, truth: string) => `予想の結果は、usualの「${usual}」ではなく「${truth}」です`,
    en: (usual: string, truth: string) => `what happened is "${truth}", not "${usual}" as "usual" says`,
  },
  pageOfLesson: {
    ja: () => 'このレッスンの公式ページ',
    en: () => 'The official page of this lesson',
  },
  pageOfServices: {
    ja: () => 'Kubernetes Service公式ドキュメント',
    en: () => 'The official page on Services',
  },
  pageForBeginners: {
    ja: () => 'Kubernetes Service入門(英語)',
    en: () => 'Kubernetes Services for beginners',
  },
  pageOfTutorial: {
    ja: () => 'Kubernetes Serviceチュートリアル(動画)',
    en: () => 'A tutorial on Services (video)',
  },
  goalMet: {
    ja: (goal: string) => `[x] ${goal}`,
    en: (goal: string) => `[x] ${goal}`,
  },
  stepDone: {
    ja: (isRunning: boolean) =>
      `この手順のゴールをすべて達成しました。${isRunning ? '実行中のコマンドをCtrl+Cで終えたあと、' : ''}Enterキー(またはnext)で次へ進みます。`,
    en: (isRunning: boolean) =>
      `All goals of this step are met. ${isRunning ? 'Stop the running command with Ctrl+C, then press' : 'Press'} Enter (or type next) to go on.`,
  },
  meant: {
    ja: (command: string) => `このコマンドはありません。もしかして: ${command}`,
    en: (command: string) => `There is no such command. Did you mean ${command}?`,
  },
  lastLesson: {
    ja: () => 'これが最後のレッスンです。lessonsで、ほかのレッスンを選べます。',
    en: () => 'this is the last lesson; lessons opens the course map.',
  },
  firstStep: {
    ja: () => 'このレッスンの最初の手順です。lessonsで、ほかのレッスンを選べます。',
    en: () => 'this is the first step; lessons opens the course map.',
  },
  stepOpen: {
    ja: () => 'まだ達成していないゴールがあります。goalsで確かめられます。',
    en: () => 'some goals are not met yet; type goals to see them.',
  },
  nothingToUndo: { ja: () => 'これより前には戻れません。', en: () => 'there is nothing before this.' },
  saveFailed: {
    ja: () =>
      '進み具合を保存できません。ディスクの空きと、フォルダーに書き込めるかを確かめてください(`svc-learn doctor`)。学習は続けられます。10秒ごとに保存を試します。',
    en: () =>
      'Your progress cannot be saved. Look whether the disk is full and the folder can be written (`svc-learn doctor`). You can go on; saving is tried again every 10 seconds.',
  },
  savedAgain: {
    ja: () => '進み具合を保存できました。',
    en: () => 'Your progress is saved again.',
  },
  noSuchPrompt: {
    ja: () => 'その番号のプロンプトはありません。`undo --list`で一覧を表示します',
    en: () => 'there is no prompt of that number; `undo --list` shows them',
  },
  undoUsage: {
    ja: () => '使い方: undo [番号|--list]。`undo --list`で、これまでのプロンプトの一覧を表示します',
    en: () => 'usage: undo [NUMBER|--list]; `undo --list` shows the prompts so far',
  },
  nothingToRedo: { ja: () => 'やり直せる操作はありません。', en: () => 'there is nothing to redo.' },
  undone: {
    ja: (command: string) => `元に戻しました: ${command}`,
    en: (command: string) => `undone: ${command}`,
  },
  mistakeUndone: {
    ja: () => '次の手順に響かないよう、世界を元に戻しました。',
    en: () => 'the world was put back, so that the mistake does not spoil the next step.',
  },
  noMoreHints: { ja: () => 'ヒントはこれで全部です。', en: () => 'there are no more hints.' },
  answerRight: { ja: () => '正解です。', en: () => 'That is right.' },
  answerWrong: { ja: () => '正解ではありません。', en: () => 'That is not right.' },
  answerUnknown: {
    ja: (ids: string) => `いま答えられる問いは次のとおりです: ${ids}`,
    en: (ids: string) => `the questions of this step: ${ids}`,
  },
  answerUsage: {
    ja: () => '使い方: answer 問いの名前 値',
    en: () => 'usage: answer QUESTION VALUE',
  },
  goalBroken: {
    ja: (goal: string, command: string) => `「${goal}」が満たされなくなりました(${command})`,
    en: (goal: string, command: string) => `"${goal}" no longer holds (${command})`,
  },
  outsideDid: {
    ja: (command: string, target: string) => `外から: ${command} (${target})`,
    en: (command: string, target: string) => `From outside: ${command} (${target})`,
  },
  joining: {
    ja: (kubeconfig: string) =>
      `手元のkubectlも、このクラスターにつながります。別のターミナルで実行してください:\n  export KUBECONFIG=${kubeconfig}`,
    en: (kubeconfig: string) =>
      `Your own kubectl can join this cluster. In another terminal:\n  export KUBECONFIG=${kubeconfig}`,
  },
  notServing: {
    ja: () => '手元のkubectlをつなぐには、いったん終了して、svc-learn --serve で起動します。',
    en: () => 'To join with your own kubectl, leave and start again with svc-learn --serve.',
  },
} as const satisfies Record<string, Sentence<never>>;

const OUTCOMES_JA: Readonly<Record<string, string>> = {
  reply: '応答がありました',
  refused: '接続を拒否されました(refused)',
  timeout: 'タイムアウトしました(timed out)',
  reset: '接続が途中で切られました(reset)',
  unresolved: '名前を解決できませんでした',
  unreachable: '宛先に到達できませんでした',
};

const OUTCOMES_EN: Readonly<Record<string, string>> = {
  reply: 'it was answered',
  refused: 'it was refused',
  timeout: 'it timed out',
  reset: 'it was reset',
  unresolved: 'the name could not be resolved',
  unreachable: 'the address could not be reached',
};
