import { describe, expect, it } from 'vitest';
import type { SavedGame } from '../../src/course/saved-game.js';
import type { HostFiles, Read } from '../../src/hosts/tutorial/host-files.js';
import type { Tutorial } from '../../src/hosts/tutorial/tutorial.js';
import type { ApiRequest } from '../../src/kube/api.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { type Play, play, textOf } from './play.js';

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

describe('a choice of the quiz', () => {
  async function atQuiz(quiz: Readonly<Record<string, string>>): Promise<Play> {
    const first = await play();
    const service = { metadata: { name: 'my-service' }, spec: { selector: { app: 'my-app' } } };
    const ports = { ports: [{ port: 80, targetPort: 8080 }] };
    const manifest = { apiVersion: 'v1', kind: 'Service', ...service, spec: { ...service.spec, ...ports } };
    await first.run(`echo '${JSON.stringify(manifest)}' > service.yaml; kubectl apply -f service.yaml`);
    const { game } = first.saved;
    if (game === undefined) throw new Error('nothing was saved');
    return play({ game: { ...game, run: { ...game.run, step: 3, quiz } } });
  }

  it('is offered before Enter opens the next lesson, once', async () => {
    const { model, text, until } = await atQuiz({ 'what-to-write': 'cluster-ip', 'made-again': 'new-address' });
    const quiz = () => model.snapshot().lesson.phase;
    for (let n = 0; n < 5 && quiz() === 'quiz'; n += 1) model.actions.choose(0);
    expect(quiz()).toBe('finished');
    model.actions.nextStep();
    await until(() => text().includes('Enter (or next) once more opens the next lesson'));
    expect(text()).toMatch(/Choices of the quiz can be tried now: try 1 \d/);
    expect(model.snapshot().course.current).toBe('first-service');
    model.actions.nextStep();
    await until(() => model.snapshot().course.current === 'look-inside');
  });

  it('is run with the files of the lesson that the learner never touched', async () => {
    const first = await play();
    const { game } = await first.run('true').then(() => first.saved);
    if (game === undefined) throw new Error('nothing was saved');
    const { model, text, until } = await play({
      game: { ...game, run: { ...game.run, step: 3, quiz: { 'what-to-write': 'cluster-ip' } } },
    });
    model.actions.submitLine('try 1 2');
    await until(() => text().includes('Press Enter to go back'));
    expect(text()).toContain('(copy) $ kubectl apply -f service.yaml\n');
    expect(text()).not.toContain('does not exist');
    model.actions.interrupt('');
  });

  it('that is wrong can be run in a copy, and nothing has changed afterwards', async () => {
    const { model, run, text, until } = await atQuiz({ 'what-to-write': 'cluster-ip' });
    expect(model.snapshot().lesson.after[0]?.markdown).toContain('- `try 1 2` runs "The ClusterIP of the Service"');
    await run('kubectl get all -o yaml > before.txt; cp before.txt after.txt');
    const before = model.snapshot().cluster;
    model.actions.submitLine('try 1 2');
    await until(() => text().includes('Press Enter to go back'));
    expect(text()).toContain('(copy) $ kubectl delete service my-service\nservice "my-service" deleted');
    expect(text()).toMatch(/curl: \(28\)/);
    const copy = model.snapshot().cluster;
    expect(copy.isCopy).toBe(true);
    const [was, is] = [before, copy].map(({ services }) => services['default/my-service']);
    expect(is?.spec.clusterIP).not.toBe(was?.spec.clusterIP);
    model.actions.typeInput('\n');
    await until(() => text().includes('Nothing has changed'));
    await until(() => !model.snapshot().terminal.running);
    expect(model.snapshot().cluster.isCopy).toBeUndefined();
    expect(model.snapshot().header.lastChange).toContain('before.txt');
    await run('kubectl get all -o yaml > after.txt; [ "$(cat before.txt)" = "$(cat after.txt)" ] && echo "[same]"');
    expect(text()).toContain('[same]\n');
  });

  it('is not run before the question is answered, nor one that cannot be run', async () => {
    const { run, text } = await atQuiz({ 'what-to-write': 'name' });
    await run('try; echo $?');
    expect(text()).toContain('usage: try QUESTION CHOICE    now: try 1 1, try 1 2\n2\n');
    await run('try 2 1');
    expect(text()).toContain('Answer the question first');
    await run('try 3; echo $?');
    expect(text()).toContain('This choice cannot be tried. These can: try 1 1, try 1 2\n1\n');
  });

  it('that is stopped by Ctrl-C leaves the cluster as it was', async () => {
    const { model, run, text, until } = await atQuiz({ 'what-to-write': 'pod-ip' });
    model.actions.submitLine('try 1');
    await until(() => text().includes('(copy) $'));
    model.actions.interrupt('');
    await until(() => !model.snapshot().terminal.running);
    await run('echo on');
    expect(text()).not.toContain('delete pods');
    expect(model.snapshot().cluster.isCopy).toBeUndefined();
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

describe('a lesson that was left for another one', () => {
  const isThere = (model: Tutorial, id: string) => () =>
    model.snapshot().course.current === id && !model.snapshot().terminal.running && !model.snapshot().isBusy;

  it('goes on where it was left', async () => {
    const { model, run, until, text } = await play();
    await run('A=kept');
    model.actions.openLesson('welcome');
    await until(isThere(model, 'welcome'));
    model.actions.openLesson('first-service');
    await until(isThere(model, 'first-service'));
    await run('echo "[$A]"');
    expect(text()).toContain('[kept]\n');
  });

  it('begins anew when its file is no world, and that is said', async () => {
    const { model, run, until, text, games } = await play();
    await run('A=kept');
    model.actions.openLesson('welcome');
    await until(isThere(model, 'welcome'));
    games.set('first-service', { ...(games.get('first-service') as SavedGame), world: { nothing: true } });
    model.actions.openLesson('first-service');
    await until(isThere(model, 'first-service'));
    expect(text()).toContain('it begins anew. All else is as it was. The damaged file is now /aside/first-service.');
    await run('echo "[$A]"');
    expect(text()).toContain('[]\n');
  });
});

describe('going back', () => {
  it('before the first step says that there is nothing before it', async () => {
    const { run, text, until } = await play();
    await run('prev');
    await until(() => text().includes('this is the first step; lessons opens the course map.'));
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

describe('programs outside of the screen', () => {
  function clusterOf({ outside }: Tutorial) {
    const ground = outside.ground();
    if (ground === undefined) throw new Error('there is no lesson');
    return ground.cluster;
  }

  const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: {} });
  const MAPS = '/api/v1/namespaces/default/configmaps';

  /** What a kubectl in another terminal sends. */
  function guest({ model }: Play, session?: string) {
    const headers = { 'kubectl-command': 'kubectl create', ...(session ? { 'kubectl-session': session } : {}) };
    const send = (request: Pick<ApiRequest, 'method' | 'path' | 'body' | 'query'>) => {
      const whole = { ...request, headers };
      return model.outside.around(whole, () => clusterOf(model).api(whole)).status;
    };
    const names = () =>
      (clusterOf(model).api({ method: 'GET', path: MAPS }).body as { items: readonly KubeObject[] }).items.map(
        ({ metadata }) => metadata.name,
      );
    return { send, names, create: (name: string) => send({ method: 'POST', path: MAPS, body: map(name) }) };
  }

  it('are told, and each of their commands is one step of undo', async () => {
    const game = await play();
    const { model, run, text } = game;
    const one = guest(game, 'run-1');
    const other = guest(game, 'run-2');
    await run('A=1');
    expect([one.create('a'), one.create('b'), other.create('c')]).toEqual([201, 201, 201]);
    expect(text()).toContain(
      'From outside: kubectl create (configmaps/a)\nFrom outside: kubectl create (configmaps/b)\nFrom outside: kubectl create (configmaps/c)\n',
    );
    expect(model.snapshot().header.lastChange).toBe('From outside: kubectl create (configmaps/c)');
    model.actions.undo();
    expect(one.names()).toEqual(['a', 'b', 'kube-root-ca.crt']);
    model.actions.undo();
    expect([one.names(), model.snapshot().header.lastChange]).toEqual([['kube-root-ca.crt'], 'A=1']);
    model.actions.redo();
    expect(one.names()).toEqual(['a', 'b', 'kube-root-ca.crt']);
  });

  it('that only read, ask or fail leave no step', async () => {
    const game = await play();
    const { send } = guest(game);
    await game.run('A=1');
    const before = game.text();
    const review = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const spec = { resourceAttributes: { verb: 'get', resource: 'pods' } };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
    expect([
      send({ method: 'GET', path: MAPS }),
      send({ method: 'POST', path: review, body }),
      send({ method: 'POST', path: MAPS, body: map('dry'), query: { dryRun: 'All' } }),
      send({ method: 'DELETE', path: `${MAPS}/none` }),
    ]).toEqual([200, 201, 201, 404]);
    expect([game.text(), game.model.snapshot().header.lastChange]).toEqual([before, 'A=1']);
  });

  it('while a command runs: undo takes their step back first, then the command', async () => {
    const game = await play();
    const { model, until, run } = game;
    const { create, names } = guest(game);
    await run('A=1');
    model.actions.submitLine('A=2; sleep 1000');
    await until(() => model.snapshot().terminal.running);
    create('during');
    model.actions.undo();
    await until(() => !model.snapshot().terminal.running);
    expect([names(), model.snapshot().header.lastChange]).toEqual([['kube-root-ca.crt'], 'A=2; sleep 1000']);
    model.actions.undo();
    await run('echo "[$A]"');
    expect(game.text()).toContain('[1]\n');
  });

  it('are in the saved game, also while a command runs', async () => {
    const first = await play();
    first.model.actions.submitLine('sleep 1000');
    await first.until(() => first.model.snapshot().terminal.running);
    guest(first).create('kept');
    const before = first.saved.game;
    await first.until(() => first.saved.game !== before);
    const next = await play({ ...(first.saved.game ? { game: first.saved.game } : {}) });
    expect(guest(next).names()).toEqual(['kept', 'kube-root-ca.crt']);
  });

  it('fulfil goals while the only terminal runs a command, which is told once', async () => {
    const game = await play();
    const { model, until, text } = game;
    model.actions.choose(0);
    model.actions.submitLine("echo begins; printf 'half a line'; sleep 1000");
    await until(() => text().includes('half a line'));
    createService(game);
    await until(() => text().includes('All goals'));
    expect(text()).toContain(
      'half a line\nFrom outside: kubectl create (services/my-service)\nAll goals of this step are met. Stop the running command with Ctrl+C, then press Enter (or type next) to go on.\n',
    );
    expect(model.snapshot()).toMatchObject({ terminal: { running: true }, lesson: { phase: 'done' } });
    model.actions.interrupt('');
    await until(() => !model.snapshot().terminal.running && !model.snapshot().isBusy);
    expect(text().match(/All goals/g)).toHaveLength(1);
  });

  function createService(game: Play): void {
    const spec = { selector: { app: 'my-app' }, ports: [{ port: 80, targetPort: 8080 }] };
    const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'my-service' }, spec };
    guest(game).send({ method: 'POST', path: '/api/v1/namespaces/default/services', body });
  }

  it('fulfil goals', async () => {
    const game = await play();
    const { model, until } = game;
    model.actions.choose(0);
    createService(game);
    await until(() => model.snapshot().lesson.goals.some(({ done }) => done));
    expect(model.snapshot().lesson.goals.map(({ done }) => done)).toContain(true);
  });

  it('are told how to join, again after the next lesson has begun', async () => {
    const { model, run, text, until } = await play();
    await run('serve');
    expect(text()).toContain('start again with svc-learn --serve.\n');
    model.outside.opened('JOIN LIKE THIS');
    expect(text()).toContain('JOIN LIKE THIS\n');
    model.actions.openLesson('welcome');
    await until(() => model.snapshot().course.current === 'welcome' && !model.snapshot().terminal.running);
    await run('serve');
    expect(text().match(/JOIN LIKE THIS\n/g)).toHaveLength(2);
  });

  it('see their watches end with 410 when the screen undoes or goes on to another lesson', async () => {
    const { model, run, until } = await play();
    const watched = () => {
      const seen: string[] = [];
      const request = { method: 'GET', path: MAPS, query: { watch: 'true' } } as const;
      const chunk = (event: unknown) => {
        const { type, object } = event as { type: string; object: { code?: number } };
        if (type === 'ERROR') seen.push(`${object.code}`);
      };
      clusterOf(model).watch(request, { chunk, end: () => seen.push('end') });
      return seen;
    };
    await run('A=1');
    const first = watched();
    model.actions.undo();
    expect(first).toEqual(['410', 'end']);
    const second = watched();
    model.actions.openLesson('welcome');
    await until(() => model.snapshot().course.current === 'welcome');
    expect(second).toEqual(['410', 'end']);
  });
});

describe('progress that moves', () => {
  /** A shelf with one file on it. */
  function shelf(chosen?: Read): { readonly files: HostFiles; content(): string } {
    let content = '';
    return {
      content: () => content,
      files: {
        async write(name, text) {
          content = text;
          return { place: `/shelf/${name}` };
        },
        read: async () => chosen ?? { name: 'file.json', text: content },
      },
    };
  }

  it('goes on in the same world, step and terminal where it is read', async () => {
    const { files, content } = shelf();
    const here = await play({ files });
    await here.run('export MINE=kept; echo note > note.txt');
    await here.run('progress export');
    expect(here.text()).toContain('wrote your progress to /shelf/svc-learn-progress.json');
    const there = await play({ files });
    await there.run('A=1');
    expect(content()).toContain('note.txt');
    there.model.actions.submitLine('progress import file.json');
    await there.until(() => there.text().includes('echo note > note.txt') && !there.model.snapshot().isBusy);
    await there.run('echo "[$MINE] [$A] $(cat note.txt)"');
    expect(there.text()).toContain('[kept] [] note\n');
    expect(there.saved.progress.history).toEqual(expect.arrayContaining(['A=1', 'progress export']));
  });

  it.each([
    ['a damaged file', { name: 'x.json', text: '{"version":1,' }, 'x.json is no progress file'],
    ['a file that cannot be read', { name: 'x.json', why: 'ENOENT' }, 'cannot read x.json (ENOENT)'],
    ['no file', 'cancelled' as const, 'no file was chosen'],
    ['no name', 'name-needed' as const, 'progress import takes a file'],
  ])('changes nothing with %s, and says so', async (_, chosen, words) => {
    const { files } = shelf(chosen);
    const { run, text, saved } = await play({ files });
    await run('A=1');
    await run('progress import');
    await run('echo "[$A] $?"');
    expect(text()).toContain(words);
    expect(text()).toMatch(/\[1\] [12]\n/);
    expect(Object.keys(saved.progress.lessons)).toEqual(['first-service']);
  });

  it('stays in the lesson when the one that was read is no world', async () => {
    const { files, content } = shelf();
    const { run, text, until, model } = await play({ files });
    await run('progress export');
    const damaged = JSON.parse(content()) as { game: { world: unknown } };
    damaged.game.world = { nothing: true };
    const text2 = JSON.stringify(damaged);
    const again = await play({ files: shelf({ name: 'y.json', text: text2 }).files });
    await again.run('A=1');
    again.model.actions.submitLine('progress import');
    await again.until(() => again.text().includes('cannot be resumed'));
    await again.run('echo "[$A]"');
    expect(again.text()).toContain('[1]\n');
    await until(() => model.snapshot().isBusy === false);
    expect(text()).not.toContain('cannot be resumed');
  });
});

/** World, files, shells, goals and what the terminal has shown. */
function whole(model: Tutorial): string {
  const { cluster, session } = model.outside.ground() as unknown as Record<string, { snapshot(): unknown }>;
  return JSON.stringify([cluster?.snapshot(), session?.snapshot(), model.snapshot().lesson, textOf(model)]);
}

describe('a program that was ended and started again', () => {
  it('undoes and redoes what was done before, to equal bytes', async () => {
    const first = await play();
    const lines = [
      'A=1',
      'kubectl delete pod client --wait=false',
      'echo $A > file',
      'kubectl get pods -o name',
      'A=2',
    ];
    for (const line of lines) await first.run(line);
    first.model.actions.undo();
    const { model, until } = await play(first.saved.game ? { game: first.saved.game } : {});
    const [done, undone] = [lines.slice(0, 4), lines.slice(4)];
    expect(model.snapshot().acts).toEqual({ done, undone });
    expect(model.snapshot().header.lastChange).toBe('kubectl get pods -o name');
    const moments = (played: Tutorial) =>
      [0, 1, 2, 3, 5].map((act) => {
        played.actions.jump(act);
        return whole(played);
      });
    expect(moments(model)).toEqual(moments(first.model));
    await until(() => !model.snapshot().isBusy);
  });

  it('also when it was killed twice, or in the middle of a command', async () => {
    const first = await play();
    await first.run('A=1');
    first.model.actions.submitLine('A=2; sleep 1000');
    await first.until(() => first.model.snapshot().terminal.running);
    first.model.actions.hint();
    const second = await play(first.saved.game ? { game: first.saved.game } : {});
    expect(second.model.snapshot().acts).toEqual({ done: ['A=1'], undone: [] });
    await second.run('A=3');
    await second.run('echo "[$A]"');
    const third = await play(second.saved.game ? { game: second.saved.game } : {});
    expect(third.model.snapshot().acts?.done).toEqual(['A=1', 'A=3', 'echo "[$A]"']);
    third.model.actions.jump(1);
    await third.run('echo "<$A>"');
    expect(third.text()).toContain('<1>\n');
    third.model.actions.jump(0);
    await third.run('echo "<$A>"');
    expect(third.text()).toContain('<>\n');
  });

  it('keeps the acts of the last minutes in a file that can be written after each of them', async () => {
    const { run, saved } = await play();
    for (let n = 0; n < 40; n += 1) await run(`echo ${n}; kubectl label pod client turn=${n} --overwrite`);
    const acts = saved.game?.acts;
    expect(acts?.past[0]?.command).toContain('echo 39;');
    expect(acts?.past.length).toBe(30);
    expect(JSON.stringify(acts).length).toBeLessThan(JSON.stringify(saved.game?.world).length * 1.5);
  });

  it('knows nothing of another lesson', async () => {
    const { model, run, until } = await play();
    await run('A=1');
    model.actions.openLesson('welcome');
    await until(() => model.snapshot().course.current === 'welcome' && !model.snapshot().isBusy);
    expect(model.snapshot().acts).toEqual({ done: [], undone: [] });
    model.actions.openLesson('first-service');
    expect(model.snapshot().acts).toEqual({ done: ['A=1'], undone: [] });
  });
});

it('undo to the start and redo to the end come to equal bytes', async () => {
  const { model, run } = await play();
  const lines = ['A=1', 'kubectl delete pod client --wait=false', 'echo $A > file', 'kubectl get pods -o name'];
  for (const line of lines) await run(line);
  const ends: string[] = [];
  const starts: string[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    for (const _ of lines) model.actions.undo();
    starts.push(whole(model));
    for (const _ of lines) model.actions.redo();
    ends.push(whole(model));
  }
  expect(new Set(starts).size).toBe(1);
  expect(new Set(ends).size).toBe(1);
  expect(ends[0]).toContain('pod/my-app');
});

describe('the list of prompts', () => {
  it('leads to any of them, backwards and forwards, to equal worlds', async () => {
    const { model, run, until } = await play();
    const world = () => {
      const { cluster, session } = model.outside.ground() as unknown as {
        cluster: { snapshot(): unknown };
        session: { snapshot(): unknown };
      };
      return JSON.stringify([cluster.snapshot(), session.snapshot()]);
    };
    const worlds = [];
    for (const line of ['A=1', 'kubectl delete pod client --wait=false', 'echo $A > file', 'rm service.yaml']) {
      worlds.push(line);
      await run(line);
    }
    const { acts } = model.snapshot();
    expect(acts).toEqual({ done: worlds, undone: [] });
    model.actions.jump(0);
    const first = world();
    expect(model.snapshot().acts).toEqual({ done: [], undone: worlds });
    model.actions.jump(2);
    expect(model.snapshot().acts).toEqual({ done: worlds.slice(0, 2), undone: worlds.slice(2) });
    await run('undo 1');
    await until(() => model.snapshot().acts?.done.length === 0);
    expect(world()).toBe(first);
    model.actions.jump(4);
    await run('ls; echo [$A]');
    expect(textOf(model)).toContain('file\n[1]\n');
    model.actions.jump(77);
    expect(textOf(model)).toContain('there is no prompt of that number');
    await run('undo nonsense');
    expect(textOf(model)).toContain('usage: undo [NUMBER|--list]');
    await run('undo --list');
    await until(() => model.snapshot().request !== undefined);
    expect(model.snapshot().request).toMatchObject({ page: 'acts' });
  });
});
