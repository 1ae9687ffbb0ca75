import { describe, expect, it } from 'vitest';
import { client, clusterUnderTest } from '../../conformance/cluster-under-test.js';

const NETSHOOT = client('shell')
  .replace('registry.k8s.io/e2e-test-images/agnhost:2.53', 'nicolaka/netshoot:latest')
  .replace('args: [pause]', 'command: [sleep, infinity]');

/** A Pod that only listens. */
function listener(command: string, image: string): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ears, labels: {app: ears}}
spec:
  containers:
  - name: main
    image: ${image}
    command: [sh, -c, '${command}']
---
apiVersion: v1
kind: Service
metadata: {name: ears}
spec:
  clusterIP: 10.96.7.7
  selector: {app: ears}
  ports: [{name: udp, port: 9000, protocol: UDP}, {name: tcp, port: 9000}]
`;
}

function world(command: string, image = 'busybox:1.37') {
  const made = clusterUnderTest();
  made.apply(client('client'), NETSHOOT, listener(command, image));
  return { ...made, ip: made.pod('ears').status?.podIP ?? '', heard: () => logsOf(made) };
}

function logsOf({ request }: Pick<ReturnType<typeof clusterUnderTest>, 'request'>): unknown {
  return request({ method: 'GET', path: '/api/v1/namespaces/default/pods/ears/log' }).body;
}

describe('nc over UDP', () => {
  it('prints what the first sender says and answers it, for ever: nobody says goodbye over UDP', () => {
    const { exec, heard, pod } = world('echo pong | nc -l -u -p 9000');
    expect(exec('client', 'echo ping | nc -u -w 1 ears 9000')).toEqual({ code: 0, stdout: 'pong\n', stderr: '' });
    expect(heard()).toBe('ping\n');
    expect(pod('ears').status?.phase).toBe('Running');
  });

  it('hears its first sender only, as busybox has it; the one of OpenBSD hears everybody with -k', () => {
    const { exec, heard } = world('nc -l -u -k -p 9000');
    exec('client', 'echo one | nc -u -w 1 ears 9000');
    exec('client', 'echo two | nc -u -w 1 ears 9000');
    expect(heard()).toBe('one\n');
    const all = world('nc -l -u -k 9000', 'nicolaka/netshoot:latest');
    all.exec('client', 'echo one | nc -u -w 1 ears 9000');
    all.exec('client', 'echo two | nc -u -w 1 ears 9000');
    expect(all.heard()).toBe('one\ntwo\n');
  });

  it('says nothing of a port that nobody has, and looks with -z for a refusal', () => {
    const { exec, ip } = world('nc -l -u -p 9000');
    expect(exec('client', `echo x | nc -u -w 1 ${ip} 9001`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(exec('shell', `nc -uzv -w 2 ${ip} 9000`)).toEqual({
      code: 0,
      stdout: '',
      stderr: `Connection to ${ip} 9000 port [udp/*] succeeded!\n`,
    });
    expect(exec('shell', `nc -uzv -w 2 ${ip} 9001`).code).toBe(1);
  });
});

describe('nc over TCP', () => {
  it('ends with its client, and listens on with -k', () => {
    const { exec, heard } = world('nc -l -k -p 9000; echo over');
    exec('client', 'echo one | nc -w 1 ears 9000');
    exec('client', 'echo two | nc -w 1 ears 9000');
    expect(heard()).toBe('one\ntwo\n');
    const once = world('nc -l -p 9000; echo over; sleep 100');
    once.exec('client', 'echo one | nc -w 1 ears 9000');
    once.wait(1);
    expect(once.heard()).toBe('one\nover\n');
    expect(once.exec('shell', 'nc -zv ears 9000').stderr).toBe(
      'nc: connect to ears (10.96.7.7) port 9000 (tcp) failed: Connection refused\n',
    );
  });

  it('speaks as the program of its image does', () => {
    const { exec } = world('nc -lk -p 9000');
    expect(exec('client', 'nc -zv ears 9000').stderr).toBe('ears (10.96.7.7:9000) open\n');
    expect(exec('shell', 'nc -zv ears 9000').stderr).toBe(
      'Connection to ears (10.96.7.7) 9000 port [tcp/*] succeeded!\n',
    );
    expect(exec('shell', 'nc -zv -w 1 nobody 9000').stderr).toBe(
      'nc: getaddrinfo for host "nobody" port 9000: Name does not resolve\n',
    );
    expect(exec('shell', 'ncat -zv ears 9000').stderr).toBe(
      'Ncat: Version 7.95 ( https://nmap.org/ncat )\nNcat: Connected to 10.96.7.7:9000.\n',
    );
    expect(exec('shell', 'ncat -w 1 10.96.7.99 9000 </dev/null')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Ncat: TIMEOUT.\n',
    });
  });
});
