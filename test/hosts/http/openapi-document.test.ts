import { expect, test } from 'vitest';
import { encodeOpenApi } from '../../../src/hosts/http/protobuf/openapi-document.js';
import { readMessage } from '../../../src/hosts/http/protobuf/wire.js';

test('the description begins with its version and title, and holds no paths', () => {
  const message = readMessage(encodeOpenApi({ swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.36.2' } }));
  const text = (value: unknown) => new TextDecoder().decode(value as Uint8Array);
  const info = readMessage((message.get(2)?.[0] ?? new Uint8Array()) as Uint8Array);
  expect([...message.keys()]).toEqual([1, 2, 8]);
  expect([text(message.get(1)?.[0]), text(info.get(1)?.[0]), text(info.get(2)?.[0])]).toEqual([
    '2.0',
    'Kubernetes',
    'v1.36.2',
  ]);
});
