import { describe, expect, it } from 'vitest';
import { createWorld } from './world.js';

describe('a kubelet', () => {
  it('pulls, creates and starts a Pod, and tells it as upstream does', () => {
    const { pod, settle, get, events } = createWorld();
    pod('web', {});
    settle();
    const { status } = get('web') ?? {};
    expect(status?.phase).toBe('Running');
    expect(status?.podIP).toMatch(/^10\.244\.[12]\.2$/);
    expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(events('web').map((line) => line.replace(/[\d.]+s/g, 'T'))).toEqual([
      'Pulling: Pulling image "nginx:1.27"',
      'Pulled: Successfully pulled image "nginx:1.27" in T (T including waiting). Image size: 59774010 bytes.',
      'Created: Container created',
      'Started: Container started',
    ]);
  });

  it('waits longer and longer for an image that no registry has', () => {
    const { pod, sim, get, events } = createWorld();
    pod('web', { image: 'nginx:1.161' });
    sim.run({ until: sim.now() + 8000 });
    expect(get('web')?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message:
        'Back-off pulling image "nginx:1.161": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.161": failed to resolve reference "docker.io/library/nginx:1.161": docker.io/library/nginx:1.161: not found',
    });
    sim.run({ until: sim.now() + 60_000 });
    expect(events('web')).toContain('Pulling: Pulling image "nginx:1.161" (x3)');
  });

  it('starts a container that has ended again, with back-off', () => {
    const { pod, sim, get, events } = createWorld();
    pod('app', { image: 'registry.example.com/shop/cart:1.0' }, { env: [{ name: 'PORT', value: 'x' }] });
    sim.run({ until: sim.now() + 8000 });
    const status = get('app')?.status?.containerStatuses?.[0];
    expect(status?.restartCount).toBe(1);
    expect(status?.state?.waiting?.reason).toBe('CrashLoopBackOff');
    expect(status?.lastState?.terminated?.exitCode).toBe(1);
    expect(
      events('app').some((line) =>
        line.startsWith('BackOff: Back-off restarting failed container app in pod app_default('),
      ),
    ).toBe(true);
  });

  it('says what a container cannot start', () => {
    const { pod, sim, get } = createWorld();
    pod('app', { image: 'registry.k8s.io/pause:3.10.1', command: ['foo'], restartPolicy: 'Never' });
    sim.run({ until: sim.now() + 5000 });
    expect(get('app')?.status?.phase).toBe('Failed');
    expect(get('app')?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
    });
  });

  it('ends a deleted Pod by its stop signal', () => {
    const { pod, settle, get, api, events } = createWorld();
    pod('web', {});
    settle();
    api.delete('pods', { namespace: 'default', name: 'web' });
    settle();
    expect(get('web')).toBeUndefined();
    expect(events('web').at(-1)).toBe('Killing: Stopping container web');
  });

  it('probes over the network and takes an unready Pod out', () => {
    const { pod, settle, get, sim, events } = createWorld();
    pod('web', {}, { readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 } });
    pod('bad', {}, { readinessProbe: { httpGet: { path: '/nope', port: 80 }, periodSeconds: 5 } });
    pod('shut', {}, { livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 5, failureThreshold: 2 } });
    settle();
    sim.run({ until: sim.now() + 20_000 });
    expect(get('web')?.status?.containerStatuses?.[0]?.ready).toBe(true);
    expect(get('bad')?.status?.containerStatuses?.[0]?.ready).toBe(false);
    expect(events('bad').at(-1)).toMatch(/^Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404/);
    expect(
      events('shut').some((line) =>
        line.startsWith('Killing: Container shut failed liveness probe, will be restarted'),
      ),
    ).toBe(true);
    expect(get('shut')?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
  });

  it('runs programs in a container and keeps its log', () => {
    const { pod, settle, exec, logs, get } = createWorld();
    pod('web', {});
    pod('client', {
      image: 'curlimages/curl',
      command: ['/entrypoint.sh', '-sS', '-m', '3', 'http://10.244.9.9'],
      restartPolicy: 'Never',
    });
    settle();
    const ip = get('web')?.status?.podIP ?? '';
    const page = exec('web', ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}\n', `http://${ip}`]);
    expect(page).toEqual({ stdout: '200\n', stderr: '', status: { metadata: {}, status: 'Success' } });
    expect(logs('web')).toContain('"GET / HTTP/1.1" 200');
    expect(exec('web', ['curl', '-s', '-S', `http://${ip}:81`]).stderr).toMatch(
      /^curl: \(7\) Failed to connect to .* port 81 after \d+ ms: Could not connect to server\n$/,
    );
  });

  it('gives equal bytes after a snapshot, JSON and restore', () => {
    const run = (through: boolean) => {
      const { pod, sim } = createWorld();
      pod('web', {}, { readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 } });
      sim.run({ until: sim.now() + 1700 });
      if (through) sim.restore(JSON.parse(JSON.stringify(sim.snapshot())) as ReturnType<typeof sim.snapshot>);
      sim.run({ until: sim.now() + 30_000 });
      return JSON.stringify(sim.snapshot());
    };
    expect(run(true)).toBe(run(false));
  });
});
