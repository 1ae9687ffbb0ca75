import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../../src/engine/index.js';
import { parseCorefile } from '../../../../src/engine/net/dns/coredns/corefile.js';
import { serverConfigs } from '../../../../src/engine/net/dns/coredns/server-config.js';
import type { KubeObject } from '../../../../src/kube/shapes/meta.js';
import { type ClusterUnderTest, client, clusterUnderTest } from '../../../conformance/cluster-under-test.js';

const CONFIG = '/api/v1/namespaces/kube-system/configmaps/coredns';
const WEB = '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.96.7.7, ports: [{port: 80}]}}';
/** Longer than a kubelet and the plugin reload take together. */
const RELOADED_S = 150;

function corefileOf({ ask }: ClusterUnderTest): string {
  return (ask('GET', CONFIG) as KubeObject & { data: { Corefile: string } }).data.Corefile;
}

function edit(world: ClusterUnderTest, change: (text: string) => string) {
  world.ask('PATCH', CONFIG, { data: { Corefile: change(corefileOf(world)) } }, 'application/merge-patch+json');
}

function logs({ items, request }: ClusterUnderTest): readonly string[] {
  const pods = items('/api/v1/namespaces/kube-system/pods', { labelSelector: 'k8s-app=kube-dns' });
  return pods.map(({ metadata }) =>
    String(request({ method: 'GET', path: `/api/v1/namespaces/kube-system/pods/${metadata.name}/log` }).body),
  );
}

const answers = ({ cluster }: ClusterUnderTest, name: string, type = 'A') => {
  const { rcode, answers: found } = cluster.resolve({ from: { pod: 'default/client' }, name, type });
  return [rcode, ...found];
};

describe('the Corefile of the ConfigMap', () => {
  it('is read again some time after an edit, by kubelet and the plugin reload, and changes the answers', () => {
    const world = clusterUnderTest();
    world.apply(client(), WEB);
    expect(answers(world, 'web')).toEqual(['NOERROR', 'web.default.svc.cluster.local. 30 IN A 10.96.7.7']);
    edit(world, (text) => text.replace('ttl 30', 'ttl 7').replace('ready', 'ready\n    log'));
    world.wait(5);
    expect(answers(world, 'web')).toEqual(['NOERROR', 'web.default.svc.cluster.local. 30 IN A 10.96.7.7']);
    world.wait(RELOADED_S);
    expect(answers(world, 'web')).toEqual(['NOERROR', 'web.default.svc.cluster.local. 7 IN A 10.96.7.7']);
    const [hashes, more] = [
      /SHA512 = ([0-9a-f]{128})/g,
      /\[INFO\] Reloading\n.*SHA512.*\n\[INFO\] Reloading complete\n/,
    ];
    for (const log of logs(world)) {
      expect(log).toMatch(more);
      expect(new Set([...log.matchAll(hashes)].map(([, hash]) => hash)).size).toBe(2);
    }
    const ip = world.pod('client').status?.podIP?.replaceAll('.', '\\.');
    const line = `\\[INFO\\] ${ip}:\\d+ - \\d+ "A IN web\\.default\\.svc\\.cluster\\.local\\. udp 47 false 512" NOERROR qr,aa,rd 92 0\\.\\d{9}s`;
    expect(logs(world).join('')).toMatch(new RegExp(line));
  });

  it('is told in the log when it is broken, and the old one goes on', () => {
    const world = clusterUnderTest();
    world.apply(client(), WEB);
    edit(world, (text) => text.replace('ready', 'raedy'));
    world.wait(RELOADED_S);
    expect(answers(world, 'web')[0]).toBe('NOERROR');
    const complaint = "/etc/coredns/Corefile:6 - Error during parsing: Unknown directive 'raedy'";
    for (const log of logs(world)) {
      expect(log).toContain(
        `[INFO] Reloading\n[ERROR] Restart failed: ${complaint}\n` +
          `[ERROR] plugin/reload: Corefile changed but reload failed: starting with listener file descriptors: ${complaint}\n`,
      );
    }
  });

  it('that is broken keeps a new Pod from starting', () => {
    const world = clusterUnderTest();
    edit(world, (text) =>
      text.replace('kubernetes cluster.local', 'kubernetes').replace('pods insecure', 'podz insecure'),
    );
    world.request({
      method: 'DELETE',
      path: '/api/v1/namespaces/kube-system/pods',
      query: { labelSelector: 'k8s-app=kube-dns' },
    });
    world.wait(60);
    expect(logs(world)[0]).toBe(
      "plugin/kubernetes: /etc/coredns/Corefile:8 - Error during parsing: unknown property 'podz'\n",
    );
  });

  it('is the same after a snapshot in the middle of its way', () => {
    const world = clusterUnderTest();
    world.apply(client(), WEB);
    edit(world, (text) => text.replace('ttl 30', 'ttl 7'));
    world.wait(20);
    const copy = createCluster({ seed: 7 });
    const saved: unknown = JSON.parse(JSON.stringify(world.cluster.snapshot()));
    for (const cluster of [copy, world.cluster]) cluster.restore(saved);
    for (const cluster of [copy, world.cluster]) {
      cluster.run({ until: cluster.elapsed() + RELOADED_S * 1000 });
      cluster.resolve({ from: { pod: 'default/client' }, name: 'web' });
    }
    expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(world.cluster.snapshot()));
    expect(answers(world, 'web')[1]).toContain(' 7 IN A ');
  });
});

