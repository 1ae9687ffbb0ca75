import type { Sentence } from './sentence.js';

/** Every sentence of the screen. */
export const uiWords = {
  lesson: say('レッスン', 'Lesson'),
  cluster: say('クラスター', 'Cluster'),
  copy: say('(写し)', '(a copy)'),
  terminal: say('ターミナル', 'Terminal'),
  /** A lesson's place in the course. */
  numbered: say(
    (chapter: string, number: number) => `${chapter} ${number}`,
    (chapter: string, number: number) => `${chapter}, lesson ${number}`,
  ),
  step: say(
    (step: number, steps: number) => `手順 ${step}/${steps}`,
    (step: number, steps: number) => `Step ${step}/${steps}`,
  ),
  clock: say('クラスター時刻', 'Cluster time'),
  saved: say('保存済み', 'Saved'),
  saving: say('保存中', 'Saving'),
  saveFailed: say('保存できません', 'Not saved'),
  lastChange: say(
    (change: string) => `直前の操作: ${change}`,
    (change: string) => `Last command: ${change}`,
  ),

  goals: say('ゴール', 'Goals'),
  want: say('目標', 'Want'),
  now: say('現在', 'Now'),
  why: say('理由', 'Why'),
  check: say('確認コマンド', 'Check with'),
  regressed: say('一度達成しましたが、また未達成です', 'It was met, and is unmet again'),
  regressedBy: say(
    (command: string) => `\`${command}\`のあと、また未達成です`,
    (command: string) => `Unmet again since \`${command}\``,
  ),
  hint: say(
    (number: number) => `ヒント${number}`,
    (number: number) => `Hint ${number}`,
  ),
  hintsLeft: say(
    (left: number) => `ほかに${left}個のヒントがあります(\`hint\`またはF2)`,
    (left: number) => `${left} more (\`hint\` or F2)`,
  ),
  experiment: say('実験', 'Try it'),
  observation: say('観察', 'What happened'),
  summary: say('まとめ', 'Summary'),
  predict: say('予想', 'Predict'),
  predictHow: say('番号のキーを押して選びます', 'Press the number of your choice'),
  happened: say('実際の結果', 'What happened'),
  predictRun: say('予想を記録しました。コマンドを実行して確かめます', 'Noted. Now run the command and see'),
  quiz: say('確認クイズ', 'Quiz'),
  chose: say(
    (choice: string) => `「${choice}」を選びました。`,
    (choice: string) => `You chose "${choice}". `,
  ),
  right: say(
    (choice: string) => `正解は「${choice}」です。`,
    (choice: string) => `The right answer is "${choice}".`,
  ),
  tryChoice: say(
    (command: string, choice: string) => `\`${command}\`で「${choice}」を実際に試せます`,
    (command: string, choice: string) => `\`${command}\` runs "${choice}"`,
  ),
  predictElsewhere: say(
    '予想のコマンドより先にクラスターが変わったため、予想の場面とは違う結果です。`undo`で戻ると、確かめられます。',
    'The cluster changed before the command of the prediction was run. `undo` leads back, if you want to see it.',
  ),
  nextStep: say('Enterキーで次へ進みます', 'Press Enter to go on'),
  finished: say(
    'レッスン完了です。Enterキーで次のレッスンを、`lessons`(F4)で一覧を開きます',
    'Lesson complete. Enter opens the next one, `lessons` (F4) the course map',
  ),
  more: say(
    (rows: number) => `続き${rows}行`,
    (rows: number) => `${rows} more`,
  ),

  moreByEnter: say(
    (rows: number) => `続き${rows}行(Enter)`,
    (rows: number) => `${rows} more (Enter)`,
  ),
  moreByPage: say(
    (rows: number) => `続き${rows}行(PageDown)`,
    (rows: number) => `${rows} more (PageDown)`,
  ),

  acts: say('戻るプロンプトを選ぶ', 'Go to a prompt'),
  newestPrompt: say('(いちばん新しいプロンプト)', '(the newest prompt)'),
  presentPrompt: say('現在', 'now'),
  keyGoTo: say('そのプロンプトへ', 'Go there'),
  news: say('新着', 'new'),
  terminalUsage: say(
    '使い方: terminal [next|new|close|番号]。番号なしの`terminal`は、次のターミナルを表示します',
    'usage: terminal [next|new|close|NUMBER]; `terminal` alone shows the next one',
  ),
  terminalOnlyOne: say(
    'ここでは、ターミナルは1つだけです。コマンドの最後に`&`を付けると、動かしたまま次のコマンドを入力できます',
    'There is only one terminal here. With `&` behind a command you can go on while it runs',
  ),
  terminalMost: say(
    (most: number) => `ターミナルは${most}つまで開けます。\`terminal close\`で閉じてから、もう一度開いてください`,
    (most: number) => `At most ${most} terminals can be open. Close one with \`terminal close\` first`,
  ),
  terminalFirst: say(
    '最初のターミナルは閉じられません。プログラムを終了するには`exit`を入力します',
    'The first terminal stays open. `exit` leaves the program',
  ),
  terminalMissing: say(
    (numbers: string) => `その番号のターミナルはありません。開いているのは${numbers}です`,
    (numbers: string) => `There is no such terminal. Open are: ${numbers}`,
  ),

  nodes: say('ノード', 'Nodes'),
  noServices: say('Serviceはまだありません', 'No Service yet'),
  noPods: say('選ばれたPodはありません', 'No Pod is selected'),
  pods: say('Pod', 'Pods'),
  factsHidden: say('?は、課題を解くと表示されます', 'What ? stands for is told when the task is solved'),
  addresses: say('IPアドレス', 'addresses'),
  traffic: say(
    (target: string, count: number) => `最近の行き先  ${target}へ${count}回`,
    (target: string, count: number) => `Where requests went  ${target}, the last ${count}`,
  ),
  otherPods: say('Serviceの行き先ではないPod', 'Pods behind no Service'),
  lastRequest: say('直前の接続', 'Last request'),
  noRequest: say('接続はまだありません', 'No request yet'),
  causeHidden: say('理由は課題を解くと表示されます', 'The reason is told when the task is solved'),

  mouseUsage: say('使い方: mouse on|off', 'usage: mouse on|off'),
  mouseOn: say(
    'マウスを使います。ホイールでスクロール、クリックで枠とオブジェクトを選べます。文字の選択はShiftキーを押しながら行います。',
    'The mouse is on: the wheel scrolls, a click chooses a pane or an object. Hold Shift to mark text.',
  ),
  mouseOff: say('マウスを使いません。', 'The mouse is off.'),
  paneUsage: say('使い方: pane [lesson|cluster|terminal]', 'usage: pane [lesson|cluster|terminal]'),
  help: say('使い方', 'Help'),
  keyHelp: say('使い方', 'Help'),
  keyHint: say('ヒント', 'Hint'),
  keySolution: say('解答例', 'Solution'),
  keyCourse: say('コース', 'Course'),
  keyPane: say('枠の切り替え', 'Next pane'),
  keyUndo: say('元に戻す', 'Undo'),
  keyRedo: say('やり直す', 'Redo'),
  keyClose: say('閉じる', 'Close'),
  keyScroll: say('スクロール', 'Scroll'),
  keySave: say('保存', 'Save'),
  keyExit: say('終了', 'Exit'),
  keyChoose: say('選ぶ', 'Choose'),
  keyOpen: say('開く', 'Open'),
  keyLook: say('詳しく見る', 'Look'),
  keyStop: say('中断', 'Stop'),
  keyEnd: say('入力の終わり', 'End of input'),

  askSolution: say('解答例をターミナルで再生しますか。', 'Play the solution in the terminal?'),
  askSolutionHow: say('Enter 再生する    Esc やめる', 'Enter play    Esc cancel'),
  courseMap: say('コース', 'Course'),
  courseSearch: say('検索', 'Search'),
  courseSearchHow: say('文字を入力すると絞り込めます', 'Type to search'),
  minutes: say(
    (minutes: number) => `${minutes}分`,
    (minutes: number) => `${minutes} min`,
  ),
  stateNew: say('未着手', 'new'),
  stateStarted: say('学習中', 'started'),
  stateDone: say('完了', 'done'),
  notOpen: say('準備中', 'not yet'),
  lessonClosed: say('このレッスンは準備中です', 'This lesson is not written yet'),
  noLesson: say('見つかりません。Backspaceキーで文字を消せます', 'None found. Backspace takes letters back'),
  noSuchLesson: say(
    (known: string) => `そのレッスンは開けません。開けるもの: ${known}`,
    (known: string) => `no such lesson to open; there are: ${known}`,
  ),

  searchHistory: say(
    (query: string) => `(履歴の検索) ${query}`,
    (query: string) => `(search history) ${query}`,
  ),
  searchFailed: say(
    (query: string) => `(見つかりません) ${query}`,
    (query: string) => `(not found) ${query}`,
  ),
  repaired: say('全角文字を半角に直して実行しました', 'Full-width characters were made half-width'),
  repairedLine: say('全角文字を半角に直しました', 'Full-width characters were made half-width'),
  pasteCut: say(
    '貼り付けた文字が多すぎるため、先頭だけを入力しました',
    'The paste was too long; only its beginning was taken',
  ),
  noCompletion: say('候補はありません', 'No candidates'),
  scrolled: say(
    (rows: number) => `${rows}行前を表示中(PageDownで戻ります)`,
    (rows: number) => `${rows} rows back (PageDown returns)`,
  ),

  editorChanged: say('変更あり', 'modified'),
  editorSaved: say('保存しました', 'Saved'),
  editorFailed: say(
    (reason: string) => `保存できません: ${reason}`,
    (reason: string) => `Not saved: ${reason}`,
  ),
  editorAsk: say(
    '保存していない変更があります。y 保存して終了  n 保存せずに終了  Esc 編集を続ける',
    'Unsaved changes. y save and leave  n leave without saving  Esc go on',
  ),

  tooSmall: say(
    (columns: number, rows: number) => `この画面には${columns}x${rows}以上の大きさが必要です。`,
    (columns: number, rows: number) => `This screen needs at least ${columns}x${rows}.`,
  ),
  tooSmallNow: say(
    (columns: number, rows: number) => `現在は${columns}x${rows}です。ウィンドウを広げてください。`,
    (columns: number, rows: number) => `It is ${columns}x${rows} now. Please enlarge the window.`,
  ),
} as const;

