import { describe, expect, it } from 'vitest';
import type { Tutorial } from '../../src/hosts/tutorial/tutorial.js';
import { play } from './play.js';

describe('undo', () => {
  it('takes a command back, and redo repeats it', async () => {
    const { model, run, text } = await play();
    await run('A=1; touch here');
    await run('A=2; rm here');
    model.actions.undo();
    await run('echo "[$A] $(ls)"');
    expect(text()).toContain('[1] here\nservice.yaml\n');
    expect(text()).not.toContain('A=2');
    model.actions.undo();
    model.actions.undo();
    await run('echo "[$A]"');
    expect(text()).toContain('[]\n');
    model.actions.undo();
    model.actions.undo();
    expect(text()).toContain('there is nothing before this');
  });

  it('of a running command ends it and goes back to the prompt before it', async () => {
    const { model, run, text, until, saved } = await play();
    await run('A=1');
    model.actions.submitLine('A=2; sleep 1000');
    await until(() => model.snapshot().terminal.running);
    model.actions.undo();
    await until(() => !model.snapshot().terminal.running);
    await run('echo "[$A]"');
    expect(text()).toContain('[1]\n');
    expect(text()).not.toContain('sleep');
    expect(model.snapshot().header.lastChange).toBe('echo "[$A]"');
    expect(saved.progress.history).toEqual(['A=1', 'A=2; sleep 1000', 'echo "[$A]"']);
  });

  it('can be typed, too', async () => {
    const { model, run, text, until } = await play();
    await run('A=1');
    await run('A=2');
    model.actions.submitLine('undo');
    await until(() => model.snapshot().header.lastChange === 'A=1');
    await until(() => !model.snapshot().terminal.running);
    await run('echo "[$A]"');
    expect(text()).toContain('[1]\n');
  });
});

describe('a mistake whose world is put back', () => {
  it('is told, and what was told stays', async () => {
    const { model, run, text, until } = await play({
      change: (yaml) =>
        yaml.replace(
          'fails: reached\n        when:\n          all:',
          'fails: reached\n        undo: true\n        when:\n          all:',
        ),
    });
    model.actions.choose(0);
    await run(
      "sed -i 's/app:.*/app: my-service/; s/ port:.*/ port: 80/; s/targetPort:.*/targetPort: 8080/' service.yaml",
    );
    await run('kubectl apply -f service.yaml');
    await until(() => text().includes('the world was put back'));
    expect(text()).toContain('service/my-service created');
    await run('kubectl get service my-service');
    expect(text()).toContain('services "my-service" not found');
    expect(model.snapshot().lesson.goals[0]?.done).toBe(false);
  });
});

describe('what is saved', () => {
  it('is the last prompt, also while a command runs, and goes on as it was', async () => {
    const first = await play();
    first.model.actions.choose(2);
    first.model.actions.hint();
    await first.run('A=7; kubectl get pods -o name');
    first.model.actions.submitLine('A=8; sleep 1000');
    await first.until(() => first.model.snapshot().terminal.running);
    first.model.actions.quit();
    expect(first.saved.quits).toBe(1);
    const { game } = first.saved;
    if (game === undefined) throw new Error('nothing was saved');
    const { model, text, run } = await play({ game });
    expect(text()).toContain('pod/client');
    expect(text()).not.toContain('sleep');
    expect(model.snapshot().lesson).toMatchObject({ predict: { chosen: 2 }, hints: [expect.any(String)] });
    const names = text().match(/pod\/my-app-\S+/g);
    await run('echo "[$A]"; kubectl get pods -o name');
    expect(text()).toContain('[7]\n');
    expect(text().match(/pod\/my-app-\S+/g)).toEqual([...(names ?? []), ...(names ?? [])]);
  });

  it('that cannot be written is said', async () => {
    const { model, run } = await play({ canSave: false });
    await run('echo');
    expect(model.snapshot().header.saved).toBe('failed');
  });
});

describe('looking at an object', () => {
  const page = (model: Tutorial) => model.snapshot().pager?.lines.join('\n') ?? '';

  it('opens what kubectl says of it, by command and by key, also while a command runs; nothing of it is a change', async () => {
    const { model, run, until } = await play();
    await run('A=1');
    model.actions.submitLine('look deployment/my-app');
    await until(() => page(model).includes('$ kubectl get deployment/my-app -o yaml\napiVersion: apps/v1'));
    expect(page(model)).toMatch(/^\$ kubectl describe deployment\/my-app\nName: +my-app\n/);
    expect(page(model)).toMatch(/\n\$ kubectl events --for deployment\/my-app\nLAST SEEN .*\n.*ScalingReplicaSet/);
    model.actions.pager.close();
    await until(() => !model.snapshot().terminal.running);
    expect(model.snapshot().header.lastChange).toBe('A=1');
    model.actions.submitLine('sleep 1000');
    await until(() => model.snapshot().terminal.running);
    model.actions.look('node//svc-learn-worker');
    await until(() => page(model).includes('kind: Node'));
    expect(model.snapshot().pager?.title).toBe('look node svc-learn-worker');
    model.actions.pager.close();
    expect(model.snapshot().terminal.running).toBe(true);
  });

  it('says what is missing', async () => {
    const { run, text } = await play();
    await run('look shop; echo $?');
    expect(text()).toContain('usage: look KIND NAME    e.g. look service shop\n2\n');
    await run('look pod none; echo $?');
    expect(text()).toContain('Error from server (NotFound): pods "none" not found\n1\n');
  });
});

describe('the cluster pane', () => {
  it('shows the last request of a world that was put back, and the next one', async () => {
    const { model, run, until } = await play();
    const last = () => model.snapshot().cluster.lastTrace;
    await run('kubectl exec client -- curl -sS -m 3 http://first');
    await until(() => last()?.host === 'first');
    await run('kubectl exec client -- curl -sS -m 3 http://second; kubectl exec client -- curl -sS -m 3 http://third');
    await until(() => last()?.host === 'third');
    model.actions.undo();
    await until(() => last()?.host === 'first');
    await run('kubectl exec client -- curl -sS -m 3 http://fourth');
    await until(() => last()?.host === 'fourth');
    expect(model.snapshot().cluster.requests.map(({ host }) => host)).toEqual(['first', 'fourth']);
  });
});

describe('leaving', () => {
  it.each(['exit', 'end of input'])('by %s saves the prompt before', async (way) => {
    const { model, saved, run } = await play();
    await run('A=1');
    if (way === 'exit') model.actions.submitLine('exit 3');
    else model.actions.endOfInput();
    for (let n = 0; n < 200 && saved.quits === 0; n += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(saved.quits).toBe(1);
    const next = await play({ ...(saved.game ? { game: saved.game } : {}) });
    await next.run('echo "[$A]"');
    expect(next.text()).toContain('[1]\n');
  });

  it('a lesson in the middle of a command opens the other one', async () => {
    const { model, until, run, text } = await play();
    model.actions.submitLine('sleep 1000');
    await until(() => model.snapshot().terminal.running);
    model.actions.openLesson('welcome');
    await until(() => model.snapshot().course.current === 'welcome' && !model.snapshot().terminal.running);
    await run('echo here');
    expect(text()).toContain('here\n');
    expect(text()).not.toContain('sleep');
  });
});

describe('the solution', () => {
  it('is played line by line', async () => {
    const { model, until, text } = await play();
    model.actions.choose(0);
    model.actions.solution();
    await until(() => model.snapshot().lesson.phase === 'done');
    expect(text()).toContain('service/my-service created');
    expect(text()).toContain('All goals of this step are met.');
  });
});
