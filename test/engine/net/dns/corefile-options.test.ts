import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../../src/engine/index.js';
import { parseCorefile } from '../../../../src/engine/net/dns/coredns/corefile.js';
import { serverConfigs } from '../../../../src/engine/net/dns/coredns/server-config.js';
import { type ClusterUnderTest, client, clusterUnderTest } from '../../../conformance/cluster-under-test.js';

const WEB = '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.96.7.7, ports: [{port: 80}]}}';

/** One CoreDNS with these plugins. */
function world(plugins: string, ...more: readonly string[]) {
  const made = clusterUnderTest();
  made.apply(client(), WEB, ...more);
  const Corefile = `.:53 {\n    reload 2s 1s\n    ${plugins.trim().replaceAll('\n', '\n    ')}\n}\n`;
  made.ask('PATCH', '/api/v1/namespaces/kube-system/configmaps/coredns', { data: { Corefile } }, MERGE);
  made.ask('PATCH', '/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale', { spec: { replicas: 1 } }, MERGE);
  made.wait(150);
  return made;
}

const MERGE = 'application/merge-patch+json';

function log({ items, request }: ClusterUnderTest): string {
  const [pod] = items('/api/v1/namespaces/kube-system/pods', { labelSelector: 'k8s-app=kube-dns' });
  return String(request({ method: 'GET', path: `/api/v1/namespaces/kube-system/pods/${pod?.metadata.name}/log` }).body);
}

function ask({ cluster }: ClusterUnderTest, name: string, type = 'A'): string {
  const { rcode, answers } = cluster.resolve({ from: { pod: 'default/client' }, name, type });
  return [rcode, ...answers.map((text) => text.split(' ').slice(1).join(' '))].join(' ');
}

const WEB_NAME = 'web.default.svc.cluster.local.';
const remove = (made: ClusterUnderTest) => made.ask('DELETE', '/api/v1/namespaces/default/services/web');

describe('the plugin cache', () => {
  it('asks anew with prefetch, before the time of a name that is often asked for is over', () => {
    const cached = 'kubernetes cluster.local {\n    ttl 20\n}\ncache 20 {\n    prefetch 3 1m 50%\n}';
    const made = world(cached);
    const ttls = Array.from({ length: 8 }, () => {
      const found = ask(made, WEB_NAME);
      made.wait(4);
      return found;
    });
    expect(ttls.map((text) => text.split(' ')[1])).toEqual(['20', '16', '12', '8', '16', '12', '8', '16']);
    const plain = world(cached.replace('prefetch 3', 'prefetch 30'));
    const counted = Array.from({ length: 7 }, () => {
      const found = ask(plain, WEB_NAME);
      plain.wait(4);
      return found.split(' ')[1];
    });
    expect(counted).toEqual(['20', '16', '12', '8', '4', '20', '16']);
  });

  it('gives an answer with serve_stale after its time, without TTL, and asks anew meanwhile', () => {
    const made = world('kubernetes cluster.local {\n    ttl 10\n}\ncache 10 {\n    serve_stale 1m\n}');
    expect(ask(made, WEB_NAME)).toBe('NOERROR 10 IN A 10.96.7.7');
    remove(made);
    made.wait(15);
    expect(ask(made, WEB_NAME)).toBe('NOERROR 0 IN A 10.96.7.7');
    expect(ask(made, WEB_NAME)).toBe('NXDOMAIN');
  });

  it('asks first with serve_stale verify, and is content with what it has when nobody answers', () => {
    const options = 'cache 10 {\n    serve_stale 1h verify\n}\nforward . 10.244.9.9';
    const fresh = world(`kubernetes cluster.local {\n    ttl 10\n}\n${options}`);
    expect(ask(fresh, WEB_NAME)).toBe('NOERROR 10 IN A 10.96.7.7');
    remove(fresh);
    fresh.wait(15);
    expect(ask(fresh, WEB_NAME)).toBe('NXDOMAIN');
  });

  it('keeps TTLs as they are with keepttl', () => {
    const made = world('kubernetes cluster.local {\n    ttl 30\n}\ncache 30 {\n    keepttl\n}');
    expect(ask(made, WEB_NAME)).toBe('NOERROR 30 IN A 10.96.7.7');
    made.wait(10);
    expect(ask(made, WEB_NAME)).toBe('NOERROR 30 IN A 10.96.7.7');
  });

  it('goes on alike after a snapshot in the middle of a prefetch', () => {
    const made = world(
      'kubernetes cluster.local\nforward . /etc/resolv.conf\ncache 20 {\n    prefetch 1 1m 90%\n    serve_stale\n}',
    );
    ask(made, WEB_NAME);
    made.wait(5);
    ask(made, WEB_NAME);
    const twin = createCluster({ seed: 7, world: JSON.parse(JSON.stringify(made.cluster.snapshot())) });
    for (const one of [made.cluster, twin]) one.run({ until: one.elapsed() + 10_000 });
    expect(JSON.stringify(twin.snapshot())).toBe(JSON.stringify(made.cluster.snapshot()));
  });
});

