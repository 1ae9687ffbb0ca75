import type { Sentence } from './sentence.js';

interface NumberBounds {
  readonly min: number;
  readonly max: number | undefined;
  readonly isFraction: boolean;
}

const meantJa = (word: string | undefined) => (word === undefined ? '' : `もしかして: ${word}。`);
const meantEn = (word: string | undefined) => (word === undefined ? '' : `Did you mean ${word}? `);

/** Sentences of the command line. */
export const cliWords = {
  help: { ja: () => HELP_JA, en: () => HELP_EN },
  unknownCommand: {
    ja: (word: string, meant?: string) =>
      `「${word}」というコマンドもレッスンもありません。${meantJa(meant)}svc-learn --help で使い方を、svc-learn list でレッスンを表示します。`,
    en: (word: string, meant?: string) =>
      `there is no command and no lesson "${word}". ${meantEn(meant)}See svc-learn --help and svc-learn list.`,
  },
  unknownOption: {
    ja: (name: string, meant?: string) =>
      `${name} というオプションはありません。${meantJa(meant)}svc-learn --help で使い方を表示します。`,
    en: (name: string, meant?: string) => `there is no option ${name}. ${meantEn(meant)}See svc-learn --help.`,
  },
  valueNeeded: {
    ja: (name: string) => `${name} には値を指定します。svc-learn --help で使い方を表示します。`,
    en: (name: string) => `${name} takes a value. See svc-learn --help.`,
  },
  noValue: {
    ja: (name: string) => `${name} に値は指定できません。svc-learn --help で使い方を表示します。`,
    en: (name: string) => `${name} takes no value. See svc-learn --help.`,
  },
  tooManyWords: {
    ja: (word: string) => `「${word}」は余分です。svc-learn --help で使い方を表示します。`,
    en: (word: string) => `"${word}" is one word too many. See svc-learn --help.`,
  },
  unknownVerb: {
    ja: (word: string) => `progress に続けるのは show、export、import、reset のどれかです(今は「${word}」)。`,
    en: (word: string) => `progress is followed by show, export, import or reset (it is "${word}").`,
  },
  badNumber: {
    ja: (name: string, value: string, { min, max, isFraction }: NumberBounds) =>
      `--${name} には${min}${max === undefined ? '以上' : `から${max}まで`}の${isFraction ? '数' : '整数'}を指定します(今は「${value}」)。`,
    en: (name: string, value: string, { min, max, isFraction }: NumberBounds) =>
      `--${name} takes a ${isFraction ? 'number' : 'whole number'} ${max === undefined ? `from ${min}` : `from ${min} to ${max}`} (it is "${value}").`,
  },
  badChoice: {
    ja: (name: string, value: string, choices: readonly string[]) =>
      `--${name} には ${choices.join(' か ')} を指定します(今は「${value}」)。`,
    en: (name: string, value: string, choices: readonly string[]) =>
      `--${name} takes ${choices.join(' or ')} (it is "${value}").`,
  },
  badLang: {
    ja: (value: string) => `--lang には ja か en を指定します(今は「${value}」)。`,
    en: (value: string) => `--lang takes ja or en (it is "${value}").`,
  },
  noTerminal: {
    ja: () =>
      '画面を開くには、対話できるターミナルが必要です。1行ずつの表示なら、svc-learn --plain で開けます。\nスクリプトやパイプから使うときは svc-learn run を使います。例: echo "kubectl get nodes" | svc-learn run',
    en: () =>
      'the tutorial needs an interactive terminal. Line by line it opens with svc-learn --plain.\nFrom scripts and pipes use svc-learn run, e.g. echo "kubectl get nodes" | svc-learn run',
  },
  cannotRead: {
    ja: (path: string, why: string) => `${path}を読めません(${why})。パスを確かめてください。`,
    en: (path: string, why: string) => `cannot read ${path} (${why}). Check the path.`,
  },
  cannotWrite: {
    ja: (path: string, why: string) => `${path}に書き込めません(${why})。書き込める場所を指定してください。`,
    en: (path: string, why: string) => `cannot write ${path} (${why}). Name a place that can be written.`,
  },
  cannotListen: {
    ja: (port: number, why: string) =>
      `127.0.0.1:${port}で待ち受けられません(${why})。--port 0 とすると、空いている番号を使います。`,
    en: (port: number, why: string) =>
      `cannot listen on 127.0.0.1:${port} (${why}). With --port 0 any free port is used.`,
  },
  serving: {
    ja: (url: string, kubeconfig: string) =>
      `Kubernetes APIは ${url} で待ち受けています。終えるにはCtrl-Cを押します。\n別のターミナルで: export KUBECONFIG=${kubeconfig}`,
    en: (url: string, kubeconfig: string) =>
      `the Kubernetes API listens on ${url}. Ctrl-C ends it.\nIn another terminal: export KUBECONFIG=${kubeconfig}`,
  },
  servingDns: {
    ja: (port: number) =>
      `クラスターのDNSは127.0.0.1の${port}番ポート(UDPとTCP)で待ち受けています。例: dig @127.0.0.1 -p ${port} kubernetes.default.svc.cluster.local`,
    en: (port: number) =>
      `the DNS of the cluster listens on 127.0.0.1 port ${port} (UDP and TCP). Try: dig @127.0.0.1 -p ${port} kubernetes.default.svc.cluster.local`,
  },
  cannotJoin: {
    ja: (why: string) =>
      `手元のkubectlをつなげません(${why})。ポート番号は --port で、ファイルの場所は環境変数XDG_STATE_HOMEで変えられます。`,
    en: (why: string) =>
      `your own kubectl cannot join (${why}). --port names another port, XDG_STATE_HOME another place for the file.`,
  },
  servingPage: {
    ja: (url: string) => `ブラウザーで ${url} を開いてください。終えるにはCtrl-Cを押します。`,
    en: (url: string) => `open ${url} in a browser. Ctrl-C ends it.`,
  },
  pageNotBuilt: {
    ja: (folder: string) => `${folder}にページがありません。npm run build:web を実行すると作られます。`,
    en: (folder: string) => `there is no page in ${folder}. \`npm run build:web\` makes it.`,
  },
  checkedLesson: {
    ja: (id: string, steps: number, seconds: string) => `${id}: 手順${steps}個を確かめました(${seconds}秒)`,
    en: (id: string, steps: number, seconds: string) => `${id}: ${steps} steps proved (${seconds} s)`,
  },
  checkFailed: {
    ja: (count: number) => `問題が${count}件あります。`,
    en: (count: number) => `${count} problems.`,
  },
  noSuchLesson: {
    ja: (id: string, meant?: string) =>
      `「${id}」というレッスンはありません。${meantJa(meant)}svc-learn list でレッスンを表示します。`,
    en: (id: string, meant?: string) => `there is no lesson "${id}". ${meantEn(meant)}See svc-learn list.`,
  },
  statementTimedOut: {
    ja: (line: number, limit: string) =>
      `${line}行目のコマンドは${limit}たっても終わらないため、止めました(--timeout)。`,
    en: (line: number, limit: string) =>
      `the command in line ${line} did not end within ${limit} and was stopped (--timeout).`,
  },
  badDuration: {
    ja: (value: string) => `「${value}」は時間として読めません。30s、5m、500msのように書きます。`,
    en: (value: string) => `"${value}" is no duration. Write 30s, 5m or 500ms.`,
  },
  fileNeeded: {
    ja: (verb: string) => `progress ${verb} にはファイルを指定します。`,
    en: (verb: string) => `progress ${verb} takes a file.`,
  },
  profileFolder: {
    ja: (folder: string) => `保存先: ${folder}`,
    en: (folder: string) => `folder: ${folder}`,
  },
  damagedProgress: {
    ja: (path: string) =>
      `${path}は学習の記録として読めません。svc-learn progress export で書き出したファイルを指定してください。`,
    en: (path: string) => `${path} is no progress file. Name a file that svc-learn progress export wrote.`,
  },
  damagedPutAside: {
    ja: (path: string) => `学習の記録が壊れていたため、新しく始めます。壊れたファイルは${path}に残しました。`,
    en: (path: string) => `the progress file was damaged; it was put aside as ${path}, and a new one is begun.`,
  },
  profileInUse: {
    ja: () =>
      '別のsvc-learnが同じ学習の記録を使っています。ここで進めた内容は保存しません。そちらを終了してから起動すると、保存できます。',
    en: () =>
      'another svc-learn uses the same progress. What you do here is not saved; leave the other one and start again to have it saved.',
  },
  profileBusy: {
    ja: () =>
      '別のsvc-learnが、この学習の記録を使っています。それを終了してから、もう一度実行してください。学習の記録は変わっていません。',
    en: () => 'another svc-learn uses this progress. Leave that one, then run this again. Your progress is as it was.',
  },
  doctorNode: {
    ja: (version: string) => `Node.js ${version}(20.19以上)`,
    en: (version: string) => `Node.js ${version} (20.19 or newer)`,
  },
  doctorNoTerminal: {
    ja: () => '標準出力がターミナルではありません。ターミナルの中で実行してください',
    en: () => 'standard output is no terminal; run this inside one',
  },
  doctorSize: {
    ja: (columns: number, rows: number) => `ターミナルの大きさ ${columns}x${rows}(60x16以上、おすすめは120x36)`,
    en: (columns: number, rows: number) => `terminal size ${columns}x${rows} (60x16 or more; 120x36 is best)`,
  },
  doctorColours: {
    ja: (depth: number) => (depth === 1 ? '色なしで表示します' : `色を表示できます(${2 ** depth}色)`),
    en: (depth: number) => (depth === 1 ? 'no colours' : `${2 ** depth} colours`),
  },
  doctorLocale: {
    ja: (locale: string) =>
      `文字コードの設定 ${locale === '' ? '(なし)' : locale}(UTF-8が必要。例: export LANG=ja_JP.UTF-8)`,
    en: (locale: string) =>
      `locale ${locale === '' ? '(none)' : locale} (UTF-8 is needed, e.g. export LANG=ja_JP.UTF-8)`,
  },
  doctorProgress: {
    ja: (folder: string, isWritable: boolean) =>
      `学習の記録 ${folder}${isWritable ? '' : '(書き込めません。環境変数XDG_STATE_HOMEで場所を変えられます)'}`,
    en: (folder: string, isWritable: boolean) =>
      `progress in ${folder}${isWritable ? '' : ' (cannot be written; XDG_STATE_HOME names another place)'}`,
  },
  doctorDisk: { ja: (mb: number) => `ディスクの空き ${mb} MB`, en: (mb: number) => `${mb} MB of disk are free` },
  minutes: { ja: (n: number) => `${n}分`, en: (n: number) => `${n} min` },
  bug: {
    ja: (message: string) =>
      `プログラムの不具合です: ${message}\n学習の記録は保存されています。もう一度起動すると続きから始まります。`,
    en: (message: string) => `this is a bug of the program: ${message}\nYour progress is saved. Start again to go on.`,
  },
} as const satisfies Record<string, Sentence<never>>;

