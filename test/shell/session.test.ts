import { afterEach, describe, expect, it } from 'vitest';
import type { HostCommand } from '../../src/shell/host-command.js';
import { openTerminal, SHOP, type Terminal } from './terminal.js';

const open: Terminal[] = [];
const terminal: typeof openTerminal = (options) => {
  const opened = openTerminal(options);
  open.push(opened);
  return opened;
};
afterEach(() => {
  for (const { stage } of open.splice(0)) stage.close();
});

describe('the learner at the shell', () => {
  it('keeps variables, directory, functions and aliases from line to line', async () => {
    const { run, stage } = terminal({ home: { 'a.txt': 'hello\n' } });
    await run('mkdir -p work/deep && cd work/deep; NAME=world');
    expect(stage.terminal.cwd()).toBe('/home/learner/work/deep');
    expect(await run('cat ~/a.txt; echo "$NAME"; pwd')).toBe('hello\nworld\n/home/learner/work/deep\n');
    await run("greet() { echo hi $1; }; alias l='ls /'");
    expect(await run('greet you')).toBe('hi you\n');
    expect(await run('l')).toContain('home');
    expect(stage.terminal.prompt()).toBe('learner@workstation:~/work/deep$ ');
  });

  it('says that a command is not there, also when its name is one of JavaScript', async () => {
    const { run, stage } = terminal();
    expect(await run('nothere')).toBe('bash: nothere: command not found\n');
    expect(await run('constructor; toString; __proto__')).toBe(
      'bash: constructor: command not found\nbash: toString: command not found\nbash: __proto__: command not found\n',
    );
    expect(stage.terminal.status()).toBe(127);
  });

  it('pipes into kubectl and out of it, through heredocs, too', async () => {
    const { run } = terminal();
    expect(await run('kubectl get nodes | grep -c Ready')).toBe('3\n');
    expect(
      await run('echo "apiVersion: v1" > f.yaml; printf "kind: ConfigMap\\nmetadata: {name: c}\\n" >> f.yaml'),
    ).toBe('');
    expect(await run('cat f.yaml | kubectl create -f -')).toBe('configmap/c created\n');
    expect(await run('kubectl create -f - <<EOF\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\nEOF')).toContain(
      'configmap/d created\n',
    );
    expect(await run('for n in c d; do kubectl get configmap $n -o name; done')).toBe('configmap/c\nconfigmap/d\n');
    expect(await run('X=$(kubectl get configmap nothing); echo "$? [$X]"')).toBe(
      'Error from server (NotFound): configmaps "nothing" not found\n1 []\n',
    );
  });

  it('asks for more lines with the second prompt', async () => {
    const { run, stage } = terminal();
    await run('for n in 1 2; do');
    expect(stage.terminal.prompt()).toBe('> ');
    expect(await run('echo $n; done')).toBe('1\n2\n');
    await run('echo "open');
    stage.terminal.interrupt();
    await stage.terminal.settled();
    expect(stage.terminal.prompt()).toBe('learner@workstation:~$ ');
  });

  it('runs awk, sed and jq on pipes and files, and sed -i changes the file', async () => {
    const { run } = terminal({ home: { 'a.txt': 'one 1\ntwo 2\n' } });
    expect(await run("awk '{ s += $2 } END { print s }' a.txt")).toBe('3\n');
    expect(await run("cat a.txt | sed -n 's/two/TWO/p'")).toBe('TWO 2\n');
    expect(await run("kubectl get nodes -o json | jq -r '.items[].metadata.name' | head -1")).toBe(
      'svc-learn-control-plane\n',
    );
    expect(await run("sed -i 's/one/uno/' a.txt; cat a.txt")).toBe('uno 1\ntwo 2\n');
    expect(await run("awk 'BEGIN { print 6 * 7 }'; jq -n '1 + 1'")).toBe('42\n2\n');
    expect(await run("awk '{ print }' missing.txt; echo $?")).toMatch(/missing\.txt.*No such file.*\n[12]\n/);
    expect(await run("export COLOUR=red; jq -n -r 'env.COLOUR'")).toBe('red\n');
  });

  it('reaches nodes from the workstation, and no Service by its name', async () => {
    const { run } = terminal({ manifests: [SHOP] });
    expect(await run('curl -sS -o /dev/null -w "%{http_code}\\n" http://172.18.0.3:30080')).toBe('200\n');
    expect(await run('curl -sS http://my-service; echo $?')).toBe('curl: (6) Could not resolve host: my-service\n6\n');
    expect(await run('wget -qO- http://172.18.0.3:30080 | wc -l')).toMatch(/^[1-9]\d*\n$/);
  });
});