describe('the plugins log and errors', () => {
  it('write the classes that they are told to, in the form that they are told', () => {
    const made = world('log . "{remote} {type} {name} {rcode}" {\n    class denial error\n}\nkubernetes cluster.local');
    ask(made, WEB_NAME);
    ask(made, 'nobody.default.svc.cluster.local.');
    const ip = made.pod('client').status?.podIP;
    expect(
      log(made)
        .split('\n')
        .filter((line) => line.includes(' A ')),
    ).toEqual([`[INFO] ${ip} A nobody.default.svc.cluster.local. NXDOMAIN`]);
  });

  it('count failures that are consolidated, and tell their sum', () => {
    const made = world('errors {\n    consolidate 10s "i/o timeout$" warning\n}\nforward . 10.244.9.9');
    for (const name of ['a.example.', 'b.example.']) ask(made, name);
    made.wait(20);
    expect(log(made)).toContain("[WARNING] plugin/errors: 2 errors like 'i/o timeout$' occurred in last 10s\n");
    expect(log(made)).not.toContain('a.example. A: read udp');
  });
});

describe('options of the other plugins', () => {
  it('rewrite changes types, TTLs and rcodes, in the order of its rules', () => {
    const made = world(
      [
        'rewrite type ANY A',
        'rewrite continue ttl suffix svc.cluster.local 60-90',
        'rewrite continue rcode suffix gone.svc.cluster.local NXDOMAIN REFUSED',
        'rewrite name alias.example web.default.svc.cluster.local',
        'kubernetes cluster.local',
      ].join('\n'),
    );
    expect(ask(made, WEB_NAME)).toBe('NOERROR 60 IN A 10.96.7.7');
    expect(ask(made, WEB_NAME, 'ANY')).toBe('NOERROR 5 IN A 10.96.7.7');
    expect(ask(made, 'x.gone.svc.cluster.local.')).toBe('REFUSED');
    expect(ask(made, 'alias.example.')).toBe('NOERROR 5 IN A 10.96.7.7');
  });

  it('kubernetes answers for labelled Services alone, and for no endpoints where it shall not', () => {
    const labelled = WEB.replace('name: web', 'name: open, labels: {dns: public}').replace('10.96.7.7', '10.96.7.8');
    const headless =
      '{apiVersion: v1, kind: Service, metadata: {name: all, labels: {dns: public}}, spec: {clusterIP: None}}';
    const made = world(
      'kubernetes cluster.local {\n    labels dns in (public)\n    noendpoints\n}',
      labelled,
      headless,
    );
    const names = ['open', 'web', 'all'].map((name) => ask(made, `${name}.default.svc.cluster.local.`));
    expect(names).toEqual(['NOERROR 5 IN A 10.96.7.8', 'NXDOMAIN', 'NXDOMAIN']);
  });

  it('hosts leaves addresses alone with no_reverse, and template refuses what it does not know without fallthrough', () => {
    const made = world(
      'hosts {\n    192.0.2.9 db.example\n    no_reverse\n    ttl 60\n    fallthrough\n}\ntemplate IN A t.example {\n    match ^a\n    answer "{{ .Name }} 9 IN A 192.0.2.1"\n}',
    );
    expect(ask(made, 'db.example.')).toBe('NOERROR 60 IN A 192.0.2.9');
    expect(ask(made, '9.2.0.192.in-addr.arpa.', 'PTR')).toBe('SERVFAIL');
    expect([ask(made, 'a.t.example.'), ask(made, 'b.t.example.')]).toEqual(['NOERROR 9 IN A 192.0.2.1', 'NXDOMAIN']);
  });

  it('say so in the log where they are known upstream and do nothing here', () => {
    const made = world(
      'rewrite edns0 local set 0xffee abc\nforward . /etc/resolv.conf {\n    tls\n    max_concurrent 1000\n}',
    );
    expect(log(made).match(/\[WARNING\].*/g)).toEqual([
      '[WARNING] plugin/rewrite: svc-learn does not simulate "edns0"; it is passed over',
      '[WARNING] plugin/forward: svc-learn does not simulate "tls"; it is passed over',
    ]);
  });
});

