import { expect, test } from 'vitest';
import { decodeProtobuf } from '../../../src/hosts/http/protobuf/decode-protobuf.js';

/** A message of fields by number: text and messages as bytes, numbers as varints. */
type Field = readonly [number, string | number | Uint8Array];

function message(...fields: readonly Field[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number')
        return [...varint(BigInt(number * 8)), ...varint(BigInt.asUintN(64, BigInt(value)))];
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      return [...varint(BigInt(number * 8 + 2)), ...varint(BigInt(bytes.length)), ...bytes];
    }),
  );
}

function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value & 127n) + 128, ...varint(value >> 7n)];
}

function envelope(apiVersion: string, kind: string, content: Uint8Array): Uint8Array {
  const unknown = message([1, message([1, apiVersion], [2, kind])], [2, content]);
  return Uint8Array.from([0x6b, 0x38, 0x73, 0x00, ...unknown]);
}

test('a Service keeps what is set and leaves out the zeros that Go always sends', () => {
  const port = message([1, 'http'], [2, 'TCP'], [3, 80], [4, message([1, 1], [2, 0], [3, 'web'])], [5, 0]);
  const other = message([1, ''], [2, ''], [3, 81], [4, message([1, 0], [2, 8081], [3, ''])], [5, 30081]);
  const selector = [message([1, 'app'], [2, 'web']), message([1, 'empty'], [2, ''])] as const;
  const spec = message(
    [1, port],
    [1, other],
    [2, selector[0]],
    [2, selector[1]],
    [3, ''],
    [4, 'NodePort'],
    [13, 0],
    [20, 0],
  );
  const content = message([1, message([1, 'web'], [8, message()], [7, 0])], [2, spec], [3, message([1, message()])]);
  expect(decodeProtobuf(envelope('v1', 'Service', content))).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: {
      ports: [
        { name: 'http', protocol: 'TCP', port: 80, targetPort: 'web' },
        { port: 81, targetPort: 8081, nodePort: 30081 },
      ],
      selector: { app: 'web', empty: '' },
      type: 'NodePort',
      allocateLoadBalancerNodePorts: false,
    },
  });
});

test('a Pod shows embedded messages flat, quantities as text, empty structs behind pointers and negative numbers', () => {
  const limits = message([1, 'cpu'], [2, message([1, '100m'])]);
  const probe = message([1, message([2, message([1, '/'], [2, message([1, 0], [2, 80])])])], [2, 5]);
  const reference = message([1, message([1, 'settings'])], [2, 'mode']);
  const container = message(
    [1, 'app'],
    [2, 'nginx'],
    [4, '--x'],
    [4, ''],
    [7, message([1, 'MODE'], [3, message([3, reference])])],
    [8, message([1, limits])],
    [10, probe],
  );
  const volume = message([1, 'tmp'], [2, message([2, message([1, ''])])]);
  const content = message([2, message([1, volume], [2, container], [4, 0], [25, -10])]);
  expect(decodeProtobuf(envelope('v1', 'Pod', content))).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      volumes: [{ name: 'tmp', emptyDir: {} }],
      containers: [
        {
          name: 'app',
          image: 'nginx',
          args: ['--x', ''],
          env: [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } }],
          resources: { limits: { cpu: '100m' } },
          livenessProbe: { httpGet: { path: '/', port: 80 }, initialDelaySeconds: 5 },
        },
      ],
      terminationGracePeriodSeconds: 0,
      priority: -10,
    },
  });
});

test('bytes, lists inside maps and times become what JSON has for them', () => {
  const data = message([1, 'key'], [2, Uint8Array.from([0, 255, 10])]);
  const time = message([1, 1_767_225_600], [2, 250_000_000]);
  expect(decodeProtobuf(envelope('v1', 'Secret', message([2, data], [3, 'Opaque'])))).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    data: { key: 'AP8K' },
    type: 'Opaque',
  });
  expect(
    decodeProtobuf(envelope('coordination.k8s.io/v1', 'Lease', message([2, message([1, 'a'], [3, time], [4, time])]))),
  ).toEqual({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    spec: { holderIdentity: 'a', acquireTime: '2026-01-01T00:00:00.250000Z', renewTime: '2026-01-01T00:00:00.250000Z' },
  });
  const extra = message([1, 'scopes'], [2, message([1, 'a'], [1, 'b'])]);
  expect(
    decodeProtobuf(envelope('authorization.k8s.io/v1', 'SubjectAccessReview', message([2, message([5, extra])]))),
  ).toEqual({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { extra: { scopes: ['a', 'b'] } },
  });
});

test('options of any version are read as options; a kind that nobody knows is only named', () => {
  expect(decodeProtobuf(envelope('apps/v1', 'DeleteOptions', message([1, 0], [4, 'Foreground'])))).toEqual({
    apiVersion: 'apps/v1',
    kind: 'DeleteOptions',
    gracePeriodSeconds: 0,
    propagationPolicy: 'Foreground',
  });
  expect(decodeProtobuf(envelope('example.com/v1', 'Thing', message([1, 'x'])))).toEqual({
    apiVersion: 'example.com/v1',
    kind: 'Thing',
  });
});

test('bytes that are no message are refused', () => {
  expect(() => decodeProtobuf(Uint8Array.from([1, 2, 3]))).toThrow('expected prefix [107 56 115 0]');
  expect(() => decodeProtobuf(Uint8Array.from([0x6b, 0x38, 0x73, 0x00, 10, 200]))).toThrow('unexpected EOF');
});
