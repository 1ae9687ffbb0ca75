import { describe, expect, it } from 'vitest';
import { client, clusterUnderTest } from '../../conformance/cluster-under-test.js';

const WEB =
  '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.96.7.7, ports: [{port: 80, name: http}]}}';

function world() {
  const made = clusterUnderTest();
  made.apply(client(), WEB);
  return made;
}

describe('dig', () => {
  it('shows the whole answer', () => {
    const { exec } = world();
    const { stdout, code } = exec('client', 'dig web.default.svc.cluster.local');
    expect(code).toBe(0);
    expect(
      stdout.replace(/id: \d+|COOKIE: [0-9a-f]{16}|WHEN: .*/g, (text) => text.replace(/[0-9a-f]+$|: .*/, ': X')),
    ).toMatchInlineSnapshot(`
      "
      ; <<>> DiG 9.18.41 <<>> web.default.svc.cluster.local
      ;; global options: +cmd
      ;; Got answer:
      ;; WARNING: .local is reserved for Multicast DNS
      ;; You are currently testing what happens when an mDNS query is leaked to DNS
      ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: X
      ;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
      ;; WARNING: recursion requested but not available

      ;; OPT PSEUDOSECTION:
      ; EDNS: version: 0, flags:; udp: 1232
      ; COOKIE: X (echoed)
      ;; QUESTION SECTION:
      ;web.default.svc.cluster.local.	IN	A

      ;; ANSWER SECTION:
      web.default.svc.cluster.local. 30 IN	A	10.96.7.7

      ;; Query time: 2 msec
      ;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)
      ;; WHEN: X
      ;; MSG SIZE  rcvd: 115

      "
    `);
  });

  it('shows the authority and exits 0 when there is no such name, and asks for what was written, not for the search list', () => {
    const { exec } = world();
    const { stdout, code } = exec(
      'client',
      'dig +noall +comments +authority nosuch.default.svc.cluster.local | grep -v COOKIE',
    );
    expect(code).toBe(0);
    expect(stdout.replace(/id: \d+/, 'id: X').replace(/ \d{9,} 7200/, ' SERIAL 7200')).toMatchInlineSnapshot(`
      ";; Got answer:
      ;; WARNING: .local is reserved for Multicast DNS
      ;; You are currently testing what happens when an mDNS query is leaked to DNS
      ;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: X
      ;; flags: qr aa rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1
      ;; WARNING: recursion requested but not available

      ;; OPT PSEUDOSECTION:
      ; EDNS: version: 0, flags:; udp: 1232
      ;; AUTHORITY SECTION:
      cluster.local.		30	IN	SOA	ns.dns.cluster.local. hostmaster.cluster.local. SERIAL 7200 1800 86400 30

      "
    `);
    expect(exec('client', 'dig +short web').stdout).toBe('');
    expect(exec('client', 'dig +short +search web').stdout).toBe('10.96.7.7\n');
  });

  it('asks for every type, at another server, and backwards', () => {
    const { exec } = world();
    const said = (command: string) => exec('client', command).stdout;
    expect(said('dig +short SRV _http._tcp.web.default.svc.cluster.local')).toBe(
      '0 100 80 web.default.svc.cluster.local.\n',
    );
    expect(said('dig +short -x 10.96.7.7')).toBe('web.default.svc.cluster.local.\n');
    expect(said('dig +short TXT dns-version.cluster.local')).toBe('"1.1.0"\n');
    expect(said('dig @kube-dns.kube-system +short web.default.svc.cluster.local')).toBe('10.96.7.7\n');
    expect(said('dig +noall +answer web.default.svc.cluster.local a -t aaaa web.default.svc.cluster.local')).toContain(
      '10.96.7.7',
    );
    expect(exec('client', 'dig +nonsense web').stderr).toMatch(/^Invalid option: \+nonsense\nUsage: {2}dig/);
    expect(exec('client', 'dig @nobody.example web').code).toBe(10);
  });

  it('keeps the columns of BIND for names of every length', () => {
    const { exec } = world();
    const lines = (name: string) => exec('client', `dig +noall +question +answer ${name}`).stdout;
    expect(lines('kube-dns.kube-system.svc.cluster.local')).toBe(
      ';kube-dns.kube-system.svc.cluster.local.\tIN A\nkube-dns.kube-system.svc.cluster.local.\t30 IN A\t10.96.0.10\n',
    );
    expect(lines('kubernetes.default.svc.cluster.local')).toBe(
      ';kubernetes.default.svc.cluster.local. IN A\nkubernetes.default.svc.cluster.local. 30 IN A\t10.96.0.1\n',
    );
    expect(lines('cluster.local SOA')).toMatch(
      /^;cluster\.local\.\t\t\tIN\tSOA\ncluster\.local\.\t\t30\tIN\tSOA\tns\.dns\.cluster\.local\. /,
    );
  });

  it('asks again over TCP when the answer did not fit', () => {
    const made = clusterUnderTest();
    const addresses = Array.from({ length: 90 }, (_, at) => `{addresses: [10.244.9.${at + 1}]}`).join(', ');
    made.apply(
      client(),
      '{apiVersion: v1, kind: Service, metadata: {name: many}, spec: {clusterIP: None, ports: [{port: 80}]}}',
      `{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: many-1, labels: {kubernetes.io/service-name: many}}, addressType: IPv4, ports: [{port: 80}], endpoints: [${addresses}]}`,
    );
    const name = 'many.default.svc.cluster.local';
    const whole = made.exec('client', `dig ${name}`).stdout;
    expect(whole).toMatch(/^;; Truncated, retrying in TCP mode\.\n/);
    expect(whole).toContain('ANSWER: 90, ');
    expect(whole).toMatch(/SERVER: 10\.96\.0\.10#53\(10\.96\.0\.10\) \(TCP\)/);
    const cut = made.exec('client', `dig +ignore ${name}`).stdout;
    expect(cut).toMatch(/flags: qr aa tc rd; QUERY: 1, ANSWER: [1-7]\d, /);
    expect(made.exec('client', 'getent ahostsv4 many | grep -c STREAM').stdout).toBe('90\n');
  });

  it('gives up after three tries when no DNS Pod is ready, and exits 9', () => {
    const made = world();
    const path = '/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale';
    made.ask('PATCH', path, { spec: { replicas: 0 } }, 'application/merge-patch+json');
    made.wait(40);
    const start = made.cluster.elapsed();
    const { stdout, code } = made.exec('client', 'dig +tries=2 +time=3 web.default.svc.cluster.local');
    expect([code, made.cluster.elapsed() - start]).toEqual([9, expect.closeTo(6000, -2)]);
    expect(stdout).toBe(
      `;; communications error to 10.96.0.10#53: timed out
;; communications error to 10.96.0.10#53: timed out

; <<>> DiG 9.18.41 <<>> +tries=2 +time=3 web.default.svc.cluster.local
;; global options: +cmd
;; no servers could be reached

`,
    );
    const curl = made.exec('client', 'curl -sS http://web');
    expect([curl.code, curl.stderr]).toEqual([6, 'curl: (6) Could not resolve host: web\n']);
  });
});

describe('nslookup and host of BIND', () => {
  it('go along the search list and show what they found', () => {
    const { exec } = world();
    expect(exec('client', 'nslookup web').stdout).toBe(
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.7.7\n\n',
    );
    expect(exec('client', 'host web').stdout).toBe('web.default.svc.cluster.local has address 10.96.7.7\n');
    expect(exec('client', 'host 10.96.7.7').stdout).toBe(
      '7.7.96.10.in-addr.arpa domain name pointer web.default.svc.cluster.local.\n',
    );
    const missing = exec('client', 'nslookup nobody');
    expect([missing.code, missing.stdout]).toEqual([
      1,
      "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n** server can't find nobody: NXDOMAIN\n\n",
    ]);
    expect(exec('client', 'host nobody')).toEqual({
      code: 1,
      stdout: 'Host nobody not found: 3(NXDOMAIN)\n',
      stderr: '',
    });
  });
});
