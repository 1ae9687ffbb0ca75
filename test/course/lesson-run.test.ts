import { beforeEach, describe, expect, it } from 'vitest';
import { createLessonRun, type LessonRun } from '../../src/course/lesson-run.js';
import { loadLesson } from '../../src/course/load-lesson.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { fakePort, trace } from './fake-port.js';
import { schema } from './lesson-files.js';

const YAML = `
id: small
chapter: one
minutes: 5
docs: https://kubernetes.io/ja/docs/
world: { manifests: [] }
steps:
  - id: first
    predict:
      choices: [reply, refused]
      run: curl my-service
      truth: { connection: { from: pod/client, to: service/my-service } }
    keep:
      - id: kept
        absent: configmap/bad
    goals:
      - id: made
        object: { apiVersion: v1, kind: Service, metadata: { name: my-service } }
      - id: port
        answer: { equals: { value: "8080" } }
    solution: [echo]
    wrong:
      - { id: bad-name, do: [echo], fails: made, when: { object: { apiVersion: v1, kind: Service, metadata: { name: other } } }, undo: true }
      - { id: only-80, do: [echo], fails: port, when: { answer: { goal: port, equals: { value: "80" } } } }
  - id: second
    goals: [{ id: gone, absent: service/my-service }]
    solution: [echo]
    wrong: []
`;
const path = (name: string) => `/api/v1/namespaces/default/services/${name}`;
const service = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name } }) as KubeObject;

let { port, world }: ReturnType<typeof fakePort> = fakePort();
let run: LessonRun;
beforeEach(async () => {
  ({ port, world } = fakePort());
  const lesson = loadLesson({ dir: 'lessons/small', files: { 'lesson.yaml': YAML } }, schema);
  run = createLessonRun({ lesson, port, lang: 'en' });
  await run.begin(0);
});

describe('a lesson that is played', () => {
  it('meets its goals one by one, and completes the step', async () => {
    expect(run.isStepDone()).toBe(false);
    world.objects = { [path('my-service')]: service('my-service') };
    await run.check('kubectl apply');
    expect(run.state.goals['made']).toEqual({ met: true, now: 'Service my-service exists' });
    expect(await run.answer('port', '8080')).toEqual({ right: true, text: 'That is right.' });
    expect({ done: run.isStepDone(), completed: run.state.completed }).toEqual({ done: true, completed: ['first'] });
    await run.begin(1);
    expect(run.state).toMatchObject({ step: 1, answers: {}, hints: 0, completed: ['first'] });
  });

  it('names the command that broke a goal, until it is met again', async () => {
    world.objects = { [path('my-service')]: service('my-service') };
    await run.check('kubectl apply');
    world.objects = {};
    await run.check('kubectl delete service my-service');
    expect(run.state.goals['made']).toMatchObject({ met: false, brokenBy: 'kubectl delete service my-service' });
    await run.check('ls');
    expect(run.state.goals['made']).toMatchObject({ brokenBy: 'kubectl delete service my-service' });
    world.objects = { [path('my-service')]: service('my-service') };
    await run.check('kubectl apply');
    expect(run.state.goals['made']).toEqual({ met: true, now: 'Service my-service exists' });
  });

  it('recognises mistakes, and says which world is to be put back', async () => {
    world.objects = { [path('other')]: service('other') };
    expect(await run.check('kubectl apply')).toMatchObject({ id: 'bad-name' });
    expect(run.state.goals['made']).toMatchObject({ met: false, mistake: 'bad-name' });
    world.objects = {};
    expect(await run.answer('port', '80')).toEqual({ right: false, text: 'That is not right.' });
    expect(run.state.goals['port']).toMatchObject({ mistake: 'only-80' });
    expect(await run.check()).toBeUndefined();
  });

  it('knows which questions there are', async () => {
    expect(await run.answer('made', 'x')).toEqual({ right: false, text: 'the questions of this step: port' });
  });

  it('compares the prediction with the first thing that really happened', async () => {
    run.choose('reply');
    await run.check();
    expect(run.state.truth).toBeUndefined();
    world.traces = [trace(1, { outcome: 'refused' }), trace(2)];
    await run.check();
    expect(run.state).toMatchObject({ chosen: 'reply', truth: 'refused' });
  });

  it('while a command runs sees goals and what broke them, and leaves the prediction for its end', async () => {
    const running = 'while true; do call; done';
    run.choose('reply');
    world.objects = { [path('my-service')]: service('my-service') };
    world.traces = [trace(1)];
    await run.follow({ hasChanged: true, running });
    expect([run.state.goals['made']?.met, run.state.truth]).toEqual([true, undefined]);
    world.objects = {};
    await run.follow({ hasChanged: true, running });
    await run.check(running);
    expect(run.state).toMatchObject({ goals: { made: { met: false, brokenBy: running } }, truth: 'reply' });
  });

  it('counts only what happened since the step began', async () => {
    world.traces = [trace(5)];
    await run.begin(0);
    expect(run.state).toMatchObject({ sinceTrace: 5 });
    expect(run.state.truth).toBeUndefined();
  });

  it('goes back to a saved state, and drops what was being looked at meanwhile', async () => {
    const saved = JSON.parse(JSON.stringify(run.state));
    world.objects = { [path('my-service')]: service('my-service') };
    const looking = run.check('kubectl apply');
    run.load(saved);
    await looking;
    expect(run.state).toEqual(saved);
  });

  it('probes anew after a command, and not where only requests were made', async () => {
    const yaml = YAML.replace(
      'absent: configmap/bad',
      'traffic: { from: pod/client, to: "http://my-service", count: 1, expect: { outcome: reply } }',
    );
    const lesson = loadLesson({ dir: 'lessons/small', files: { 'lesson.yaml': yaml } }, schema);
    run = createLessonRun({ lesson, port, lang: 'en' });
    await run.begin(0);
    await run.follow();
    expect(world.probes).toHaveLength(1);
    world.objects = { [path('my-service')]: service('my-service') };
    await run.follow();
    expect({ probes: world.probes.length, made: run.state.goals['made']?.met }).toEqual({ probes: 1, made: true });
    await run.check('kubectl get pods');
    expect(world.probes).toHaveLength(2);
  });
});