/** What CoreDNS says of a configuration that it does not take. */
function complaint(plugins: string): string {
  try {
    serverConfigs(parseCorefile(`. {\n${plugins}\n}\n`, 'Corefile'), 'Corefile');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const wrongCount = (plugin: string, line: number, token: string) =>
  `plugin/${plugin}: Corefile:${line} - Error during parsing: Wrong argument count or unexpected line ending after '${token}'`;

describe('a Corefile that is not taken', () => {
  it.each([
    ['cache 30 {\nprefetch\n}', wrongCount('cache', 3, 'prefetch')],
    ['cache 30 {\nprefetch two\n}', 'plugin/cache: strconv.Atoi: parsing "two": invalid syntax'],
    ['cache 30 {\nprefetch 2 1m 5%\n}', 'plugin/cache: percentage should fall in range [10, 90]: 5'],
    ['cache 30 {\nserve_stale 1h later\n}', 'plugin/cache: invalid value for serve_stale refresh mode: later'],
    ['cache 30 {\nserve_stale 5\n}', 'plugin/cache: time: missing unit in duration "5"'],
    ['cache 30 {\nservfail 1h\n}', 'plugin/cache: caching SERVFAIL responses over 5 minutes is not permitted'],
    ['cache 30 {\nprefetsch 2\n}', wrongCount('cache', 3, 'prefetsch')],
    ['cache 0', 'plugin/cache: cache TTL can not be zero or negative: 0'],
    ['log . {\nclass everything\n}', 'plugin/log: invalid Class: everything'],
    ['errors {\nconsolidate 5m\n}', wrongCount('errors', 3, '5m')],
    ['errors stderr', 'plugin/errors: invalid log file: stderr'],
    ['health {\nlameduck five\n}', 'plugin/health: time: invalid duration "five"'],
    ['reload 1s', 'plugin/reload: interval value must be greater or equal to 2s'],
    ['loop here', wrongCount('loop', 2, 'here')],
    ['rewrite foo a b', 'plugin/rewrite: invalid rule type "foo"'],
    ['rewrite', 'plugin/rewrite: no rule type specified for rewrite'],
    ['rewrite type A', 'plugin/rewrite: type rules must have exactly two arguments'],
    ['template IN X', 'plugin/template: Corefile:2 - Error during parsing: invalid RR type X'],
    ['template IN A {\nrcode NOPE\n}', 'plugin/template: Corefile:3 - Error during parsing: unknown rcode NOPE'],
    ['template IN A {\nansver x\n}', wrongCount('template', 3, 'ansver')],
    ['hosts {\nttl soon\n}', 'plugin/hosts: Corefile:3 - Error during parsing: ttl needs a number of second'],
    [
      'hosts {\nfallthrough\nnonsense\n}',
      "plugin/hosts: Corefile:4 - Error during parsing: unknown property 'nonsense'",
    ],
    [
      'forward . 10.0.0.1 {\npolicy best\n}',
      "plugin/forward: Corefile:3 - Error during parsing: unknown policy 'best'",
    ],
    ['forward . 10.0.0.1 {\nmax_fails many\n}', 'plugin/forward: strconv.ParseUint: parsing "many": invalid syntax'],
    ['forward . 10.0.0.1 {\nexcept\n}', wrongCount('forward', 3, 'except')],
    ['kubernetes cluster.local {\nttl\n}', wrongCount('kubernetes', 3, 'ttl')],
    ['kubernetes cluster.local {\nttl x\n}', 'plugin/kubernetes: strconv.Atoi: parsing "x": invalid syntax'],
    [
      'kubernetes cluster.local {\nignore all\n}',
      "plugin/kubernetes: Corefile:3 - Error during parsing: unable to parse ignore value: 'all'",
    ],
    ['loadbalance random', 'plugin/loadbalance: Corefile:2 - Error during parsing: unknown policy: random'],
  ])('%s', (plugins, message) => expect(complaint(plugins)).toBe(message));
});
