import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** What the example prints; it must not complain. */
async function printed(name: string): Promise<string> {
  const path = resolve(import.meta.dirname, '../examples', name);
  const { stdout, stderr } = await run(process.execPath, [path]);
  expect(stderr).toBe('');
  return stdout;
}

it('a Service answers, and says which Pod did', async () => {
  expect(await printed('answering-service.mjs')).toMatchInlineSnapshot(`
    "クラスターは、仮想時間の1.0秒で落ち着きました。
    Podから見たshop: shop.default.svc.cluster.local. 30 IN A 10.108.163.254

    1回目 HTTP 200: web 1.0 on shop-5bc8b8d6c7-xm4s9
    2回目 HTTP 200: web 1.0 on shop-5bc8b8d6c7-hz6qx
    3回目 HTTP 200: web 1.0 on shop-5bc8b8d6c7-xm4s9
    4回目 HTTP 200: web 1.0 on shop-5bc8b8d6c7-lmsg5
    5回目 HTTP 200: web 1.0 on shop-5bc8b8d6c7-xm4s9
    6回目 HTTP 200: web 1.0 on shop-5bc8b8d6c7-xm4s9

    Podごとの回数
    shop-5bc8b8d6c7-hz6qx ■1
    shop-5bc8b8d6c7-lmsg5 ■1
    shop-5bc8b8d6c7-xm4s9 ■■■■4
    "
  `);
});

it('a rolling update under load loses requests until Pods say when they are ready and leave slowly', async () => {
  expect(await printed('rolling-update.mjs')).toMatchInlineSnapshot(`
    "そのまま: 600回のうち154回が失敗
      1.0  █▁          
      2.0      ▇███████
      失敗  ███▂       
      理由: このポートで待ち受けるプログラムがありません。
      理由: このIPアドレスを持つPodはありません。
    readinessProbeあり: 600回のうち13回が失敗
      1.0  ████▃▄▂▁    
      2.0     ▁▄▅▇█████
      失敗 ▁   ▂       
      理由: このIPアドレスを持つPodはありません。
    readinessProbeとpreStopあり: 600回のうち0回が失敗
      1.0  ████▃▄▂▃    
      2.0      ▆▅▇▆████
      失敗 
    "
  `);
});

it('a request that fails is told hop by hop, with its cause', async () => {
  expect(await printed('why.mjs')).toMatchInlineSnapshot(`
    "client -> good:80  応答
      名前解決 ok  good -> 10.109.164.179
      転送 ok  10.244.2.3:8080 (1個から選択)
      経路 ok  web (svc-learn-worker2)
      接続 ok  10.244.2.3:8080
      応答 ok  HTTP 200

    client -> wrong-label:80  拒否
      名前解決 ok  wrong-label -> 10.108.3.189
      転送 拒否  wrong-label:80/TCP
      理由: 準備完了のエンドポイントがないため、ノードの転送規則が拒否しました。

    client -> wrong-port:80  拒否
      名前解決 ok  wrong-port -> 10.99.7.196
      転送 ok  10.244.2.3:80 (1個から選択)
      経路 ok  web (svc-learn-worker2)
      接続 拒否  10.244.2.3:80
      理由: このポートで待ち受けるプログラムがありません。

    client -> no-such-name:80  名前なし
      名前解決 名前なし  no-such-name
      理由: この名前は存在しません。

    "
  `);
});
