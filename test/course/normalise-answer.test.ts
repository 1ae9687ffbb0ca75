import { expect, it } from 'vitest';
import { normaliseAnswer } from '../../src/course/normalise-answer.js';

it.each(['2', '２', ' 2 ', '「2」', '2個', '２つ', '2台', '2 Pods', '2番', '2番ポート', '2/TCP'])(
  '%s means 2',
  (text) => {
    expect(normaliseAnswer(text)).toBe('2');
  },
);

it.each([
  ['10.96.0.10', '10.96.0.10'],
  ['App=My-App', 'app=my-app'],
  ['app: my-app', 'app=my-app'],
  ['pod/shop-1', 'shop-1'],
  ['endpointslice.discovery.k8s.io/shop-x', 'shop-x'],
  ['app：my-app', 'app=my-app'],
  ['10.96.0.10:80', '10.96.0.10:80'],
  ['2つのPod', '2つのpod'],
])('%s is what it is', (text, meaning) => {
  expect(normaliseAnswer(text)).toBe(meaning);
});
