import { afterEach, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.js';

const open: Terminal[] = [];
afterEach(() => {
  for (const { stage } of open.splice(0)) stage.close();
});

async function withService(options: Parameters<typeof openTerminal>[0] = {}): Promise<Terminal> {
  const terminal = openTerminal(options, 'no terminal');
  open.push(terminal);
  await terminal.run('kubectl create service clusterip api --tcp=80:8080');
  return terminal;
}

it('kubectl edit runs the program that KUBE_EDITOR or EDITOR names', async () => {
  const { run } = await withService();
  expect(await run(`KUBE_EDITOR="sed -i 's/port: 80$/port: 81/'" kubectl edit service api`)).toBe(
    'service/api edited\n',
  );
  expect(await run('KUBE_EDITOR=true kubectl edit service api; echo $?')).toBe('Edit cancelled, no changes made.\n0\n');
  await run(`printf '#!/bin/sh\\necho editing; sed -i "s/port: 81$/port: 82/" "$1"\\n' > ed.sh; chmod +x ed.sh`);
  expect(await run('EDITOR=./ed.sh kubectl edit service api')).toBe('editing\nservice/api edited\n');
  expect(await run("kubectl get service api -o jsonpath='{.spec.ports[0].port}'")).toBe('82');
});

it('kubectl edit tells an editor that fails from one that is not there, as upstream does', async () => {
  const { run } = await withService();
  expect(await run('KUBE_EDITOR=false kubectl edit service api; echo $?')).toBe(
    'error: there was a problem with the editor "false"\n1\n',
  );
  expect(await run('KUBE_EDITOR=nothere kubectl edit service api')).toBe(
    'error: unable to launch the editor "nothere"\n',
  );
  expect(await run('KUBE_EDITOR=/no/such kubectl edit service api')).toBe(
    'error: there was a problem with the editor "/no/such"\n',
  );
});

it('kubectl edit keeps to the editor of the screen where it is meant', async () => {
  const asked: (string | undefined)[] = [];
  const { run } = await withService({
    editor: async (_, command) => {
      asked.push(command);
      return 0;
    },
  });
  await run(
    'kubectl edit service api; KUBE_EDITOR=/usr/bin/vim kubectl edit service api; EDITOR=nano kubectl edit service api',
  );
  expect(await run('KUBE_EDITOR=true kubectl edit service api')).toBe('Edit cancelled, no changes made.\n');
  expect(asked).toEqual([undefined, '/usr/bin/vim', 'nano']);
});

it('an editor that is interrupted ends kubectl, and the prompt comes back', async () => {
  const { run, type, stage } = await withService({ terminal: { columns: 80, rows: 24 } });
  type('KUBE_EDITOR="sh -c \'sleep 100\'" kubectl edit service api\n');
  await stage.driver.sleep(1000);
  stage.terminal.interrupt();
  await stage.terminal.settled();
  expect(await run('echo on')).toContain('on\n');
});
