import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Running, run, start } from './program.js';

function profile(): { readonly XDG_STATE_HOME: string } {
  return { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'svc-learn-plain-')) };
}

function begin(args: readonly string[], env: Readonly<Record<string, string>>): Running & { type(line: string): void } {
  const running = start(['--plain', '--lang', 'en', ...args], { env });
  return { ...running, type: (line) => void running.child.stdin?.write(`${line}\n`) };
}

describe('--plain', () => {
  it('plays a lesson from a pipe to its end, in plain lines', async () => {
    const lines = ['kubectl apply -f service.yaml', '', 'answer pods 3', 'answer pods 2', '', '1', 'docs'];
    const { code, stdout, stderr } = await run(['--plain', '--lang', 'en', 'welcome'], {
      env: profile(),
      input: lines.join('\n'),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const told = /^(?:0 Welcome|Goal|Why|Press|Summary|Quiz|Lesson complete|learner@)/;
    expect(stdout.split('\n').filter((line) => told.test(line))).toEqual([
      '0 Welcome Step 1/2',
      'Goal (open): `client` calls 10 times and gets the page 10 times',
      'learner@workstation:~$ kubectl apply -f service.yaml',
      'Goal (met): `client` calls 10 times and gets the page 10 times',
      'Press Enter to go on',
      'learner@workstation:~$ ',
      '0 Welcome Step 2/2',
      'Goal (open): Tell how many Pods the shop has (`answer pods NUMBER`)',
      'learner@workstation:~$ answer pods 3',
      'Goal (open): Tell how many Pods the shop has (`answer pods NUMBER`)',
      'Why: You counted `client`, too. `client` is the Pod that calls the shop.',
      'learner@workstation:~$ answer pods 2',
      'Goal (met): Tell how many Pods the shop has (`answer pods NUMBER`)',
      'Press Enter to go on',
      'learner@workstation:~$ ',
      '0 Welcome',
      'Summary',
      'Quiz',
      'learner@workstation:~$ 1',
      'Quiz',
      'Lesson complete. Enter opens the next one, `lessons` (F4) the course map',
      'learner@workstation:~$ docs',
      'learner@workstation:~$ ',
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });

  it('takes a prediction by its number and Enter, and tells goals that change', async () => {
    const fix = "kubectl get pods -l app=shop -o 'jsonpath={.items[*].status.podIP}' > shops.txt";
    const { stdout } = await run(['--plain', '--lang', 'en', 'why'], {
      env: profile(),
      input: `1\n${fix}\nsh call.sh | grep -c .\n`,
    });
    expect(stdout).toContain('Noted. Now run the command and see\n  $ sh call.sh\n');
    expect(stdout).toMatch(
      /\nGoal \(open\): `client` calls the IP address.*\n[\s\S]*\nGoal \(met\): `client` calls the IP/,
    );
  });

  it('ends the running program on Ctrl-C and goes on', async () => {
    const { child, type, said, ended } = begin(['welcome'], profile());
    await said(/\$ $/);
    type('sleep 100; echo slept');
    await said(/sleep 100; echo slept\n/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    await said(/echo slept\n[\s\S]*\$ $/);
    type('echo "still $((40 + 2))"');
    await said(/still 42\n/);
    child.stdin?.end();
    expect(await ended).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/^slept$/m) });
  });

  it('hands lines to the program that asks for them', async () => {
    const { stdout } = await run(['--plain', '--lang', 'en', 'welcome'], {
      env: profile(),
      input: 'kubectl exec -it client -- sh\nhostname\nexit\ncat > note.txt\nfrom a pipe\n',
    });
    expect(stdout).toContain(
      '$ kubectl exec -it client -- sh\n/home/curl_user # hostname\nclient\n/home/curl_user # exit\n',
    );
    expect(stdout).toMatch(/\$ cat > note\.txt\nfrom a pipe\nlearner@workstation:~\$ \n$/);
  });

  it('saves at the end of input and goes on from there without telling the past again', async () => {
    const env = profile();
    const first = await run(['--plain', '--lang', 'en', 'welcome'], { env, input: 'echo once > a.txt\n' });
    expect(first.code).toBe(0);
    expect(JSON.parse(readFileSync(join(env.XDG_STATE_HOME, 'svc-learn', 'game.json'), 'utf8'))).toMatchObject({
      lesson: 'welcome',
    });
    const { stdout } = await run(['--plain', '--lang', 'en'], { env, input: 'cat a.txt' });
    expect(stdout).toMatch(/^0 Welcome Step 1\/2\n/);
    expect(stdout).toMatch(/\$ cat a\.txt\nonce\nlearner@workstation:~\$ \n$/);
    expect(stdout).not.toContain('echo once');
  });

  it('tells pages and takes the answer to their question', async () => {
    const { stdout } = await run(['--plain', '--lang', 'en', 'welcome'], {
      env: profile(),
      input: 'lessons\n3\nsolution\n\n',
    });
    expect(stdout).toContain('3 Your first Service (new, 10 min)');
    expect(stdout).toMatch(
      /\n3 Your first Service Step 1\/\d+\n[\s\S]*Press Enter alone to play it[\s\S]*\nAll goals of this step are met\./,
    );
  });

  it('refuses the editor in words, and the shell goes on', async () => {
    const { stdout } = await run(['--plain', '--lang', 'en', 'why'], {
      env: profile(),
      input: 'edit shops.txt\necho on\n',
    });
    expect(stdout).toMatch(/There is no editor here\. Change \/home\/learner\/shops\.txt .*\n.*\$ echo on\non\n/);
  });
});
