import { expect, test } from 'vitest';
import { createMachine, epoch } from './machine-under-test.js';

const terminal = { columns: 80, rows: 24 };

test('a writer waits for room in a pipe and ends by PIPE when its reader goes', () => {
  const machine = createMachine();
  const pid = machine.start(['bash', '-c', 'set -o pipefail; yes | head -2; echo $?']);
  machine.settle();
  expect(machine.written.out).toBe('y\ny\n141\n');
  expect(machine.exits.get(pid)).toBe(0);
});

test('process 1 ignores TERM without a handler, and KILL ends it with all others', () => {
  const machine = createMachine();
  machine.start(['sh', '-c', 'while true; do sleep 1; done']);
  machine.settle(epoch + 2500);
  machine.kernel.signal(1, 'TERM');
  machine.settle(epoch + 5000);
  expect(machine.exits.has(1)).toBe(false);
  machine.kernel.signal(1, 'KILL');
  machine.settle();
  expect(machine.exits.get(1)).toBe(137);
  expect(machine.kernel.pids()).toEqual([]);
});

test('a trap runs when the command in the foreground has ended', () => {
  const machine = createMachine();
  machine.start(['sh', '-c', 'trap "echo bye; exit 3" TERM; while true; do sleep 10; done']);
  machine.settle(epoch + 1000);
  machine.kernel.signal(1, 'TERM');
  machine.settle(epoch + 2000);
  expect(machine.written.out).toBe('');
  machine.settle();
  expect(machine.written.out).toBe('bye\n');
  expect(machine.now - epoch).toBe(10_000);
  expect(machine.exits.get(1)).toBe(3);
});

test('an interactive shell prompts, survives Ctrl-C, continues open lines and ends by Ctrl-D', () => {
  const machine = createMachine({ terminal });
  const { kernel, stdin } = machine;
  const pid = machine.start(['bash', '-i'], { env: { PS1: '\\w\\$ ' } });
  machine.settle();
  kernel.feed(stdin, 'for i in a b\n');
  machine.settle();
  kernel.feed(stdin, 'do echo $i; done\n');
  machine.settle();
  kernel.feed(stdin, 'while true; do sleep 1; done\n');
  machine.settle(epoch + 3000);
  expect(kernel.promptOf(stdin)).toBeUndefined();
  kernel.feed(stdin, '\x03');
  machine.settle();
  kernel.feed(stdin, 'echo $?; nosuch\n');
  machine.settle();
  kernel.feed(stdin, 'while :; do :; done\n');
  kernel.run(50);
  kernel.feed(stdin, '\x03');
  machine.settle();
  expect(kernel.promptOf(stdin)).toBe('~# ');
  kernel.feed(stdin, 'echo ) \n');
  machine.settle();
  kernel.feed(stdin, 'sleep 5 &\n');
  machine.settle(machine.now + 1);
  kernel.feed(stdin, 'jobs\n');
  machine.settle();
  kernel.feed(stdin, '\x04');
  machine.settle();
  expect(machine.written.out).toBe(
    [
      'a\nb\n\n130\nbash: nosuch: command not found\n\n',
      "bash: syntax error near unexpected token `)'\n",
      '[1] 6\n[1]+  Running                 sleep 5 &\nexit\n',
    ].join(''),
  );
  expect(machine.prompts.slice(0, 3)).toEqual(['~# ', '> ', '~# ']);
  expect(machine.exits.get(pid)).toBe(0);
});

test('options may stand before -c, and Ctrl-C reaches a job that was brought to the foreground', () => {
  const machine = createMachine({ terminal });
  machine.start(['bash', '-euo', 'pipefail', '-c', 'false | true; echo no']);
  machine.settle();
  expect([machine.written.out, machine.exits.get(1)]).toEqual(['', 1]);
  const { kernel, stdin } = machine;
  machine.start(['bash']);
  machine.settle();
  kernel.feed(stdin, 'sleep 100 &\nfg\n');
  machine.settle(epoch + 10);
  kernel.feed(stdin, '\x03');
  machine.settle();
  expect(machine.now).toBe(epoch + 10);
  expect(kernel.pids()).toHaveLength(1);
});

test('host programs read, write, get signals and end from outside', () => {
  const machine = createMachine({ programs: { kubectl: { host: true } } });
  const { kernel } = machine;
  machine.start(['sh', '-c', 'echo in | kubectl get pods | tr a-z A-Z; echo $?']);
  machine.settle();
  const [pid = 0] = kernel.host.pids();
  expect(kernel.process(pid)?.argv).toEqual(['kubectl', 'get', 'pods']);
  expect(kernel.host.read(pid, 0)).toBe('in\n');
  expect(kernel.host.read(pid, 0)).toBeNull();
  expect(kernel.host.write(pid, 1, 'pod/a\n')).toBe(true);
  machine.settle();
  expect(machine.written.out).toBe('POD/A\n');
  kernel.host.exit(pid, 0);
  machine.settle();
  expect(machine.written.out).toBe('POD/A\n0\n');
});

test('redirections to the descriptors of process 1 reach its streams', () => {
  const machine = createMachine();
  machine.start(['sh', '-c', '(echo log > /proc/1/fd/1; echo err > /dev/stderr); echo x > /dev/null; cat /dev/null']);
  machine.settle();
  expect(machine.written).toEqual({ out: 'log\n', err: 'err\n' });
});
