import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/course/lesson.js';
import { folder, run as program } from '../cli/program.js';
import { hastyHands } from './hasty-hands.js';
import { kept, noBrowser, type Tab, type Visitor, visit } from './visitor.js';

describe.skipIf(noBrowser)('the page', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit();
  });
  afterAll(() => visitor.close());

  it('is played by typing, from the first prediction to the last question', { timeout: 120_000 }, async () => {
    const tab = await visitor.open('&lesson=first-service');
    const lesson = JSON.parse(
      readFileSync(resolve(import.meta.dirname, '../../dist/web/course/first-service.json'), 'utf8'),
    ) as Lesson;
    await tab.rests();
    for (const [at, step] of lesson.steps.entries()) {
      await tab.shows(`手順 ${at + 1}/${lesson.steps.length}`);
      if (step.predict) await tab.page.keyboard.press('1');
      for (const line of step.solution) await tab.run(line);
      await tab.shows('Enterキーで次へ進みます');
      await tab.run('clear');
      await tab.page.keyboard.press('Enter');
    }
    await tab.shows('まとめ');
    for (const { options, right } of lesson.quiz) await tab.page.keyboard.press(String(options.indexOf(right) + 1));
    await tab.shows('レッスン完了です');
    const picture = join(folder(), 'page.png');
    await tab.page.screenshot({ path: picture });
    process.stderr.write(`a picture of the page: ${picture}\n`);
    await tab.page.close();
  });

  it('takes Japanese from an input method, at the cursor', async () => {
    const tab = await visitor.open('&lesson=welcome');
    await tab.shows('control-plane');
    await tab.rests();
    await tab.page.keyboard.type('echo ');
    const input = await tab.page.context().newCDPSession(tab.page);
    await input.send('Input.imeSetComposition', { text: 'にほんご', selectionStart: 4, selectionEnd: 4 });
    const composed = tab.page.locator('.composition-view.active');
    expect(await composed.textContent()).toBe('にほんご');
    const row = tab.page.locator('.xterm-rows > div', { hasText: '$ echo' });
    const [shown, line] = await Promise.all([composed.boundingBox(), row.boundingBox()]);
    const text = (await row.textContent()) ?? '';
    const column = (shown && line ? shown.x - line.x : Number.NaN) / ((line?.width ?? 0) / text.length);
    expect([shown?.y, Math.round(column)]).toEqual([line?.y, text.indexOf('echo ') + 5]);
    await input.send('Input.insertText', { text: '日本語、OK' });
    await tab.run(' 終わり');
    await tab.shows(/^│ 日本語、OK 終わり +│/m);
    await tab.page.close();
  });

  it('keeps Japanese whole, and in its place, that is typed while the page is busy with its cluster', async () => {
    const tab = await visitor.open('&lesson=welcome');
    await tab.shows('workstation:~$');
    const hands = await hastyHands(tab.page);
    const busy = tab.page.evaluate(() => {
      for (const end = performance.now() + 300; performance.now() < end; );
    });
    hands.type('echo ');
    hands.compose('にほんご', '日本語、OK');
    hands.type(' x');
    hands.compose('おわり', '終わり');
    hands.insert('5');
    hands.compose('か', '下');
    hands.type('\r');
    await Promise.all([busy, hands.rest()]);
    await tab.shows(/^│ 日本語、OK x終わり5下 +│/m);
    await tab.page.close();
  });

  it('goes on in the middle of a lesson after it was loaded anew, in the same world', async () => {
    // The same lesson was played before: what was kept of it is forgotten.
    const tab = await visitor.open('&lesson=first-service', async (page) => {
      const browser = await page.context().newCDPSession(page);
      await browser.send('Storage.clearDataForOrigin', { origin: visitor.url, storageTypes: 'indexeddb' });
    });
    await tab.rests();
    await tab.page.keyboard.press('3');
    await tab.run('export MINE=kept; echo note > note.txt; kubectl get pods -o name');
    const names = podNames(await tab.screen());
    expect(names).toHaveLength(3);
    await kept(tab, 'note.txt');
    await tab.page.goto(`${visitor.url}/?renderer=dom`);
    await tab.shows('予想を記録しました');
    await tab.rests();
    expect(podNames(await tab.screen())).toEqual(names);
    await tab.run('clear; echo "[$MINE] $(cat note.txt)"; kubectl get pods -o name | grep -c .');
    await tab.shows(/^│ \[kept\] note +│\s│ 4 /m);
    await tab.page.close();
  });

  it('moves progress to the terminal program and back', { timeout: 90_000 }, async () => {
    const tab = await visitor.open('&lesson=first-service');
    await tab.rests();
    await tab.run('echo from-the-page > mine.txt');
    const download = tab.page.waitForEvent('download');
    await tab.run('progress export');
    const exported = join(folder(), 'svc-learn-progress.json');
    await (await download).saveAs(exported);

    const env = { XDG_STATE_HOME: folder() };
    expect(await program(['progress', 'import', exported, '--lang', 'en'], { env })).toMatchObject({ code: 0 });
    const plain = 'cat mine.txt\necho from-the-terminal > yours.txt\nexit\n';
    const { stdout } = await program(['--plain'], { env, input: plain });
    expect(stdout).toContain('\nfrom-the-page\n');
    const back = join(folder(), 'back.json');
    expect(await program(['progress', 'export', back], { env })).toMatchObject({ code: 0, stderr: '' });

    await choose(tab, back);
    await tab.shows('learner@workstation:~$ echo from-the-terminal');
    await tab.rests();
    await tab.run('clear; cat mine.txt yours.txt');
    await tab.shows(/^│ from-the-page +│\s│ from-the-terminal /m);
    await tab.page.close();
  });

  it('says that a chosen file is damaged, and changes nothing', async () => {
    const tab = await visitor.open('&lesson=welcome');
    await tab.rests();
    await tab.run('A=1');
    await choose(tab, resolve(import.meta.dirname, '../../package.json'));
    await tab.shows('package.jsonは学習の記録として読めません');
    await tab.run('clear; echo "[$A]"');
    await tab.shows('[1]');
    await tab.page.close();
  });

  it('did nothing that its policy forbids, and asked nobody else for anything', () => {
    expect(visitor.complaints).toEqual([]);
  });
});

async function choose(tab: Tab, file: string): Promise<void> {
  const chooser = tab.page.waitForEvent('filechooser');
  await tab.page.keyboard.type('progress import');
  await tab.page.keyboard.press('Enter');
  await (await chooser).setFiles(file);
}

function podNames(screen: string): readonly string[] {
  return [...new Set(screen.match(/my-app-[a-z0-9]+-[a-z0-9]{5}/g) ?? [])].sort();
}