const HELP_JA = `svc-learn - Kubernetes Serviceをターミナルで学ぶ

使い方:
  svc-learn [レッスン]            チュートリアルを開く(前回の続きから)
  svc-learn --serve [レッスン]    手元のkubectlを同じクラスターにつなげて開く(--port N で番号を選ぶ)
  svc-learn --plain [レッスン]    枠も色もない、1行ずつの表示で開く(スクリーンリーダーやパイプで使う)
  svc-learn demo [レッスン]       講師がレッスンを実演する(--notesは講師メモ、--checkは事前の確認)
  svc-learn list [--json]         レッスンの一覧と進み具合
  svc-learn run [ファイル|-]      新しいクラスターでシェルのコマンドを実行する
  svc-learn serve                 Kubernetes APIを127.0.0.1で公開する
  svc-learn web [--port N]        ブラウザーで開くページを127.0.0.1で公開する
  svc-learn kubectl 引数...       組み込みのkubectl($KUBECONFIGのクラスターに使う)
  svc-learn check [レッスン...]   レッスンの内容がすべて正しく動くことを確かめる
  svc-learn doctor                ターミナルや保存先の状態を調べる
  svc-learn progress show|export ファイル|import ファイル|reset
                                  学習の記録を表示、書き出し、読み込み、消去する

demoのオプション:
  --notes  --record ファイル.cast  --check  --serve  --port N
runのオプション:
  --lesson ID  --seed N  --nodes N  --proxy-mode iptables|nftables  --cloud ip|hostname  --dual-stack
  --addons 名前,...  --ip-families IPv6,IPv4
  --files ディレクトリ  --settle  --timeout 時間  --json
serveのオプション:
  --port N(0は空き番号)  --dns-port N  --kubeconfig パス  --lesson ID  --seed N  --nodes N  --speed 倍率
  --proxy-mode iptables|nftables  --cloud ip|hostname  --dual-stack
  --addons 名前,...  --ip-families IPv6,IPv4
共通のオプション:
  --lang ja|en  --plain  --ascii  --help  --version   環境変数 NO_COLOR

終了コード: 0 成功、1 失敗、2 使い方の誤り
`;

