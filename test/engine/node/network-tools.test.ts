import { describe, expect, it } from 'vitest';
import { client, clusterUnderTest, netexec } from '../../conformance/cluster-under-test.js';

const WEB =
  '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.96.7.7, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}';
const SHELL = client('shell')
  .replace('registry.k8s.io/e2e-test-images/agnhost:2.53', 'nicolaka/netshoot:latest')
  .replace('args: [pause]', 'command: [sleep, infinity]');

function world() {
  const made = clusterUnderTest();
  made.apply(
    client('client', 'nodeName: svc-learn-worker'),
    SHELL,
    netexec('web', { labels: '{app: web}', node: 'svc-learn-worker2' }),
    WEB,
  );
  return { ...made, ip: made.pod('web').status?.podIP ?? '' };
}

describe('ping', () => {
  it('is answered by a Pod and by a node', () => {
    const { exec, ip } = world();
    const { stdout, code } = exec('client', `ping -c 2 ${ip}`);
    expect(code).toBe(0);
    expect(stdout.replace(/\d\.\d{3}(?= ms|\/)/g, 'T')).toBe(
      `PING ${ip} (${ip}): 56 data bytes
64 bytes from ${ip}: seq=0 ttl=62 time=T ms
64 bytes from ${ip}: seq=1 ttl=62 time=T ms

--- ${ip} ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = T/T/T ms
`,
    );
    expect(exec('shell', 'ping -c 1 172.18.0.2').stdout).toMatch(
      /^PING 172\.18\.0\.2 \(172\.18\.0\.2\) 56\(84\) bytes of data\.\n64 bytes from 172\.18\.0\.2: icmp_seq=1 ttl=63 time=/,
    );
  });

  it('gets no answer from the address of a Service, whose port answers', () => {
    const { exec, cluster } = world();
    expect(exec('client', 'curl -sS http://web/hostname').stdout).toBe('web');
    const start = cluster.elapsed();
    const { stdout, code } = exec('client', 'ping -c 3 -W 1 web');
    expect([code, stdout]).toEqual([
      1,
      'PING web (10.96.7.7): 56 data bytes\n\n--- web ping statistics ---\n3 packets transmitted, 0 packets received, 100% packet loss\n',
    ]);
    expect(cluster.elapsed() - start).toBeGreaterThanOrEqual(3000);
  });

  it('says when a host of the neighbourhood is not there, and when a name is not', () => {
    const { exec } = world();
    expect(exec('shell', 'ping -c 1 -W 1 172.18.0.77').stdout).toMatch(/icmp_seq=1 Destination Host Unreachable\n/);
    expect(exec('shell', 'ping -c 1 nobody')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'ping: nobody: Name or service not known\n',
    });
    expect(exec('client', 'ping -c 1 nobody').stderr).toBe("ping: bad address 'nobody'\n");
  });
});

describe('traceroute', () => {
  it('shows the nodes between two Pods, and stars where nobody answers', () => {
    const { exec, ip } = world();
    const lines = exec('client', `traceroute ${ip}`)
      .stdout.replace(/\d+\.\d{3} ms/g, 'T')
      .split('\n');
    expect(lines).toEqual([
      `traceroute to ${ip} (${ip}), 30 hops max, 46 byte packets`,
      ' 1  10.244.1.1 (10.244.1.1)  T  T  T',
      ' 2  172.18.0.4 (172.18.0.4)  T  T  T',
      ` 3  ${ip} (${ip})  T  T  T`,
      '',
    ]);
    const lost = exec('client', 'traceroute -m 2 -w 1 web').stdout.split('\n').slice(1);
    expect(lost.map((line) => line.replace(/\d+\.\d{3} ms/g, 'T'))).toEqual([
      ' 1  10.244.1.1 (10.244.1.1)  T  T  T',
      ' 2  *  *  *',
      '',
    ]);
  });
});

describe('netstat and ss', () => {
  it('list who listens', () => {
    const { exec } = world();
    expect(exec('web', 'netstat -tln').stdout).toBe(
      'Active Internet connections (only servers)\n' +
        'Proto Recv-Q Send-Q Local Address           Foreign Address         State       \n' +
        'tcp        0      0 0.0.0.0:8080            0.0.0.0:*               LISTEN      \n',
    );
    expect(exec('web', 'netstat -lu').stdout).toContain('udp        0      0 0.0.0.0:8081 ');
    const { stdout } = exec('shell', 'nc -l -p 9000 & sleep 1; ss -ltn; kill %1');
    expect(stdout.split('\n').map((line) => line.trim().replace(/\s+/g, ' '))).toEqual([
      'State Recv-Q Send-Q Local Address:Port Peer Address:Port Process',
      'LISTEN 0 4096 0.0.0.0:9000 0.0.0.0:*',
      '',
    ]);
  });
});
