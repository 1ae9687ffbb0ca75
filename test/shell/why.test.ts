import { afterEach, describe, expect, it } from 'vitest';
import { openTerminal, SHOP, type Terminal } from './terminal.js';

const CLIENT = `
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: "docker.io/curlimages/curl:8.14.1", command: [sleep, infinity]}]}
`;
const IN_POD = 'kubectl exec client -- curl -sS -m 3';

const policy = (name: string, spec: object) =>
  JSON.stringify({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'default' },
    spec: { podSelector: {}, ...spec },
  });

const open: Terminal[] = [];
const terminal: typeof openTerminal = (options) => {
  const opened = openTerminal({ manifests: [SHOP, CLIENT], lang: 'en', ...options }, 'no terminal');
  open.push(opened);
  return opened;
};
afterEach(() => {
  for (const { stage } of open.splice(0)) stage.close();
});

describe('why', () => {
  it('says that there was no request yet', async () => {
    const { run } = terminal();
    expect(await run('why')).toBe('No request yet. Put a command behind why: it is run, and its request is told.\n');
  });

  it('runs a command in a Pod and tells its request hop by hop', async () => {
    const { run, stage } = terminal();
    const told = await run(`why ${IN_POD} -o /dev/null http://my-service`);
    expect(told).toMatchInlineSnapshot(`
      "Request from Pod client to my-service:80
        1. Resolve ok: my-service -> 10.108.163.254
        2. Forward ok: 10.244.1.4:8080 (1 of 2)
        3. Route ok: my-app-6cb5d5db7-hz6qx (svc-learn-worker)
        4. Connect ok: 10.244.1.4:8080
        5. Answer ok: HTTP 200
      Result: reply, HTTP 200, 4 ms
      "
    `);
    expect(await run('why')).toBe(told);
    expect(stage.terminal.status()).toBe(0);
  });

  it('names the first thing that was wrong and the command that shows it, and keeps the exit code', async () => {
    const { run, stage } = terminal({ lang: 'ja' });
    await run('kubectl scale deployment my-app --replicas=0; sleep 40');
    expect(await run(`why ${IN_POD} http://my-service`)).toMatchInlineSnapshot(`
      "curl: (7) Failed to connect to my-service port 80 after 2 ms: Could not connect to server
      command terminated with exit code 7
      Pod client から my-service:80 への接続
        1. 名前解決 ok: my-service -> 10.108.163.254
        2. 転送 拒否 (refused): my-service:80/TCP
      結果: 拒否 (refused), 2ミリ秒
      理由: 準備完了のエンドポイントがないため、ノードの転送規則が拒否しました。
      確認コマンド: kubectl get endpointslices -l kubernetes.io/service-name=my-service
      "
    `);
    expect(stage.terminal.status()).toBe(7);
  });

  it('tells why the workstation does not reach a Service by its name', async () => {
    const { run } = terminal();
    expect(await run('why curl -sS http://my-service')).toMatchInlineSnapshot(`
      "curl: (6) Could not resolve host: my-service
      Request from the workstation to my-service
        1. Resolve unresolved: my-service
           asked for my-service. A+AAAA NXDOMAIN (no such name)
      Result: unresolved, 1 ms
      Why: The workstation does not ask the DNS of the cluster. Names of Services work inside Pods.
      Check with: kubectl get services --all-namespaces
      "
    `);
  });

  it('names the policy that stops a packet, also when it is the name query', async () => {
    const { run } = terminal({ lang: 'ja', manifests: [SHOP, CLIENT, policy('locked', { policyTypes: ['Ingress'] })] });
    expect(await run(`why ${IN_POD} http://my-service`)).toMatchInlineSnapshot(`
      "curl: (28) Connection timed out after 3001 milliseconds
      command terminated with exit code 28
      Pod client から my-service:80 への接続
        1. 名前解決 ok: my-service -> 10.108.163.254
        2. 転送 ok: 10.244.2.3:8080 (2個から選択)
        3. 経路 ok: my-app-6cb5d5db7-fmclc (svc-learn-worker2)
        4. ポリシー 破棄 (dropped): client -> my-app-6cb5d5db7-fmclc:8080/TCP
        5. 接続 タイムアウト (timeout): 10.244.2.3:8080
      結果: タイムアウト (timeout), 3001ミリ秒
      理由: NetworkPolicy default/lockedがdefault/my-app-6cb5d5db7-fmclcへの受信を制限しています。default/clientから8080/TCPへの通信を許可する規則がないため、パケットは破棄されました。
      確認コマンド: kubectl describe networkpolicy locked
      "
    `);
    await run('kubectl delete networkpolicy locked');
    await run(`printf '%s' '${policy('no-egress', { policyTypes: ['Egress'] })}' | kubectl apply -f -`);
    expect(await run(`why ${IN_POD} http://my-service`)).toMatchInlineSnapshot(`
      "curl: (28) Resolving timed out after 3000 milliseconds
      command terminated with exit code 28
      Pod client から my-service への接続
        1. ポリシー 破棄 (dropped): client -> kube-system/coredns-b6db79dc-8prjm:53/UDP
        2. 名前解決 名前なし (unresolved): my-service -> 10.96.0.10
           問い合わせ my-service.default.svc.cluster.local. A+AAAA TIMEOUT(返事なし)
      結果: 名前なし (unresolved), 3000ミリ秒
      理由: NetworkPolicy default/no-egressがdefault/clientからの送信を制限しています。kube-system/coredns-b6db79dc-8prjmの53/UDPを許可する規則がないため、パケットは破棄されました。
      確認コマンド: kubectl describe networkpolicy no-egress
      "
    `);
  });

  it('follows a request through the Ingress controller to its Pod', async () => {
    const ingress = JSON.stringify({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'shop', namespace: 'default' },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: 'shop.example.com',
            http: {
              paths: [
                { path: '/', pathType: 'Prefix', backend: { service: { name: 'my-service', port: { number: 80 } } } },
              ],
            },
          },
        ],
      },
    });
    const { run } = terminal({ lang: 'ja', network: { addons: ['ingress-nginx'] }, manifests: [SHOP, ingress] });
    await run(
      'cd; port=$(kubectl get service -n ingress-nginx ingress-nginx-controller -o jsonpath={.spec.ports[0].nodePort})',
    );
    await run('node=$(kubectl get pods -n ingress-nginx -o jsonpath={.items[0].status.hostIP})');
    expect(
      await run('why curl -sS -o /dev/null -H "Host: shop.example.com" http://$node:$port'),
    ).toMatchInlineSnapshot(`
      "ワークステーション から 172.18.0.4:30242 への接続
        1. 転送 ok: 10.244.2.3:80 (1個から選択)
        2. 経路 ok: ingress-nginx/ingress-nginx-controller-dd6c67d8c-wt882 (svc-learn-worker2)
        3. 接続 ok: 10.244.2.3:80
        4. Ingress ok: shop.example.com/ -> my-service (shop)
        5. 経路 ok: my-app-6cb5d5db7-gmhjn (svc-learn-worker2)
        6. 接続 ok: 10.244.2.4:8080
        7. 応答 ok: HTTP 200
      結果: 応答, HTTP 200, 5ミリ秒
      "
    `);
    expect(await run('why curl -sS -o /dev/null http://$node:$port')).toMatchInlineSnapshot(`
      "ワークステーション から 172.18.0.4:30242 への接続
        1. 転送 ok: 10.244.2.3:80 (1個から選択)
        2. 経路 ok: ingress-nginx/ingress-nginx-controller-dd6c67d8c-wt882 (svc-learn-worker2)
        3. 接続 ok: 10.244.2.3:80
        4. Ingress 拒否 (refused): 172.18.0.4/
        5. 応答 ok: HTTP 404
      結果: 応答, HTTP 404, 3ミリ秒
      理由: ホスト名172.18.0.4とパス/に合う規則を持つIngressがないため、コントローラーが404を返しました。
      確認コマンド: kubectl get ingress --all-namespaces
      "
    `);
    await run('kubectl scale deployment my-app --replicas=0; sleep 40');
    expect(
      await run('why curl -sS -o /dev/null -H "Host: shop.example.com" http://$node:$port'),
    ).toMatchInlineSnapshot(`
      "ワークステーション から 172.18.0.4:30242 への接続
        1. 転送 ok: 10.244.2.3:80 (1個から選択)
        2. 経路 ok: ingress-nginx/ingress-nginx-controller-dd6c67d8c-wt882 (svc-learn-worker2)
        3. 接続 ok: 10.244.2.3:80
        4. Ingress 拒否 (refused): shop.example.com/ -> my-service (shop)
        5. 応答 ok: HTTP 503
      結果: 応答, HTTP 503, 3ミリ秒
      理由: Service default/my-serviceに準備完了のエンドポイントがないため、Ingressのコントローラーが503を返しました。
      確認コマンド: kubectl get endpointslices -l kubernetes.io/service-name=my-service
      "
    `);
  });

  it('tells every name of the search list with the answer that it got', async () => {
    const { run } = terminal({ lang: 'ja' });
    expect(await run(`why ${IN_POD} http://nosuch.other`)).toMatchInlineSnapshot(`
      "curl: (6) Could not resolve host: nosuch.other
      command terminated with exit code 6
      Pod client から nosuch.other への接続
        1. 名前解決 名前なし (unresolved): nosuch.other
           問い合わせ nosuch.other.default.svc.cluster.local. A+AAAA NXDOMAIN(その名前はない)
           問い合わせ nosuch.other.svc.cluster.local. A+AAAA NXDOMAIN(その名前はない)
           問い合わせ nosuch.other.cluster.local. A+AAAA NXDOMAIN(その名前はない)
           問い合わせ nosuch.other. A+AAAA NXDOMAIN(その名前はない)
      結果: 名前なし (unresolved), 9ミリ秒
      理由: この名前は存在しません。
      確認コマンド: kubectl get services --all-namespaces
      "
    `);
    const { run: inEnglish } = terminal();
    expect(await inEnglish(`why ${IN_POD} http://my-service.default.svc.cluster.local`)).toMatchInlineSnapshot(`
      "my-app 1.0 on my-app-6cb5d5db7-lmsg5
      Request from Pod client to my-service.default.svc.cluster.local:80
        1. Resolve ok: my-service -> 10.108.163.254
           asked for my-service.default.svc.cluster.local.default.svc.cluster.local. A+AAAA NXDOMAIN (no such name)
           asked for my-service.default.svc.cluster.local.svc.cluster.local. A+AAAA NXDOMAIN (no such name)
           asked for my-service.default.svc.cluster.local.cluster.local. A+AAAA NXDOMAIN (no such name)
           asked for my-service.default.svc.cluster.local. A+AAAA NOERROR (has an address)
        2. Forward ok: 10.244.2.3:8080 (1 of 2)
        3. Route ok: my-app-6cb5d5db7-lmsg5 (svc-learn-worker2)
        4. Connect ok: 10.244.2.3:8080
        5. Answer ok: HTTP 200
      Result: reply, HTTP 200, 11 ms
      "
    `);
  });

  it('tells of a DNS without Pods that it kept silent, and of one that failed where its log is', async () => {
    const { run } = terminal();
    await run('kubectl scale deployment coredns -n kube-system --replicas=0; sleep 40');
    expect(await run(`why ${IN_POD.replace('-m 3', '-m 30')} http://my-service`)).toMatchInlineSnapshot(`
      "curl: (28) Resolving timed out after 10000 milliseconds
      command terminated with exit code 28
      Request from Pod client to my-service
        1. Forward refused: kube-system/kube-dns:53/UDP
        2. Resolve unresolved: my-service -> 10.96.0.10
           asked for my-service.default.svc.cluster.local. A+AAAA TIMEOUT (no answer)
      Result: unresolved, 10000 ms
      Why: The Service has no ready endpoint, so the rules of the node refuse.
      Check with: kubectl get endpointslices -n kube-system -l kubernetes.io/service-name=kube-dns
      "
    `);
  });

  it('keeps the cause to itself while a step asks for it', async () => {
    const { run } = terminal({ hidesCauses: () => true });
    await run('kubectl delete service my-service');
    expect(await run(`why ${IN_POD} http://my-service`)).toMatchInlineSnapshot(`
      "curl: (6) Could not resolve host: my-service
      command terminated with exit code 6
      Request from Pod client to my-service
        1. Resolve unresolved: my-service
           asked for my-service.default.svc.cluster.local. A+AAAA NXDOMAIN (no such name)
           asked for my-service.svc.cluster.local. A+AAAA NXDOMAIN (no such name)
           asked for my-service.cluster.local. A+AAAA NXDOMAIN (no such name)
           asked for my-service. A+AAAA NXDOMAIN (no such name)
      Result: unresolved, 9 ms
      The reason is told when the task is solved
      "
    `);
  });

  it('says so when a command makes no request or cannot be run', async () => {
    const { run, stage } = terminal();
    expect(await run('why kubectl get namespace default -o name')).toBe(
      'namespace/default\nThis command made no request inside the cluster.\n',
    );
    expect(await run('why ls')).toBe(
      'why: cannot run "ls". Put curl, wget, dig, nslookup, nc or kubectl behind why.\n',
    );
    expect(stage.terminal.status()).toBe(127);
  });
});