const HELP_EN = `svc-learn - learn Kubernetes Services in the terminal

Usage:
  svc-learn [LESSON]              open the tutorial (where you stopped)
  svc-learn --serve [LESSON]      open it so that your own kubectl joins the same cluster (--port N)
  svc-learn --plain [LESSON]      open it line by line, without frames and colours (screen readers, pipes)
  svc-learn demo [LESSON]         show a lesson before a class (--notes in a second terminal, --check beforehand)
  svc-learn list [--json]         lessons and progress
  svc-learn run [FILE|-]          run shell commands in a fresh cluster
  svc-learn serve                 serve the Kubernetes API on 127.0.0.1
  svc-learn web [--port N]        serve the page for a browser on 127.0.0.1
  svc-learn kubectl ARGS...       the built-in kubectl (on the cluster of $KUBECONFIG)
  svc-learn check [LESSON...]     prove that everything in the lessons works
  svc-learn doctor                look at the terminal and the place of your progress
  svc-learn progress show|export FILE|import FILE|reset

demo:   --notes  --record FILE.cast  --check  --serve  --port N
run:    --lesson ID  --seed N  --nodes N  --proxy-mode iptables|nftables  --cloud ip|hostname  --dual-stack
        --addons NAME,...  --ip-families IPv6,IPv4
        --files DIR  --settle  --timeout DURATION  --json
serve:  --port N (0 = any)  --dns-port N  --kubeconfig PATH  --lesson ID  --seed N  --nodes N  --speed X
        --proxy-mode iptables|nftables  --cloud ip|hostname  --dual-stack
        --addons NAME,...  --ip-families IPv6,IPv4
global: --lang ja|en  --plain  --ascii  --help  --version   environment NO_COLOR

Exit codes: 0 done, 1 what was asked failed, 2 the words were wrong
`;
