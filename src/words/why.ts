import type { Sentence } from './sentence.js';

/** What `why` says beside the sentences of the hops. */
export const whyWords = {
  noRequest: {
    ja: () => 'まだ接続がありません。whyの後ろに通信するコマンドを続けると、実行して経路を表示します。',
    en: () => 'No request yet. Put a command behind why: it is run, and its request is told.',
  },
  madeNoRequest: {
    ja: () => 'このコマンドは、クラスターの中で接続をしませんでした。',
    en: () => 'This command made no request inside the cluster.',
  },
  cannotRun: {
    ja: (name: string) =>
      `「${name}」は実行できません。whyの後ろには、curl、wget、dig、nslookup、nc、kubectlのどれかを続けます。`,
    en: (name: string) => `cannot run "${name}". Put curl, wget, dig, nslookup, nc or kubectl behind why.`,
  },
  request: {
    ja: (from: string, to: string) => `${from} から ${to} への接続`,
    en: (from: string, to: string) => `Request from ${from} to ${to}`,
  },
  foreignName: {
    ja: () => 'ワークステーションは、クラスターのDNSに問い合わせません。Serviceの名前は、Podの中で使えます。',
    en: () => 'The workstation does not ask the DNS of the cluster. Names of Services work inside Pods.',
  },
  query: {
    ja: (name: string, outcome: string, meaning: string) =>
      `問い合わせ ${name} ${outcome}${meaning === '' ? '' : `(${meaning})`}`,
    en: (name: string, outcome: string, meaning: string) =>
      `asked for ${name} ${outcome}${meaning === '' ? '' : ` (${meaning})`}`,
  },
  result: { ja: () => '結果', en: () => 'Result' },
  took: { ja: (ms: number) => `${ms}ミリ秒`, en: (ms: number) => `${ms} ms` },
  workstation: { ja: () => 'ワークステーション', en: () => 'the workstation' },
} as const satisfies Readonly<Record<string, Sentence<never>>>;

/** What the answer to one DNS question means. */
export const dnsOutcomeWords: Readonly<Record<string, Sentence>> = {
  NOERROR: { ja: () => 'アドレスあり', en: () => 'has an address' },
  NODATA: { ja: () => '名前はあるがアドレスなし', en: () => 'the name is there, without an address' },
  NXDOMAIN: { ja: () => 'その名前はない', en: () => 'no such name' },
  SERVFAIL: { ja: () => 'DNSサーバーの失敗', en: () => 'the server failed' },
  REFUSED: { ja: () => 'DNSサーバーが拒否', en: () => 'the server refused' },
  TIMEOUT: { ja: () => '返事なし', en: () => 'no answer' },
};
