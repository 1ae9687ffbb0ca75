import { describe, expect, it } from 'vitest';
import { createWorld } from './world.js';

const SHELL = { image: 'busybox', command: ['sleep', 'infinity'] };

describe('what a container finds', () => {
  it('has ConfigMaps and Secrets as files and variables, and waits for those that are missing', () => {
    const { api, pod, sim, exec, get, events } = createWorld();
    const volumes = [
      { name: 'conf', configMap: { name: 'conf' } },
      { name: 'both', emptyDir: {} },
    ];
    const env = [{ name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'conf', key: 'color' } } }];
    pod('late', { ...SHELL }, { env });
    sim.run({ until: sim.now() + 4000 });
    expect(get('late')?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'configmap "conf" not found',
    });
    expect(events('late').at(-1)).toBe('Failed: Error: configmap "conf" not found');
    api.create('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'conf', namespace: 'default' },
      data: { color: 'red' },
    } as never);
    sim.run({ until: sim.now() + 30_000 });
    expect(exec('late', ['printenv', 'COLOR']).stdout).toBe('red\n');
    pod('web', { ...SHELL, volumes } as never, {
      volumeMounts: [
        { name: 'conf', mountPath: '/etc/conf' },
        { name: 'both', mountPath: '/both' },
      ],
    });
    sim.run({ until: sim.now() + 5000 });
    expect(exec('web', ['sh', '-c', 'cat /etc/conf/color; ls /etc/conf; echo hi > /both/x; cat /both/x']).stdout).toBe(
      'redcolor\nhi\n',
    );
    expect(exec('web', ['cat', '/var/run/secrets/kubernetes.io/serviceaccount/namespace']).stdout).toBe('default');
  });

  it('runs init containers one after the other before the others', () => {
    const { pod, settle, get, logs } = createWorld();
    const init = (name: string, text: string) => ({ name, image: 'busybox', command: ['sh', '-c', text] });
    pod('app', { ...SHELL, initContainers: [init('one', 'echo 1'), init('two', 'sleep 2; echo 2')] });
    settle();
    expect(get('app')?.status?.phase).toBe('Pending');
    expect(logs('app', { container: 'one' })).toBe('1\n');
  });

  it('runs its hooks: after the start, and before the end', () => {
    const { pod, settle, sim, get, api, exec } = createWorld();
    const lifecycle = {
      postStart: { exec: { command: ['sh', '-c', 'echo up > /tmp/hook'] } },
      preStop: { sleep: { seconds: 5 } },
    };
    pod('web', {}, { lifecycle });
    settle();
    expect(exec('web', ['cat', '/tmp/hook']).stdout).toBe('up\n');
    const before = sim.now();
    api.delete('pods', { namespace: 'default', name: 'web' });
    sim.run({ until: before + 4500 });
    expect(get('web')).toBeDefined();
    sim.run({ until: before + 6000 });
    expect(get('web')).toBeUndefined();
  });

  it('is killed after its grace period when its shell ignores TERM', () => {
    const { pod, settle, sim, get, api } = createWorld();
    pod('app', { image: 'busybox', command: ['sh', '-c', 'sleep 3600'] });
    settle();
    const before = sim.now();
    api.delete('pods', { namespace: 'default', name: 'app' });
    sim.run({ until: before + 29_000 });
    expect(get('app')?.metadata.deletionTimestamp).toBeDefined();
    sim.run({ until: before + 31_500 });
    expect(get('app')).toBeUndefined();
  });

  it('talks to an interactive shell over exec and over attach', () => {
    const { pod, settle, sim, nodes, get, logs } = createWorld();
    pod(
      'app',
      { image: 'busybox', command: ['sh'], restartPolicy: 'Never' },
      { stdin: true, tty: true, stdinOnce: true },
    );
    settle();
    let text = '';
    let status: unknown;
    const channels = nodes?.attach(
      get('app') as never,
      { container: 'app', command: [], stdin: true, stdout: true, stderr: false, tty: true },
      {
        stdout: (more) => {
          text += more;
        },
        stderr: () => undefined,
        end: (end) => {
          status = end;
        },
      },
    );
    sim.run({ until: sim.now() + 100 });
    channels?.stdin('echo $((6*7))\n');
    sim.run({ until: sim.now() + 1000 });
    channels?.stdin('exit 4\n');
    sim.run({ until: sim.now() + 3000 });
    expect(text).toBe('/ # echo $((6*7))\r\n42\r\n/ # exit 4\r\n');
    expect(status).toEqual({ metadata: {}, status: 'Success' });
    expect(get('app')?.status?.phase).toBe('Failed');
    expect(get('app')?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 4,
      reason: 'Error',
    });
    expect(logs('app')).toBe(text);
  });

  it('lets programs of the workstation and of nodes reach what they may', () => {
    const { pod, settle, sim, nodes, get } = createWorld();
    pod('web', {});
    settle();
    const run = (machine: { workstation: true } | { node: string }, argv: string[]) => {
      const result = { text: '', code: -1 };
      const add = (text: string) => {
        result.text += text;
      };
      nodes?.spawn({
        machine,
        argv,
        stdout: add,
        stderr: add,
        exited: (code) => {
          result.code = code;
        },
      });
      sim.run({ until: sim.now() + 10_000 });
      return result;
    };
    const ip = get('web')?.status?.podIP ?? '';
    expect(run({ node: 'svc-learn-worker' }, ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', ip])).toEqual({
      text: '200',
      code: 0,
    });
    expect(run({ workstation: true }, ['curl', '-sS', '-m', '3', ip]).code).toBeGreaterThan(0);
    expect(
      nodes?.spawn({
        machine: { workstation: true },
        argv: ['foo'],
        stdout: () => undefined,
        stderr: () => undefined,
        exited: () => undefined,
      }),
    ).toBeUndefined();
  });
});