describe('Ctrl-C', () => {
  const ends = async (line: string) => {
    const { type, pass, stage, run } = terminal();
    await stage.terminal.settled();
    type(`${line}\n`);
    await pass(5000);
    expect(stage.terminal.prompt()).toBeUndefined();
    stage.terminal.interrupt();
    await stage.terminal.settled();
    expect(stage.terminal.status()).toBe(130);
    expect(await run('echo alive')).toBe('alive\n');
  };

  it.each([
    'while true; do :; done',
    'while true; do sleep 1; done',
    'sleep 100000',
    'kubectl get pods -w',
    'kubectl get nodes -w | grep worker | cat',
    'kubectl logs -n kube-system -l k8s-app=kube-dns -f',
    'cat',
    'sed s/a/b/',
    'watch kubectl get pods',
    'curl http://10.244.9.9',
    'nc 10.244.9.9 80',
    'f() { f; }; f() { while :; do echo x > /dev/null; done; }; f',
    'X=$(sleep 1000)',
  ])('ends %s, and the shell lives', ends);
});

describe('Ctrl-C at any moment of an exec', () => {
  const POD =
    '{apiVersion: v1, kind: Pod, metadata: {name: box}, spec: {containers: [{name: m, image: busybox, command: [sleep, "9999"]}]}}';

  it.each([0, 1, 10, 20, 30, 45, 200])('also after %i ms, ends it', async (ms) => {
    const { type, pass, stage, run } = terminal({ manifests: [POD] });
    await stage.terminal.settled();
    type('kubectl exec box -it -- sleep 1000\n');
    if (ms > 0) await pass(ms);
    type('\x03');
    await stage.terminal.settled();
    expect(stage.cluster.elapsed()).toBeLessThan(60_000);
    expect(await run('echo alive')).toBe('alive\n');
  });
});

describe('background jobs', () => {
  it('run on beside the prompt and report their end', async () => {
    const { run, pass } = terminal();
    expect(await run('sleep 3 &')).toMatch(/^\[1\] \d+\n$/);
    expect(await run('jobs')).toMatch(/^\[1\]\+ {2}Running +sleep 3/);
    await pass(4000);
    expect(await run('')).toMatch(/\[1\]\+ {2}Done +sleep 3/);
  });

  it('are not ended by Ctrl-C of another command', async () => {
    const { run, type, pass, stage } = terminal();
    await run('(sleep 10; echo done > f) &');
    type('sleep 1000\n');
    await pass(1000);
    stage.terminal.interrupt();
    await stage.terminal.settled();
    await pass(12_000);
    expect(await run('cat f')).toContain('done\n');
  });
});

