import { beforeEach, describe, expect, it } from 'vitest';
import type { Condition } from '../../src/course/condition.js';
import { evaluate, rememberBefore } from '../../src/course/evaluate.js';
import type { Trace } from '../../src/kube/hop.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { fakePort, trace } from './fake-port.js';

const SERVICE = '/api/v1/namespaces/default/services/my-service';
const service = (clusterIP: string, over: object = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'my-service', namespace: 'default', uid: 'u1' },
    spec: { clusterIP, ports: [{ port: 80, targetPort: 8080 }, { port: 443 }], ...over },
  }) as KubeObject;

let { port, world }: ReturnType<typeof fakePort> = fakePort();
beforeEach(() => {
  ({ port, world } = fakePort());
});

function look(
  condition: Condition,
  given: {
    readonly answers?: Record<string, string>;
    readonly before?: Record<string, string>;
    readonly traces?: readonly Trace[];
  } = {},
) {
  const { answers = {}, before = {}, traces = world.traces } = given;
  return evaluate(condition, { port, lang: 'en', traces, answers, before }, 'goal');
}

describe('a connection', () => {
  const condition = { kind: 'connection', from: 'pod/client', to: 'service/my-service' } as const;

  it('is met by one that a program made, with the outcome that is asked for', async () => {
    expect(await look(condition)).toEqual({ met: false, now: 'no such connection in this step yet' });
    world.traces = [trace(1, { outcome: 'refused' }), trace(2, { cause: 'probe' as never })];
    expect((await look(condition)).met).toBe(true);
    expect(await look({ ...condition, outcome: 'reply' })).toEqual({
      met: false,
      now: 'the last connection went to my-service:80: it was refused',
    });
    world.traces = [...world.traces, trace(3)];
    expect((await look({ ...condition, outcome: 'reply', status: 200 })).met).toBe(true);
    expect((await look({ ...condition, outcome: 'reply', status: 404 })).met).toBe(false);
    expect((await look({ ...condition, outcome: 'reply', count: 2 })).met).toBe(false);
  });

  it('tells sources and targets apart', async () => {
    const met = async (over: Partial<Trace>, to: string, from = 'any') => {
      return (await look({ kind: 'connection', from, to }, { traces: [trace(1, over)] })).met;
    };
    const direct = { service: undefined, host: '10.244.1.2', port: 8080 } as unknown as Partial<Trace>;
    expect(await met({}, 'service/my-service:80')).toBe(true);
    expect(await met({}, 'service/my-service:8080')).toBe(false);
    expect(await met({}, 'service/other/my-service')).toBe(false);
    expect(await met({}, 'pods')).toBe(false);
    expect(await met(direct, 'pods')).toBe(true);
    expect(await met(direct, 'pod/a')).toBe(true);
    expect(await met(direct, 'pod/b')).toBe(false);
    expect(
      await met({ service: undefined, host: 'my-service.default.svc.cluster.local.' } as never, 'service/my-service'),
    ).toBe(true);
    expect(await met({ host: 'example.com' }, 'example.com')).toBe(true);
    expect(await met({}, 'any', 'outside')).toBe(false);
    expect(await met({ from: 'node/svc-learn-worker' }, 'any', 'node/svc-learn-worker')).toBe(true);
  });
});

describe('traffic', () => {
  const condition = {
    kind: 'traffic',
    from: 'pod/client',
    to: 'http://my-service',
    count: 3,
    expect: { outcome: 'reply', status: 200, pods: 2 },
  } as const;
  const reply = (pod: string, httpStatus = 200) => ({ outcome: 'reply', httpStatus, pod, port: 8080 }) as const;

  it('is met when every request is answered as expected, and says what is not', async () => {
    world.answers = [reply('a'), reply('b'), reply('a')];
    expect(await look(condition)).toEqual({ met: true, now: '3 of 3 requests were answered' });
    expect(world.probes).toEqual([
      { from: { pod: 'client', namespace: 'default' }, url: 'http://my-service', count: 3 },
    ]);
    world.answers = [reply('a'), reply('a'), reply('a')];
    expect(await look(condition)).toEqual({ met: false, now: '1 Pods answered' });
    world.answers = [reply('a'), reply('b', 500)];
    expect(await look(condition)).toEqual({ met: false, now: 'the HTTP status is 500' });
    world.answers = [reply('a'), { outcome: 'refused' }];
    expect(await look(condition)).toEqual({ met: false, now: 'it was refused' });
    world.answers = [reply('a')];
    expect(await look({ ...condition, expect: { outcome: 'reply', port: 80 } })).toEqual({
      met: false,
      now: 'the connection went to port 8080',
    });
    expect((await look({ ...condition, expect: { outcome: 'timeout' } })).met).toBe(false);
  });

  it('asks each endpoint of a Service, and is unmet when there is none', async () => {
    const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
    world.lists = { [slices]: [] };
    const each = { ...condition, to: 'each-endpoint-of/my-service', expect: { outcome: 'reply' } } as const;
    expect(await look(each)).toEqual({ met: false, now: 'Service my-service has no Pods behind it' });
    const endpoint = (ip: string, ready: boolean) => ({ addresses: [ip], conditions: { ready } });
    world.lists = {
      [slices]: [
        {
          metadata: { name: 's' },
          ports: [{ port: 8080 }],
          endpoints: [endpoint('10.0.0.1', true), endpoint('10.0.0.2', false)],
        } as never,
      ],
    };
    world.answers = [reply('a')];
    expect((await look(each)).met).toBe(true);
    expect(world.probes.map(({ url }) => url)).toEqual(['http://10.0.0.1:8080']);
  });
});