describe('plugins of the Corefile', () => {
  function worldWith(change: (text: string) => string, ...more: readonly string[]): ClusterUnderTest {
    const world = clusterUnderTest();
    world.apply(client(), WEB, ...more);
    edit(world, change);
    world.wait(RELOADED_S);
    return world;
  }

  it('cache keeps an answer, whose TTL counts down, after its Service is gone', () => {
    const world = worldWith((text) => text.replace(/cache 30 \{[^}]*\}/, 'cache 30'));
    const corednsPods = world.items('/apis/apps/v1/namespaces/kube-system/deployments');
    expect(corednsPods).toHaveLength(1);
    world.ask(
      'PATCH',
      '/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale',
      { spec: { replicas: 1 } },
      'application/merge-patch+json',
    );
    world.wait(20);
    expect(answers(world, 'web')[1]).toBe('web.default.svc.cluster.local. 30 IN A 10.96.7.7');
    expect(answers(world, 'later')).toEqual(['NXDOMAIN']);
    world.ask('DELETE', '/api/v1/namespaces/default/services/web');
    world.cluster.apply(WEB.replace('web', 'later').replace('10.96.7.7', '10.96.7.8'));
    world.wait(10);
    expect(answers(world, 'web')[1]).toBe('web.default.svc.cluster.local. 20 IN A 10.96.7.7');
    expect(answers(world, 'later')).toEqual(['NXDOMAIN']);
    world.wait(21);
    expect(answers(world, 'web')).toEqual(['NXDOMAIN']);
    expect(answers(world, 'later')[0]).toBe('NOERROR');
  });

  it('cache leaves the cluster alone as kubeadm installs it: a new Service is known at once', () => {
    const world = clusterUnderTest();
    world.apply(client());
    expect(answers(world, 'web')).toEqual(['NXDOMAIN']);
    world.apply(WEB);
    expect(answers(world, 'web')[0]).toBe('NOERROR');
  });

  it('hosts, rewrite and template give names of their own', () => {
    const own = [
      '    hosts {',
      '       192.0.2.9 db.example.com',
      '       fallthrough',
      '    }',
      '    rewrite name web.example.com web.default.svc.cluster.local',
      '    template IN A wild.example.com {',
      '       match "^(?P<n>[0-9]+)\\.wild\\.example\\.com\\.$"',
      '       answer "{{ .Name }} 60 IN A 192.0.2.{{ .Group.n }}"',
      '       fallthrough',
      '    }',
      '    errors',
    ].join('\n');
    const world = worldWith((text) => text.replace('    errors', own));
    expect(answers(world, 'db.example.com.')).toEqual(['NOERROR', 'db.example.com. 30 IN A 192.0.2.9']);
    expect(answers(world, 'web.example.com.')).toEqual(['NOERROR', 'web.example.com. 30 IN A 10.96.7.7']);
    expect(answers(world, '7.wild.example.com.')).toEqual(['NOERROR', '7.wild.example.com. 30 IN A 192.0.2.7']);
    expect(answers(world, 'x.wild.example.com.')[0]).toBe('NXDOMAIN');
  });

  it('forward sends a stub domain to another server of the cluster', () => {
    const other = `
apiVersion: v1
kind: ConfigMap
metadata: {name: other-dns}
data:
  Corefile: |
    corp.internal:53 {
        hosts {
           192.0.2.20 git.corp.internal
        }
        log
    }
---
apiVersion: v1
kind: Pod
metadata: {name: other-dns, labels: {app: other-dns}}
spec:
  volumes: [{name: config, configMap: {name: other-dns}}]
  containers:
  - name: dns
    image: registry.k8s.io/coredns/coredns:v1.14.7
    args: [-conf, /etc/coredns/Corefile]
    volumeMounts: [{name: config, mountPath: /etc/coredns}]
---
apiVersion: v1
kind: Service
metadata: {name: other-dns}
spec: {selector: {app: other-dns}, clusterIP: 10.96.53.53, ports: [{port: 53, protocol: UDP}]}
`;
    const world = worldWith(
      (text) => `${text}corp.internal:53 {\n    errors\n    cache 30\n    forward . 10.96.53.53\n}\n`,
      other,
    );
    expect(answers(world, 'git.corp.internal.')).toEqual(['NOERROR', 'git.corp.internal. 30 IN A 192.0.2.20']);
    expect(answers(world, 'svn.corp.internal.')).toEqual(['NXDOMAIN']);
    world.ask('DELETE', '/api/v1/namespaces/default/pods/other-dns');
    world.wait(40);
    expect(answers(world, 'late.corp.internal.')).toEqual(['SERVFAIL']);
    expect(logs(world).join('')).toMatch(
      /\[ERROR\] plugin\/errors: 2 late\.corp\.internal\. A: read udp 10\.244\.\d+\.\d+:\d+->10\.96\.53\.53:53: i\/o timeout\n/,
    );
  });

  it('kubernetes answers Pod names as its mode says', () => {
    const name = '10-1-2-3.default.pod.cluster.local.';
    expect(
      answers(
        worldWith((text) => text),
        name,
      ),
    ).toEqual(['NOERROR', `${name} 30 IN A 10.1.2.3`]);
    const verified = worldWith((text) => text.replace('insecure', 'verified'));
    expect(answers(verified, name)).toEqual(['NXDOMAIN']);
    const own = `${verified.pod('client').status?.podIP?.replaceAll('.', '-')}.default.pod.cluster.local.`;
    expect(answers(verified, own)[0]).toBe('NOERROR');
    expect(
      answers(
        worldWith((text) => text.replace('pods insecure', '')),
        name,
      ),
    ).toEqual(['NXDOMAIN']);
  });

  it('loop ends a server that asks itself', () => {
    const world = clusterUnderTest();
    edit(world, (text) => text.replace('/etc/resolv.conf', '10.96.0.10'));
    world.ask(
      'PATCH',
      '/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale',
      { spec: { replicas: 1 } },
      'application/merge-patch+json',
    );
    world.wait(RELOADED_S);
    const [name = ''] = world
      .items('/api/v1/namespaces/kube-system/pods', { labelSelector: 'k8s-app=kube-dns' })
      .map(({ metadata }) => metadata.name ?? '');
    const path = `/api/v1/namespaces/kube-system/pods/${name}/log`;
    const before = String(world.request({ method: 'GET', path, query: { previous: 'true' } }).body);
    expect(before).toMatch(
      /\[FATAL\] plugin\/loop: Loop \(.*:\d+ -> :53\) detected for zone "\.", see https:\/\/coredns\.io\/plugins\/loop#troubleshooting\. Query: "HINFO \d+\.\d+\."\n$/,
    );
  });
});

describe('a Corefile is refused', () => {
  it.each([
    ['.:53 {\n  errors\n', "Corefile:2 - Error during parsing: Unexpected EOF, expecting '}'"],
    ['.:53\n', "Corefile:1 - Error during parsing: Unexpected EOF, expecting '{'"],
    ['. {\n  whoops\n}\n', "Corefile:2 - Error during parsing: Unknown directive 'whoops'"],
    ['. {\n}\n.:53 {\n}\n', 'cannot serve dns://.:53 - it is already defined'],
    ['. {\n  forward . dns.example.com\n}\n', 'plugin/forward: not an IP address or file: "dns.example.com"'],
    [
      '. {\n  kubernetes a {\n    ttl 5000\n  }\n}\n',
      'plugin/kubernetes: Corefile:3 - Error during parsing: ttl must be in range [0, 3600]: 5000',
    ],
  ])('%j', (text, message) => {
    expect(() => serverConfigs(parseCorefile(text, 'Corefile'), 'Corefile')).toThrow(message);
  });
});