describe('commands outside of the machine', () => {
  const counting: HostCommand = async ({ stdout, signal }) => {
    let n = 0;
    while (!signal.aborted && n < 100_000) {
      n += 1;
      stdout(`${n}\n`);
      if (n % 100 === 0) await new Promise(setImmediate);
    }
    return 0;
  };

  it('are told when nobody reads them any more', async () => {
    const { run } = terminal({ commands: { counting } });
    expect(await run('counting | head -2')).toBe('1\n2\n');
  });

  it('wait for slow readers and lose nothing', async () => {
    const { run } = terminal({
      commands: {
        much: async ({ stdout }) => {
          for (let n = 0; n < 20; n += 1) stdout('x'.repeat(10_000));
          return 3;
        },
      },
    });
    expect(await run('set -o pipefail; much | { sleep 5; wc -c; }; echo $?')).toBe('200000\n3\n');
  });

  it('end a watch at the next event when the reader is gone', async () => {
    const { run, type, stage } = terminal();
    await stage.terminal.settled();
    type('kubectl get configmaps -w | head -1\n');
    await stage.driver.sleep(1000);
    stage.cluster.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: later}}');
    await stage.terminal.settled();
    expect(await run('echo ok')).toBe('ok\n');
  });

  it('report what they throw, on their own error output', async () => {
    const { run } = terminal({ commands: { broken: () => Promise.reject(new Error('no luck')) } });
    expect(await run('broken; echo $?')).toBe('broken: no luck\n1\n');
  });

  it('read what is typed while they run', async () => {
    const { type, run, stage, shown } = terminal({
      commands: {
        asking: async ({ stdin, stdout }) => {
          stdout(`got ${await stdin.read()}`);
          return 0;
        },
      },
    });
    await stage.terminal.settled();
    type('asking\n');
    type('this\n');
    await stage.terminal.settled();
    expect(shown()).toContain('got this\n');
    expect(await run('echo ok')).toBe('ok\n');
  });
});

describe('a snapshot at the prompt', () => {
  it('goes through JSON into another session, and both go on alike', async () => {
    const first = terminal({ home: { 'a.txt': 'x\n' } });
    await first.run(
      'cd /tmp; N=1; f() { N=$((N+1)); echo "n=$N $RANDOM $PWD"; }; echo data > /tmp/g; alias ll="ls -a"',
    );
    const saved = JSON.stringify({ world: first.stage.cluster.snapshot(), session: first.stage.session.snapshot() });
    const second = terminal({ home: { 'a.txt': 'x\n' } });
    await second.stage.terminal.settled();
    for (const { stage } of [first, second]) {
      const { world, session } = JSON.parse(saved);
      stage.port.world?.restore(world);
      stage.session.restore(session);
      await stage.terminal.settled();
    }
    expect(second.stage.terminal.prompt()).toBe('learner@workstation:/tmp$ ');
    for (const line of ['f', 'f; cat g; ls ~', 'date', 'kubectl get nodes', 'll', 'echo $$']) {
      expect(await second.run(line)).toBe(await first.run(line));
    }
    expect(JSON.stringify(second.stage.session.snapshot())).toBe(JSON.stringify(first.stage.session.snapshot()));
  });

  it('put back while commands run ends them, and nothing of them is heard any more', async () => {
    const { run, type, pass, stage, shown } = terminal({
      commands: {
        late: async ({ stdout, signal }) => {
          await new Promise<void>((resolve) => signal.addEventListener('abort', resolve));
          stdout('too late\n');
          return 0;
        },
      },
    });
    await run('A=1');
    const before = stage.session.snapshot();
    await run('A=2; sleep 100 &');
    type('late\n');
    await pass(1000);
    expect(stage.terminal.prompt()).toBeUndefined();
    stage.session.restore(before);
    await stage.terminal.settled();
    await pass(10);
    shown();
    expect(await run('echo $A; jobs')).toBe('1\n');
    expect(await run('late & sleep 1; kill %1; wait; echo over')).toBe('[1] 2\ntoo late\nover\n');
    expect(await run('echo fine')).toBe('fine\n');
  });
});

describe('without a terminal', () => {
  it('keeps output and errors apart, and Ctrl-C still ends what runs', async () => {
    const seen = { stdout: '', stderr: '' };
    const { stage } = openTerminal(
      {
        output: (text, from) => {
          seen[from] += text;
        },
      },
      'no terminal',
    );
    const { terminal } = stage;
    await terminal.settled();
    terminal.type('echo out; nothere; sleep 1000\n');
    await stage.driver.sleep(1000);
    terminal.interrupt();
    await terminal.settled();
    expect({ ...seen, status: terminal.status() }).toEqual({
      stdout: 'out\n',
      stderr: 'bash: nothere: command not found\n\n',
      status: 130,
    });
    stage.close();
  });
});
