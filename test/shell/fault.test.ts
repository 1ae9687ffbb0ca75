import { afterEach, describe, expect, it } from 'vitest';
import { openTerminal, SHOP, type Terminal } from './terminal.js';

const CLIENT = `
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {nodeName: svc-learn-worker, containers: [{name: client, image: "docker.io/curlimages/curl:8.14.1", command: [sleep, infinity]}]}
`;

const open: Terminal[] = [];
const terminal = (lang: 'ja' | 'en') => {
  const opened = openTerminal({ manifests: [SHOP, CLIENT], lang }, 'no terminal');
  open.push(opened);
  return opened;
};
afterEach(() => {
  for (const { stage } of open.splice(0)) stage.close();
});

describe('fault', () => {
  it('breaks, lists and mends, in Japanese', async () => {
    const { run } = terminal('ja');
    expect(await run('fault list')).toBe('起こしている障害はありません。\n');
    await run('fault node-cut svc-learn-worker2');
    await run('fault link pod/client any --loss=30% --delay 0.2s');
    await run('fault stop kube-proxy svc-learn-worker');
    await run('fault stop coredns');
    await run('fault exhaust cluster-ips');
    await run('fault probe kube-system/kube-proxy-x fail');
    await run('fault probe client fail readiness');
    expect(await run('fault list')).toMatchInlineSnapshot(`
      "1  ノード svc-learn-worker2 がネットワークから切り離されている
      2  pod/client と any の間で、パケットが30%失われる、200ミリ秒遅れる
      3  ノード svc-learn-worker のkube-proxyが止まっている
      4  corednsが止まっている
      5  ClusterIPに空きがない
      6  Pod client のreadinessプローブが必ず失敗する
      "
    `);
    expect(await run('fault clear 2')).toBe('障害を1個直しました。\n');
    expect(await run('fault clear 9')).toBe(
      'fault: 番号「9」の障害はありません。fault listで番号を確かめてください。\n',
    );
    expect(await run('fault clear; fault clear')).toBe('障害を5個直しました。\n直す障害はありません。\n');
  });

  it('says what it could not read or find, with its exit code', async () => {
    const { run, stage } = terminal('en');
    for (const words of [
      'explode',
      'node-cut',
      'link a',
      'link any any',
      'link any any --loss=101',
      'stop etcd',
      'exhaust cpu',
      'probe x maybe',
    ]) {
      expect(await run(`fault ${words}`)).toBe(`fault: cannot read "${words}". See: fault --help\n`);
      expect(stage.terminal.status()).toBe(2);
    }
    expect(await run('fault node-cut nobody')).toBe('fault: nodes "nobody" not found\n');
    expect(stage.terminal.status()).toBe(1);
    expect(await run('fault --help')).toContain('fault node-down NODE');
  });

  it('is what why names', async () => {
    const { run } = terminal('ja');
    await run('fault node-cut svc-learn-worker2');
    const ip = await run(
      "kubectl get pods -l app=my-app --field-selector spec.nodeName=svc-learn-worker2 -o jsonpath='{.items[0].status.podIP}'",
    );
    expect(await run(`why kubectl exec client -- curl -sS -m 2 http://${ip}:8080`)).toMatchInlineSnapshot(`
      "curl: (28) Connection timed out after 2001 milliseconds
      command terminated with exit code 28
      Pod client から 10.244.2.3:8080 への接続
        1. 経路 タイムアウト (timeout): svc-learn-worker2
        2. 接続 タイムアウト (timeout): 10.244.2.3:8080
      結果: タイムアウト (timeout), 2001ミリ秒
      理由: ノードsvc-learn-worker2がネットワークから切り離されているため、パケットは届きませんでした。
      確認コマンド: kubectl get nodes -o wide
      "
    `);
    await run('fault clear; fault link pod/client node/svc-learn-worker2 --loss=100');
    expect(await run(`why kubectl exec client -- curl -sS -m 2 http://${ip}:8080`)).toMatchInlineSnapshot(`
      "curl: (28) Connection timed out after 2001 milliseconds
      command terminated with exit code 28
      Pod client から 10.244.2.3:8080 への接続
        1. 経路 タイムアウト (timeout): pod/client - node/svc-learn-worker2
        2. 接続 タイムアウト (timeout): 10.244.2.3:8080
      結果: タイムアウト (timeout), 2001ミリ秒
      理由: この間の経路でパケットが失われました(失われる割合は100%)。
      確認コマンド: fault list
      "
    `);
  });

  it('kills the programs of a Pod', async () => {
    const { run } = terminal('en');
    expect(await run('fault kill client')).toBe('The programs of Pod client are killed.\n');
    await run('sleep 5');
    expect(await run('kubectl get pod client -o jsonpath={.status.containerStatuses[0].restartCount}')).toBe('1');
  });
});
