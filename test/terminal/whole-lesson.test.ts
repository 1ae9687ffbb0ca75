import { afterEach, expect, it } from 'vitest';
import { type Emulator, open } from './emulator.js';

const running: Emulator[] = [];
afterEach(() => {
  for (const { pty } of running.splice(0)) pty.kill('SIGKILL');
});

const ASK_AND_CALL = ["kubectl get pods -l app=shop -o 'jsonpath={.items[*].status.podIP}' > shops.txt", 'sh call.sh'];

/** What is typed at each step of lesson 2, the prediction first. */
const STEPS: readonly (readonly string[])[] = [
  ASK_AND_CALL,
  ['kubectl delete pods -l app=shop', 'sh call.sh', ...ASK_AND_CALL],
  [
    'kubectl scale deployment/shop --replicas=3',
    'sh call.sh',
    'kubectl rollout status deployment/shop',
    ...ASK_AND_CALL,
  ],
  ['kubectl rollout restart deployment/shop', 'kubectl rollout status deployment/shop', 'sh call.sh', ...ASK_AND_CALL],
];

it('lesson 2 is played to its summary by keys alone', async () => {
  const emulator = open({ args: ['why'], columns: 140, rows: 50 });
  running.push(emulator);
  const { type, shows } = emulator;
  await shows('learner@workstation:~$');
  for (const [index, lines] of STEPS.entries()) {
    await shows(`手順 ${index + 1}/4`);
    type('1');
    await shows('予想を記録しました');
    for (const [at, line] of lines.entries()) {
      type(`${line}; echo "over"-${index}-${at}\r`);
      await shows(new RegExp(`^│ over-${index}-${at} `, 'm'));
    }
    await shows('この手順のゴールをすべて達成しました');
    type('\x0c');
    type('next\r');
  }
  await shows('まとめ');
  expect(emulator.screen()).toContain('learner@workstation:~$');
}, 90_000);
