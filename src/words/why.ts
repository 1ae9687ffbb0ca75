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
      `「${name}」は実行できません。whyの後ろには、curl、wget、nslookup、nc、kubectlのどれかを続けます。`,
    en: (name: string) => `cannot run "${name}". Put curl, wget, nslookup, nc or kubectl behind why.`,
  },
  request: {
    ja: (from: string, to: string) => `${from} から ${to} への接続`,
    en: (from: string, to: string) => `Request from ${from} to ${to}`,
  },
  foreignName: {
    ja: () => 'ワークステーションは、クラスターのDNSに問い合わせません。Serviceの名前は、Podの中で使えます。',
    en: () => 'The workstation does not ask the DNS of the cluster. Names of Services work inside Pods.',
  },
  result: { ja: () => '結果', en: () => 'Result' },
  took: { ja: (ms: number) => `${ms}ミリ秒`, en: (ms: number) => `${ms} ms` },
  workstation: { ja: () => 'ワークステーション', en: () => 'the workstation' },
} as const satisfies Readonly<Record<string, Sentence<never>>>;
