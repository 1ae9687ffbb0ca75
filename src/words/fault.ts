import type { Sentence } from './sentence.js';

/** What the command `fault` says. */
export const faultWords = {
  none: { ja: () => '起こしている障害はありません。', en: () => 'Nothing is broken.' },
  cleared: {
    ja: (count: number) => (count === 0 ? '直す障害はありません。' : `障害を${count}個直しました。`),
    en: (count: number) => (count === 0 ? 'There was nothing to mend.' : `${count} mended.`),
  },
  noSuchId: {
    ja: (id: string) => `番号「${id}」の障害はありません。fault listで番号を確かめてください。`,
    en: (id: string) => `there is no fault ${id}. See the numbers with: fault list`,
  },
  unavailable: {
    ja: () => 'このクラスターでは障害を起こせません。',
    en: () => 'Faults are only possible in the simulated cluster.',
  },
  misread: {
    ja: (words: string) => `「${words}」は読み取れません。使い方はfault --helpで確かめてください。`,
    en: (words: string) => `cannot read "${words}". See: fault --help`,
  },
  killed: {
    ja: (pod: string) => `Pod ${pod}のプログラムを強制終了しました。`,
    en: (pod: string) => `The programs of Pod ${pod} are killed.`,
  },
  'node-down': {
    ja: (node: string) => `ノード ${node} の電源が切れている`,
    en: (node: string) => `Node ${node} is switched off`,
  },
  'node-cut': {
    ja: (node: string) => `ノード ${node} がネットワークから切り離されている`,
    en: (node: string) => `Node ${node} is cut off from the network`,
  },
  link: {
    ja: (a: string, b: string, loss: number, delayMs: number) =>
      `${a} と ${b} の間で、パケットが${[...(loss > 0 ? [`${loss}%失われる`] : []), ...(delayMs > 0 ? [`${delayMs}ミリ秒遅れる`] : [])].join('、')}`,
    en: (a: string, b: string, loss: number, delayMs: number) =>
      `Between ${a} and ${b} packets are ${[...(loss > 0 ? [`lost (${loss}%)`] : []), ...(delayMs > 0 ? [`late by ${delayMs} ms`] : [])].join(' and ')}`,
  },
  stopped: {
    ja: (component: string, node: string) => `${node === '' ? '' : `ノード ${node} の`}${component}が止まっている`,
    en: (component: string, node: string) => `${component}${node === '' ? '' : ` on node ${node}`} does not run`,
  },
  exhausted: {
    ja: (range: string) => `${range === 'node-ports' ? 'NodePortの番号' : 'ClusterIP'}に空きがない`,
    en: (range: string) => `No ${range === 'node-ports' ? 'node port' : 'cluster IP'} is left`,
  },
  probe: {
    ja: (pod: string, probe: string, outcome: string) =>
      `Pod ${pod} の${probe === '' ? 'すべてのプローブ' : `${probe}プローブ`}が必ず${outcome === 'pass' ? '成功' : '失敗'}する`,
    en: (pod: string, probe: string, outcome: string) =>
      `${probe === '' ? 'Every probe' : `The ${probe} probe`} of Pod ${pod} always ${outcome === 'pass' ? 'passes' : 'fails'}`,
  },
  usage: {
    ja: () => `障害を起こして、クラスターのふるまいを観察します。

  fault node-down NODE              ノードの電源を切る
  fault node-cut NODE               ノードをネットワークから切り離す(中のPodは動き続ける)
  fault link A B --loss=30 --delay=200ms
                                    2つの場所の間で、パケットが失われる、または遅れる
  fault stop coredns                CoreDNSを止める
  fault stop kube-proxy [NODE]      kube-proxyを止める(最後に書いた規則は残る)
  fault exhaust node-ports          NodePortの番号を使い切る
  fault exhaust cluster-ips         ClusterIPを使い切る
  fault probe POD fail [readiness]  プローブの結果を変える(fail、pass)
  fault kill POD                    Podのプログラムを強制終了する
  fault list                        起こしている障害の一覧
  fault clear [番号]                障害を直す(番号がなければすべて)

場所は pod/名前、node/名前、outside、any と書きます。別の名前空間のPodは NAMESPACE/名前 と書きます。
`,
    en: () => `Break something and watch what the cluster does.

  fault node-down NODE              switch a node off
  fault node-cut NODE               cut a node off from the network (its Pods run on)
  fault link A B --loss=30 --delay=200ms
                                    lose or delay packets between two places
  fault stop coredns                stop CoreDNS
  fault stop kube-proxy [NODE]      stop kube-proxy (the rules it wrote last stay)
  fault exhaust node-ports          use up all node ports
  fault exhaust cluster-ips         use up all cluster IPs
  fault probe POD fail [readiness]  decide the outcome of probes (fail, pass)
  fault kill POD                    kill the programs of a Pod
  fault list                        what is broken now
  fault clear [NUMBER]              mend one fault, or all

A place is pod/NAME, node/NAME, outside or any. A Pod of another namespace is NAMESPACE/NAME.
`,
  },
} as const satisfies Readonly<Record<string, Sentence<never>>>;
