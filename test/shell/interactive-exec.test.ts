import { expect, it } from 'vitest';
import { createStage } from '../../src/hosts/embedded/stage.js';

const CLIENT = `
apiVersion: v1
kind: Pod
metadata: { name: client }
spec: { containers: [{ name: client, image: curlimages/curl, command: [sleep, infinity] }] }
`;

it('hands each line to the shell of a container, and Ctrl-C to its program', async () => {
  let shown = '';
  const { terminal, port, close } = createStage({
    pace: { mode: 'jump' },
    seed: 1,
    terminal: { columns: 80, rows: 24 },
    manifests: [CLIENT],
    output: (text) => {
      shown += text;
    },
  });
  /** Types and lets virtual time pass, as a person who reads what came back. */
  const type = async (text: string) => {
    shown = '';
    terminal.type(text);
    await port.clock.sleep(500);
    return shown.replaceAll('\r', '');
  };
  await terminal.settled();
  expect(await type('kubectl exec -it client -- sh\n')).toBe('/home/curl_user # ');
  expect(terminal.isRaw()).toBe(true);
  expect(await type('hostname\n')).toBe('hostname\nclient\n/home/curl_user # ');
  expect(await type('x=5; echo $((x * 2))\n')).toBe('x=5; echo $((x * 2))\n10\n/home/curl_user # ');
  expect(await type('sleep 1000\n')).toBe('sleep 1000\n');
  expect(await type('\u0003')).toBe('^C\n/home/curl_user # ');
  expect(await type('exit 3\n')).toBe('exit 3\ncommand terminated with exit code 3\n');
  expect(terminal.isRaw()).toBe(false);
  expect([terminal.prompt(), terminal.status()]).toEqual(['learner@workstation:~$ ', 3]);
  close();
});
