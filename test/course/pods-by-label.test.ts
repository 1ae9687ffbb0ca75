import { beforeEach, describe, expect, it } from 'vitest';
import type { Condition } from '../../src/course/condition.js';
import { evaluate, rememberBefore } from '../../src/course/evaluate.js';
import { createLessonRun } from '../../src/course/lesson-run.js';
import { loadLesson } from '../../src/course/load-lesson.js';
import type { Trace } from '../../src/kube/hop.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { fakePort, trace } from './fake-port.js';
import { schema } from './lesson-files.js';

const PODS = '/api/v1/namespaces/default/pods';
const pods = (...names: readonly string[]) =>
  names.map(
    (name) =>
      ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', uid: `uid of ${name}` },
      }) as KubeObject,
  );
const direct = (id: number, pod: string | undefined, over: Partial<Trace> = {}): Trace => {
  const { service: _, pod: __, ...plain } = trace(id, { host: `10.244.1.${id}`, port: 8080, ...over });
  return pod === undefined ? plain : { ...plain, pod: `default/${pod}` };
};

let { port, world }: ReturnType<typeof fakePort> = fakePort();
beforeEach(() => {
  ({ port, world } = fakePort());
});

function look(condition: Condition, before: Readonly<Record<string, string>> = {}) {
  return evaluate(condition, { port, lang: 'en', traces: world.traces, answers: {}, before }, 'goal');
}

describe('Pods chosen by label', () => {
  it('are those that are there now: a connection to a Pod that is gone does not count', async () => {
    const condition = { kind: 'connection', from: 'pod/client', to: 'pods?app=shop', outcome: 'reply' } as const;
    world.lists = { [PODS]: pods('a') };
    world.traces = [direct(1, 'a')];
    expect((await look(condition)).met).toBe(true);
    world.lists = { [PODS]: pods('b') };
    expect((await look(condition)).met).toBe(false);
  });

  it('are counted once each', async () => {
    const condition = { kind: 'connection', from: 'any', to: 'pods?app=shop', outcome: 'reply', pods: 2 } as const;
    world.lists = { [PODS]: pods('a', 'b') };
    world.traces = [direct(1, 'a'), direct(2, 'a')];
    expect(await look(condition)).toEqual({ met: false, now: '1 Pods answered' });
    world.traces = [...world.traces, direct(3, 'b')];
    expect((await look(condition)).met).toBe(true);
  });

  it('change when one of them is replaced', async () => {
    const condition = { kind: 'changed', object: 'pods?app=shop', path: '{.items[*].metadata.uid}' } as const;
    world.lists = { [PODS]: pods('a', 'b') };
    const before = await rememberBefore([condition], port);
    expect(await look(condition, before)).toEqual({
      met: false,
      now: 'pods -l app=shop is the same as when the step began',
    });
    world.lists = { [PODS]: pods('a', 'c') };
    expect((await look(condition, before)).met).toBe(true);
  });
});

describe('an address', () => {
  it('is a target whether or not a Pod has it', async () => {
    const condition = { kind: 'connection', from: 'pod/client', to: 'addresses', outcome: 'timeout' } as const;
    world.traces = [trace(1, { outcome: 'timeout' })];
    expect((await look(condition)).met).toBe(false);
    world.traces = [direct(1, undefined, { outcome: 'timeout' })];
    expect((await look(condition)).met).toBe(true);
  });
});

describe('a prediction of how many Pods answer', () => {
  const YAML = `
id: small
chapter: one
minutes: 5
docs: https://kubernetes.io/ja/docs/
world: { manifests: [] }
steps:
  - id: first
    predict: { choices: ["0", "1", "2"], run: call, truth: { answered: { from: pod/client, to: addresses } } }
    goals: [{ id: gone, absent: service/my-service }]
    solution: [call]
    wrong: []
`;

  it.each([
    ['nothing, as nobody called', [], undefined],
    ['none', [direct(1, undefined, { outcome: 'timeout' })], '0'],
    ['each Pod once', [direct(1, 'a'), direct(2, 'b'), direct(3, 'a'), direct(4, 'c', { outcome: 'refused' })], '2'],
  ])('says %s', async (_, traces, truth) => {
    const source = { dir: 'lessons/99-small', files: { 'lesson.yaml': YAML, 'ja.md': '# 小\n' } };
    const run = createLessonRun({ lesson: loadLesson(source, schema), port, lang: 'ja' });
    await run.begin(0);
    world.traces = traces;
    await run.check('call');
    expect(run.state.truth).toBe(truth);
  });
});
