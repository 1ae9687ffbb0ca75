import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kept, noBrowser, type Visitor, visit } from './visitor.js';

describe.skipIf(noBrowser)('what a browser keeps', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit();
  });
  afterAll(() => visitor.close());

  it('belongs to the tab that was opened last; the other one says so at once, and overwrites nothing', async () => {
    const first = await visitor.open('&lesson=welcome');
    await first.rests();
    await first.run('export A=of-the-first-tab');
    await first.shows('保存済み');
    const second = await visitor.open();
    await second.rests();
    await first.shows('同じ学習の記録が、別のタブで開かれました');
    await second.run('A="$A, seen by the second"');
    await first.run('export A=lost');
    await first.shows('保存できません');
    await second.page.waitForTimeout(300);
    await second.page.reload();
    await second.rests();
    await second.run('clear; echo "[$A]"');
    await second.shows('[of-the-first-tab, seen by the second]');
    await Promise.all([first.page.close(), second.page.close()]);
  });

  it('is gone on with when it comes late: the first lesson is painted meanwhile', async () => {
    const before = await visitor.open('&lesson=first-service');
    await before.rests();
    await before.run('export A=left-before');
    await kept(before, 'left-before');
    await before.page.close();
    const tab = await visitor.open('', (page) =>
      page.addInitScript(() => {
        const { set } = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess') ?? {};
        Object.defineProperty(IDBRequest.prototype, 'onsuccess', {
          set(this: IDBRequest, listener: (event: Event) => void) {
            const isOpening = this instanceof IDBOpenDBRequest;
            const late = (event: Event) => void addEventListener('late', () => listener.call(this, event));
            set?.call(this, isOpening ? late : listener);
          },
        });
      }),
    );
    await tab.shows('ようこそ');
    await tab.page.evaluate(() => dispatchEvent(new Event('late')));
    await tab.rests();
    await tab.run('clear; echo "[$A]"');
    await tab.shows('[left-before]');
    expect(await tab.screen()).not.toContain('ようこそ');
    await tab.page.close();
  });

  it('may be nothing at all: the lesson is played, and the page says that it is not saved', async () => {
    const tab = await visitor.open('&lesson=welcome&lang=en', (page) =>
      page.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('refused', 'SecurityError');
        };
      }),
    );
    await tab.rests();
    await tab.shows('this browser keeps no data for this page');
    await tab.run('echo "works"-all-the-same');
    await tab.shows('works-all-the-same');
    await tab.shows('Not saved');
    await tab.page.close();
  });

  it('may be full: the page says so, and what was saved before is there the next time', async () => {
    const before = await visitor.open('&lesson=welcome');
    await before.rests();
    await before.run('export B=before');
    await before.page.waitForTimeout(300);
    await before.page.close();
    const full = await visitor.open('', (page) =>
      page.addInitScript(() => {
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (value, key) {
          const request = put.call(this, value, key);
          if (key === ' owner') return request;
          const error = new DOMException('no room', 'QuotaExceededError');
          Object.defineProperty(this.transaction, 'error', { get: () => error });
          this.transaction.abort();
          return request;
        };
      }),
    );
    await full.rests();
    await full.run('export B=after');
    await full.shows('ブラウザーの保存領域がいっぱいで');
    await full.page.close();
    const after = await visitor.open();
    await after.rests();
    await after.run('clear; echo "[$B]"');
    await after.shows('[before]');
    await after.page.close();
  });

  it('keeps the policy of the page meanwhile', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
