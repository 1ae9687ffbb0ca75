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
    ['loadbalance random', 'plugin/loadbalance: Corefile:2 - Error during parsing: unknown policy: random'],
  ])('%s', (plugins, message) => expect(complaint(plugins)).toBe(message));
});
