import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { run, start } from '../cli/program.js';
import { type Emulator, open, stateFolder } from './emulator.js';

const running: Emulator[] = [];
afterEach(() => {
  for (const { pty } of running.splice(0)) pty.kill('SIGKILL');
});

/** A lesson that one's own kubectl may join. */
async function served(): Promise<Emulator & { readonly kubeconfig: string }> {
  const state = stateFolder();
  const emulator = open({ args: ['--serve', 'first-service'], state });
  running.push(emulator);
  const kubeconfig = join(state, 'svc-learn', 'kubeconfig');
  await emulator.shows('export KUBECONFIG=');
  return { ...emulator, kubeconfig };
}

it('a kubectl outside changes the cluster, the screen follows, and undo takes it back', async () => {
  const { kubeconfig, shows, type, screen } = await served();
  const kubectl = (...args: readonly string[]) => run(['kubectl', ...args], { env: { KUBECONFIG: kubeconfig } });
  expect(screen().replace(/ *│\n│ */g, '')).toContain(kubeconfig);
  expect(statSync(kubeconfig).mode & 0o077).toBe(0);
  expect(await kubectl('create', 'deployment', 'guest', '--image=nginx')).toEqual({
    code: 0,
    stdout: 'deployment.apps/guest created\n',
    stderr: '',
  });
  await shows('外から: kubectl create deployment (deployments/guest)');
  await shows(/✓ guest-[a-z0-9-]+ +10\.244\.\d+\.\d+/);
  await shows('直前の操作: 外から: kubectl create deployment');
  const watch = start(['kubectl', 'get', 'deployments', '-w', '-o', 'name'], { env: { KUBECONFIG: kubeconfig } });
  await watch.said(/guest/);
  type('\x1a');
  await shows(/^(?![\s\S]*guest-)/);
  expect((await watch.ended).stdout).toMatch(/^deployment.apps\/guest\ndeployment.apps\/my-app\n/);
  expect(await kubectl('get', 'deployments', '-o', 'name')).toEqual({
    code: 0,
    stdout: 'deployment.apps/my-app\n',
    stderr: '',
  });
  type('serve\r');
  await shows(/serve *│\n│ 手元のkubectlも/);
});

it('the kubeconfig goes away with the screen, and a wrong token does not get in', async () => {
  const { kubeconfig, type, ended } = await served();
  const wrong = await run(['kubectl', 'get', 'pods', '--token=wrong'], { env: { KUBECONFIG: kubeconfig } });
  expect(wrong).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: You must be logged in to the server (Unauthorized)\n',
  });
  expect(readFileSync(kubeconfig, 'utf8')).toMatch(/^ {4}server: https:\/\/127\.0\.0\.1:\d+$/m);
  type('exit\r');
  await ended;
  expect(existsSync(kubeconfig)).toBe(false);
});

it('a port that is taken is said, and the lesson goes on', async () => {
  const first = await served();
  const port = /:(\d+)$/m.exec(readFileSync(first.kubeconfig, 'utf8'))?.[1] ?? '';
  const second = open({ args: ['--serve', '--port', port, 'first-service'] });
  running.push(second);
  await second.shows('手元のkubectlをつなげません(EADDRINUSE)');
  second.type('echo "goes"-on\r');
  await second.shows('goes-on');
});
