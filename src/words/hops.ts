import type { Lang, Sentence } from './sentence.js';

type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

interface HopText {
  /** What happened, short enough for one line of the cluster pane. */
  readonly short: Sentence<[Facts]>;
  /** Why it ended there; only for hops that failed. */
  readonly cause?: Sentence<[Facts]>;
}

/** One line for a hop; the stable key itself when no sentence is known. */
export function hopShort(reason: string, args: Facts, lang: Lang): string {
  return texts[reason]?.short[lang](args) ?? reason;
}

/** Why the request ended at this hop, as a sentence; undefined when the hop went well. */
export function hopCause(reason: string, args: Facts, lang: Lang): string | undefined {
  return texts[reason]?.cause?.[lang](args);
}

/** Names without what all names of the learner's namespace share. */
export function plainNames(text: string): string {
  return text.replace(/(?:\.default)?\.svc\.cluster\.local\b/g, '').replace(/\bdefault\//g, '');
}

const texts: Readonly<Record<string, HopText>> = {
  resolved: hop('{name} -> {addresses}', '{name} -> {addresses}'),
  'hosts-file': hop('{name} -> {addresses} (/etc/hosts)', '{name} -> {addresses} (/etc/hosts)'),
  'name-not-found': hop('{name}', '{name}', 'この名前は存在しません。', 'No such name exists.'),
  'no-address': hop(
    '{name}',
    '{name}',
    '名前はありますが、アドレスがありません。',
    'The name exists but has no address.',
  ),
  'dns-no-answer': hop(
    '{name} -> {server}',
    '{name} -> {server}',
    'DNSサーバーから返事がありませんでした。検索リストの残りの名前も試していません。',
    'The DNS server did not answer. The other names of the search list were not tried.',
  ),
  'dns-error': hop(
    '{name} ({rcode})',
    '{name} ({rcode})',
    'DNSサーバーがエラーを返しました。理由はCoreDNSのログにあります。',
    'The DNS server answered with an error. The log of CoreDNS has the reason.',
  ),
  'no-dns-server': hop(
    '{name}',
    '{name}',
    'DNSサーバーが設定されていません。',
    'No DNS server is configured on this machine.',
  ),
  'route-pod': hop('{pod} ({node})', '{pod} ({node})'),
  'route-node': hop('{node}', '{node}'),
  'route-outside': hop('{host}', '{host}'),
  'no-route-from-outside': hop(
    '{ip}',
    '{ip}',
    'クラスターの外からServiceやPodのアドレスへの経路はありません。',
    'There is no route from outside to addresses of Services and Pods.',
  ),
  'no-such-service-port': hop(
    '{service} {ip}:{port}',
    '{service} {ip}:{port}',
    'Service {service}にこのポートはありません（あるのは{ports}）。規則がないため、パケットは失われました。',
    'The Service {service} has no such port (it has {ports}). No rule knows it, so the packet is lost.',
  ),
  'no-such-service-address': hop(
    '{ip}:{port}',
    '{ip}:{port}',
    'このアドレスを持つServiceはないため、パケットは失われました。',
    'No Service has this address, so the packet is lost.',
  ),
  'no-such-pod': hop('{ip}', '{ip}', 'このIPアドレスを持つPodはありません。', 'No Pod has this address.'),
  'no-such-host': hop('{ip}', '{ip}', 'このアドレスの機械はありません。', 'No machine has this address.'),
  'no-answer-outside': hop('{ip}', '{ip}', '返事がありませんでした。', 'Nobody answered.'),
  'node-down': hop(
    '{node}',
    '{node}',
    'ノード{node}が動いていないため、パケットは届きませんでした。',
    'The node {node} does not run, so the packet does not arrive.',
  ),
  'node-cut-off': hop(
    '{node}',
    '{node}',
    'ノード{node}がネットワークから切り離されているため、パケットは届きませんでした。',
    'The node {node} is cut off from the network, so the packet does not arrive.',
  ),
  'packet-lost': hop(
    '{between}',
    '{between}',
    'この間の経路でパケットが失われました(失われる割合は{loss}%)。',
    'The packet was lost on this way ({loss}% of the packets are).',
  ),
  'link-delayed': hop('{delayMs}ミリ秒の遅れ', '{delayMs} ms late'),
  'packets-resent': hop('失われたパケットを{count}回送り直した', '{count} lost, sent again'),
  'egress-allowed': hop('{pod} -> {peer}:{port} ({policy})', '{pod} -> {peer}:{port} ({policy})'),
  'egress-denied': hop(
    '{pod} -> {peer}:{port}',
    '{pod} -> {peer}:{port}',
    'NetworkPolicy {policies}が{pod}からの送信を制限しています。{peer}の{port}を許可する規則がないため、パケットは破棄されました。',
    'The NetworkPolicy {policies} limits what leaves {pod}. No rule allows {peer} at {port}, so the packet is dropped.',
  ),
  'ingress-allowed': hop('{peer} -> {pod}:{port} ({policy})', '{peer} -> {pod}:{port} ({policy})'),
  'ingress-denied': hop(
    '{peer} -> {pod}:{port}',
    '{peer} -> {pod}:{port}',
    'NetworkPolicy {policies}が{pod}への受信を制限しています。{peer}から{port}への通信を許可する規則がないため、パケットは破棄されました。',
    'The NetworkPolicy {policies} limits what enters {pod}. No rule allows {peer} to its {port}, so the packet is dropped.',
  ),
  'backend-chosen': hop('{backend} ({count}個から選択)', '{backend} (1 of {count})'),
  'no-endpoints': hop(
    '{service}:{port}',
    '{service}:{port}',
    '準備完了のエンドポイントがないため、ノードの転送規則が拒否しました。',
    'The Service has no ready endpoint, so the rules of the node refuse.',
  ),
  'no-local-endpoints': hop(
    '{service}:{port}',
    '{service}:{port}',
    'このノードにはエンドポイントがないため、パケットは破棄されました。',
    'This node has no endpoint of the Service, so the packet is dropped.',
  ),
  'source-not-allowed': hop(
    '{service}:{port}',
    '{service}:{port}',
    '送信元のアドレスが許可されていません。',
    'The address of the sender is not allowed.',
  ),
  'balancer-chose': hop('{service} → {node} ({count}台から選択)', '{service} → {node} (1 of {count})'),
  'balancer-port-closed': hop(
    '{service} {ip}:{port}',
    '{service} {ip}:{port}',
    'クラウドのロードバランサーは、このポートを受け付けていません。',
    'The load balancer of the cloud does not serve this port.',
  ),
  'balancer-source-denied': hop(
    '{service} {ip}:{port}',
    '{service} {ip}:{port}',
    'クラウドのロードバランサーが、許可していない送信元として破棄しました。',
    'The load balancer of the cloud does not let this sender in.',
  ),
  'balancer-no-target': hop(
    '{service} {ip}:{port}',
    '{service} {ip}:{port}',
    'ヘルスチェックに合格したノードがないため、ロードバランサーは送り先を選べません。',
    'No node passes the health check, so the load balancer has nowhere to send.',
  ),
  'port-rejected': hop(
    '{service} {ip}:{port}',
    '{service} {ip}:{port}',
    'Service {service}にこのポートはありません（あるのは{ports}）。ノードの転送規則が拒否しました。',
    'The Service {service} has no such port (it has {ports}), so the rules of the node refuse.',
  ),
  'address-dropped': hop(
    '{ip}:{port}',
    '{ip}:{port}',
    'このアドレスを持つServiceはないため、ノードの転送規則がパケットを破棄しました。',
    'No Service has this address, so the rules of the node drop the packet.',
  ),
  connected: hop('{ip}:{port}', '{ip}:{port}'),
  'port-forward': hop('Pod {pod} ({node}), {port}番ポート', 'Pod {pod} ({node}), port {port}'),
  'port-forward-chosen': hop(
    'Pod {pod} ({node}), {port}番ポート。{chosenFor}からkubectlの起動時に選んだ1つのPodです',
    'Pod {pod} ({node}), port {port}: the one Pod of {chosenFor} that kubectl chose when it started',
  ),
  'port-forward-refused': hop(
    'Pod {pod} ({node}), {port}番ポート',
    'Pod {pod} ({node}), port {port}',
    'Podの中で、{port}番ポートを待ち受けているプログラムがありません。',
    'No program inside the Pod listens on port {port}.',
  ),
  'port-forward-gone': hop(
    'Pod {pod} ({node})',
    'Pod {pod} ({node})',
    'port-forwardがつながっていたPod {pod}は、もうありません。kubectl port-forwardを起動しなおすと、今あるPodが選ばれます。',
    'The Pod {pod} that port-forward was tied to is gone. Start kubectl port-forward again, and a Pod that exists now is chosen.',
  ),
  'port-forward-silent': hop(
    '{node}',
    '{node}',
    'Node {node}のkubeletから返事がないため、port-forwardはPodにつながりません。',
    'The kubelet of the node {node} does not answer, so port-forward does not reach the Pod.',
  ),
  'gateway-route': hop('{route} -> {service} ({share}%)', '{route} -> {service} ({share}%)'),
  'gateway-redirect': hop('{status} -> {location} ({route})', '{status} -> {location} ({route})'),
  'gateway-misdirected': hop(
    '{host} ({gateway})',
    '{host} ({gateway})',
    'TLSで求めた名前({serverName})とHostヘッダーの名前({host})が違うため、421が返りました。',
    'The name that TLS asked for ({serverName}) is not the one in the Host header ({host}), so the answer is 421.',
  ),
  'gateway-no-route': hop(
    '{host}{path} ({gateway})',
    '{host}{path} ({gateway})',
    'Gateway {gateway}につながるHTTPRouteに、ホスト名{host}とパス{path}に合う規則がないため、404が返りました。',
    'No HTTPRoute of the Gateway {gateway} matches the host {host} and the path {path}, so the answer is 404.',
  ),
  'gateway-no-backend': hop(
    '{route} -> {service}',
    '{route} -> {service}',
    'HTTPRoute {route}のバックエンド{service}が見つからないため、500が返りました。',
    'The backend {service} of the HTTPRoute {route} is not found, so the answer is 500.',
  ),
  'gateway-no-endpoints': hop(
    '{route} -> {service}',
    '{route} -> {service}',
    'Service {service}に準備完了のエンドポイントがないため、Gatewayが503を返しました。',
    'The Service {service} has no ready endpoint, so the Gateway answers 503.',
  ),
  'ingress-redirect': hop('{status} -> {location} ({ingress})', '{status} -> {location} ({ingress})'),
  'ingress-source-denied': hop(
    '{source} ({ingress})',
    '{source} ({ingress})',
    'Ingress {ingress}が許すネットワークに送信元{source}がないため、403が返りました。',
    'The source {source} is in none of the networks that the Ingress {ingress} lets in, so the answer is 403.',
  ),
  'ingress-rule': hop('{host}{path} -> {service} ({ingress})', '{host}{path} -> {service} ({ingress})'),
  'ingress-to-https': hop('{host}{path} -> https ({ingress})', '{host}{path} -> https ({ingress})'),
  'ingress-no-rule': hop(
    '{host}{path}',
    '{host}{path}',
    'ホスト名{host}とパス{path}に合う規則を持つIngressがないため、コントローラーが404を返しました。',
    'No Ingress has a rule for the host {host} and the path {path}, so the controller answers 404.',
  ),
  'ingress-no-service': hop(
    '{host}{path} -> {service} ({ingress})',
    '{host}{path} -> {service} ({ingress})',
    'Ingress {ingress}の規則が指すService {service}がないため、コントローラーが503を返しました。',
    'The Service {service} of the rule of Ingress {ingress} does not exist, so the controller answers 503.',
  ),
  'ingress-no-port': hop(
    '{host}{path} -> {service}:{port} ({ingress})',
    '{host}{path} -> {service}:{port} ({ingress})',
    'Ingress {ingress}の規則が指すService {service}に、ポート{port}がないため、コントローラーが503を返しました。',
    'The Service {service} of the rule of Ingress {ingress} has no port {port}, so the controller answers 503.',
  ),
  'ingress-no-endpoints': hop(
    '{host}{path} -> {service} ({ingress})',
    '{host}{path} -> {service} ({ingress})',
    'Service {service}に準備完了のエンドポイントがないため、Ingressのコントローラーが503を返しました。',
    'The Service {service} has no ready endpoint, so the ingress controller answers 503.',
  ),
  'nobody-listens': hop(
    '{ip}:{port}',
    '{ip}:{port}',
    'このポートで待ち受けるプログラムがありません。',
    'No program listens on this port.',
  ),
  'listens-on-loopback': hop(
    '{ip}:{port}',
    '{ip}:{port}',
    'プログラムは127.0.0.1だけで待ち受けています。',
    'The program listens on 127.0.0.1 only.',
  ),
  'gave-up': hop(
    '{ip}:{port}',
    '{ip}:{port}',
    '{afterMs}ミリ秒待ちましたが、返事がありませんでした。',
    'No answer within {afterMs} ms.',
  ),
  'no-answer': hop(
    '{ip}:{port}',
    '{ip}:{port}',
    '{afterMs}ミリ秒待ちましたが、返事がありませんでした。',
    'No answer within {afterMs} ms.',
  ),
  answered: hop('{bytes}バイト', '{bytes} bytes'),
  'http-status': hop('HTTP {status}', 'HTTP {status}'),
  'nothing-asked': hop('{ip}:{port}', '{ip}:{port}'),
  'program-silent': hop(
    '{afterMs}ms',
    '{afterMs} ms',
    'プログラムは接続を受け付けましたが、応答しませんでした。',
    'The program took the request and did not answer.',
  ),
  'closed-without-answer': hop(
    '{ip}:{port}',
    '{ip}:{port}',
    'プログラムは応答せずに接続を閉じました。',
    'The program closed the connection without an answer.',
  ),
  'connection-reset': hop('{ip}:{port}', '{ip}:{port}', '接続が途中で切断されました。', 'The connection was cut.'),
};

/** `{name}` stands for the fact of that name. */
function hop(ja: string, en: string, causeJa?: string, causeEn?: string): HopText {
  const short = filled(ja, en);
  return causeJa === undefined || causeEn === undefined ? { short } : { short, cause: filled(causeJa, causeEn) };
}

function filled(ja: string, en: string): Sentence<[Facts]> {
  return { ja: (facts) => fill(ja, facts), en: (facts) => fill(en, facts) };
}

function fill(template: string, facts: Facts): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    return fact === undefined || typeof fact !== 'object' ? String(fact ?? '') : fact.join(', ');
  });
}