/** Names of the hops of a request, by their key. */
export const hopWords: Readonly<Record<string, Sentence>> = {
  balancer: say('クラウド', 'Cloud'),
  resolve: say('名前解決', 'Resolve'),
  route: say('経路', 'Route'),
  policy: say('ポリシー', 'Policy'),
  proxy: say('転送', 'Forward'),
  ingress: say('Ingress', 'Ingress'),
  gateway: say('Gateway', 'Gateway'),
  'port-forward': say('port-forward', 'Port-forward'),
  connect: say('接続', 'Connect'),
  program: say('応答', 'Answer'),
};

/** How a hop or a whole request ended. */
export const verdictWords: Readonly<Record<string, Sentence>> = {
  ok: say('ok', 'ok'),
  reply: say('応答', 'reply'),
  refused: say('拒否', 'refused'),
  timeout: say('タイムアウト', 'timeout'),
  dropped: say('破棄', 'dropped'),
  reset: say('切断', 'reset'),
  unresolved: say('名前なし', 'unresolved'),
  unreachable: say('到達不能', 'unreachable'),
};

/** The help page: one list of keys and commands a group. */
export const helpWords: readonly HelpGroup[] = [
  {
    title: say('コマンドとキー', 'Commands and keys'),
    entries: [
      ['hint       F2', say('ヒントを1つ表示する', 'Show one more hint')],
      ['goals', say('ゴールと今の状態を表示する', 'Show the goals and how things are')],
      ['why', say('直前の接続の経路と結果を文章で表示する', 'Tell the last request hop by hop')],
      ['why COMMAND', say('コマンドを実行して、その接続を表示する', 'Run a command and tell its request')],
      ['fault', say('障害を起こす、直す(--helpで使い方)', 'Break something, mend it (--help)')],
      ['answer', say('問いに答える', 'Answer a question')],
      ['try 1 2', say('クイズの選択肢を、クラスターの写しで試す', 'Try a choice of the quiz in a copy of the cluster')],
      ['solution   F3', say('解答例を再生する', 'Play the solution')],
      ['undo       ^Z', say('直前の操作を元に戻す', 'Take the last command back')],
      ['undo --list  F9', say('これまでのプロンプトの一覧から選んで戻る', 'Choose an earlier prompt from a list')],
      ['redo       ^Y', say('元に戻した操作をやり直す', 'Do it again')],
      ['next  prev', say('次の手順、前の手順へ進む', 'Next step, previous step')],
      ['lessons    F4', say('コースの一覧を開く。lessons 3で開く', 'Open the course map; lessons 3 opens a lesson')],
      ['serve', say('手元のkubectlをつなぐ方法を表示する', 'Show how your own kubectl joins')],
      ['docs', say('公式ドキュメントと参考資料を表示する', 'Show where to read on')],
      ['help       F1 ?', say('この使い方を開く', 'Open this page')],
      ['edit FILE  vi FILE', say('ファイルを編集する', 'Edit a file')],
      [
        'look KIND NAME',
        say('オブジェクトの詳細、イベント、YAMLを表示する', 'Show details, events and YAML of an object'),
      ],
      ['less FILE', say('ファイルを1画面ずつ表示する', 'Read a file page by page')],
      ['exit       ^D', say('終了する(進み具合は保存されます)', 'Leave (progress is saved)')],
      ['progress', say('学習の記録を書き出す(export)、読み込む(import)', 'Move your progress: export, import')],
      ['mouse ON|OFF', say('マウスを使う、使わない', 'Use the mouse, or not')],
      ['pane       F6', say('枠を切り替える', 'Switch panes')],
      ['terminal   F8', say('2つ目のターミナルを開く、切り替える', 'Open a second terminal, switch terminals')],
    ],
  },
  {
    title: say('コマンドの入力', 'Typing commands'),
    entries: [
      ['Tab', say('候補を表示し、選ぶ', 'Complete and choose')],
      ['Up Down  ^P ^N', say('以前のコマンドを呼び出す', 'Earlier commands')],
      ['^R', say('以前のコマンドを検索する', 'Search earlier commands')],
      ['^C', say('実行中のコマンドを中断する', 'Stop the running command')],
      ['^A ^E  Alt+B Alt+F', say('行頭、行末、単語ごとに移動する', 'Start, end, by word')],
      ['^U ^K ^W  ^Y', say('切り取る、貼り付ける', 'Cut, paste back')],
      [
        '^Z',
        say('入力を取り消す。行が空なら直前の操作を元に戻す', 'Undo typing; on an empty line undo the last command'),
      ],
      ['^L', say('画面を空にする', 'Clear the screen')],
      ['PageUp PageDown', say('前の出力を表示する', 'Scroll the output')],
    ],
  },
];

export interface HelpGroup {
  readonly title: Sentence;
  readonly entries: readonly (readonly [string, Sentence])[];
}

function say(ja: string, en: string): Sentence;
function say<Args extends readonly unknown[]>(
  ja: (...args: Args) => string,
  en: (...args: Args) => string,
): Sentence<Args>;
function say(ja: string | ((...args: unknown[]) => string), en: string | ((...args: unknown[]) => string)) {
  return { ja: typeof ja === 'string' ? () => ja : ja, en: typeof en === 'string' ? () => en : en };
}