describe('objects', () => {
  const part = (spec: object) =>
    ({
      kind: 'object',
      object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'my-service' }, spec },
    }) as const;

  it('contain their part, lists in any order, and say what is there instead', async () => {
    expect(await look(part({}))).toEqual({ met: false, now: 'Service my-service does not exist yet' });
    world.objects = { [SERVICE]: service('10.96.0.1') };
    expect(await look(part({ ports: [{ port: 443 }, { targetPort: 8080 }] }))).toEqual({
      met: true,
      now: 'Service my-service exists',
    });
    expect(await look(part({ clusterIP: 'None' }))).toEqual({ met: false, now: 'spec.clusterIP is "10.96.0.1"' });
    expect(await look(part({ type: 'NodePort' }))).toEqual({ met: false, now: 'spec.type is not set' });
  });

  it('are absent, or not', async () => {
    const condition = { kind: 'absent', object: 'service/my-service' } as const;
    expect((await look(condition)).met).toBe(true);
    world.objects = { [SERVICE]: service('10.96.0.1') };
    expect(await look(condition)).toEqual({ met: false, now: 'service/my-service exists' });
  });

  it('have changed since the step began', async () => {
    const condition = { kind: 'changed', object: 'service/my-service', path: '{.spec.clusterIP}' } as const;
    world.objects = { [SERVICE]: service('10.96.0.1') };
    const before = await rememberBefore([{ kind: 'not', not: { kind: 'all', all: [condition] } }], port);
    expect(await look(condition, { before })).toEqual({
      met: false,
      now: 'service/my-service is the same as when the step began',
    });
    world.objects = { [SERVICE]: service('10.96.0.2') };
    expect((await look(condition, { before })).met).toBe(true);
    world.objects = {};
    expect((await look(condition, { before })).met).toBe(false);
  });
});

describe('an answer', () => {
  const condition = {
    kind: 'answer',
    equals: { object: 'service/my-service', path: '{.spec.ports[0].targetPort}' },
  } as const;

  it.each(['8080', ' 8080 ', '８０８０', '8080/TCP', '8080番', '"8080"'])('is right as %s', async (given) => {
    world.objects = { [SERVICE]: service('10.96.0.1') };
    expect(await look(condition, { answers: { goal: given } })).toEqual({ met: true, now: `you answered ${given}` });
  });

  it('is wrong, or not given yet', async () => {
    world.objects = { [SERVICE]: service('10.96.0.1') };
    expect((await look(condition, { answers: { goal: '80' } })).met).toBe(false);
    expect(await look(condition)).toEqual({ met: false, now: 'not answered yet' });
  });

  it('can be a word, a line of a log, or what was true before', async () => {
    const answers = { goal: 'x7' };
    expect((await look({ kind: 'answer', equals: { value: 'X7' } }, { answers })).met).toBe(true);
    world.logs = { '/api/v1/namespaces/default/pods/client/log': 'code: x7\n' };
    expect(
      (await look({ kind: 'answer', equals: { logs: 'pod/client', matches: 'code: (\\w+)' } }, { answers })).met,
    ).toBe(true);
    const equals = { object: 'service/my-service', path: '{.a}', before: true } as const;
    expect((await look({ kind: 'answer', equals }, { answers, before: { 'service/my-service {.a}': 'x7' } })).met).toBe(
      true,
    );
    expect((await look({ kind: 'answer', goal: 'other', equals: { value: 'x7' } }, { answers })).met).toBe(false);
  });
});

describe('all and not', () => {
  const yes = { kind: 'absent', object: 'service/my-service' } as const;

  it('combine conditions, and tell of the first that is unmet', async () => {
    const no = { kind: 'not', not: yes } as const;
    expect((await look({ kind: 'all', all: [yes, yes] })).met).toBe(true);
    expect(await look({ kind: 'all', all: [yes, no, { kind: 'answer', equals: { value: 'x' } }] })).toEqual({
      met: false,
      now: 'service/my-service does not exist yet',
    });
  });
});
