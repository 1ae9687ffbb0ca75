import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, open } from './emulator.js';

const running: Emulator[] = [];

afterEach(() => {
  for (const { pty } of running.splice(0)) {
    try {
      pty.kill('SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
});

async function lesson(): Promise<Emulator> {
  const emulator = open({ args: ['first-service'] });
  running.push(emulator);
  await emulator.shows('learner@workstation:~$');
  return emulator;
}

describe('programs that take the pane', () => {
  it('vi writes what was typed, and undo takes the file back', async () => {
    const { type, shows } = await lesson();
    type('vi service.yaml\r');
    await shows('vi /home/learner/service.yaml');
    type('/app:\rWcw');
    await shows('-- 挿入 --');
    type('店“');
    await shows('変更あり');
    type('\u001b');
    await shows(':wq 保存して終了');
    type(':wq\r');
    await shows('learner@workstation:~$');
    type('grep app: service.yaml\r');
    await shows('app: 店“');
    type('\u001a\u001a');
    await shows('元に戻す');
    type('grep app: service.yaml\r');
    await shows('app: ___');
  });

  it('edit says what is wrong while it is typed, and asks before it forgets', async () => {
    const { type, shows } = await lesson();
    type('edit service.yaml\r');
    await shows('apiVersion: v1');
    type('\u001b[B\u001b[F\rspecc：');
    await shows('✗ 3行目: 全角文字「：」があります。半角の : に直します');
    type('\u0018');
    await shows('保存していない変更があります');
    type('\u0018');
    await shows('learner@workstation:~$');
  });

  it('less pages through the output of a command and leaves the terminal as it was', async () => {
    const { type, shows } = await lesson();
    type('seq 500 | less\r');
    await shows('1-17/500');
    type('G');
    await shows('(END)');
    type('?^42$\r');
    await shows('42-58/500');
    type('q');
    await shows(/^(?![\s\S]*\/500)[\s\S]*learner@workstation:~\$/);
  });
});
