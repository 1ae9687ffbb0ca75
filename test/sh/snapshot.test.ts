import { expect, test } from 'vitest';
import { createMachine, epoch } from './machine-under-test.js';

const script = `f() { local n=$1; while [ $n -gt 0 ]; do n=$((n-1)); echo "f $n $(echo sub | tr a-z A-Z)"; sleep 0.3; done; }
i=0
while true; do
  i=$((i+1)); f 2 | grep -n f | { read line; echo "$i $line"; cat; }
  (trap 'echo end $i' EXIT; sleep 1) & wait
  case $i in 3) break;; esac
done
echo done`;

test('a shell goes on after a snapshot through JSON in the middle of pipelines, functions and jobs with equal output', () => {
  const whole = createMachine();
  whole.start(['sh', '-c', script]);
  whole.settle();
  expect(whole.written.out.split('\n')).toHaveLength(11);
  for (let steps = 0; steps < 250; steps += 7) {
    const first = createMachine();
    first.start(['sh', '-c', script]);
    for (let left = steps; left > 0; left -= 1) {
      if (first.kernel.run(1) === 'idle') first.now = first.kernel.nextWake() ?? first.now;
    }
    const saved = JSON.parse(JSON.stringify(first.kernel.save()));
    const second = createMachine();
    second.kernel.load(saved);
    second.now = first.now;
    expect(JSON.stringify(second.kernel.save())).toBe(JSON.stringify(saved));
    const before = first.written.out;
    first.settle();
    second.settle();
    expect(before + second.written.out).toBe(whole.written.out);
    expect(first.written.out).toBe(whole.written.out);
    expect(JSON.stringify(second.kernel.save())).toBe(JSON.stringify(first.kernel.save()));
  }
});

test('a snapshot shares nothing with the machine that runs on', () => {
  const machine = createMachine();
  machine.start(['sh', '-c', 'for i in 1 2 3; do echo $i > f; sleep 1; done']);
  machine.settle(epoch + 500);
  const saved = machine.kernel.save();
  const text = JSON.stringify(saved);
  machine.settle();
  expect(JSON.stringify(saved)).toBe(text);
});

test('a sleeping container is small', () => {
  const machine = createMachine();
  machine.start(['sleep', 'infinity']);
  machine.settle();
  expect(JSON.stringify(machine.kernel.save()).length).toBeLessThan(600);
});
