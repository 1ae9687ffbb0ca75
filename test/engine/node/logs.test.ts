import { describe, expect, it } from 'vitest';
import { createWorld } from './world.js';

describe('logs', () => {
  it('shows the run before with --previous, the last lines, and times', () => {
    const { pod, sim, logs } = createWorld();
    pod('app', { image: 'busybox', command: ['sh', '-c', 'echo one; echo two; exit 1'] });
    sim.run({ until: sim.now() + 6000 });
    expect(logs('app')).toBe('one\ntwo\n');
    expect(logs('app', { previous: true })).toBe('one\ntwo\n');
    expect(logs('app', { tailLines: 1, timestamps: true })).toMatch(/^2026-01-01T00:00:0\d\.\d{9}Z two\n$/);
  });

  it('says why there is none, in the words of the kubelet', () => {
    const { pod, sim, logs } = createWorld();
    pod('web', {});
    sim.run({ until: sim.now() + 600 });
    expect(() => logs('web')).toThrow('container "web" in pod "web" is waiting to start: ContainerCreating');
    pod('bad', { image: 'nosuch' });
    sim.run({ until: sim.now() + 7000 });
    expect(() => logs('bad')).toThrow(
      'container "bad" in pod "bad" is waiting to start: trying and failing to pull image',
    );
    expect(() => logs('web', { previous: true })).toThrow('previous terminated container "web" in pod "web" not found');
  });

  it('follows a container until its end', () => {
    const { pod, sim, get, nodes } = createWorld();
    pod('app', {
      image: 'busybox',
      command: ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 1; done'],
      restartPolicy: 'Never',
    });
    sim.run({ until: sim.now() + 2000 });
    const chunks: unknown[] = [];
    const sink = { chunk: (chunk: unknown) => chunks.push(chunk), end: () => chunks.push('end') };
    nodes?.logs(
      get('app') as never,
      { container: 'app', follow: true, previous: false, timestamps: false },
      sink as never,
    );
    sim.run({ until: sim.now() + 8000 });
    expect(chunks.join('|').replaceAll('\n|', '\n')).toBe('1\n2\n3\nend');
  });
});
