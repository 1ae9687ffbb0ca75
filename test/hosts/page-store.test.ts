import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_PROGRESS, type Progress, printProgress } from '../../src/course/progress.js';
import { pageProfile } from '../../src/hosts/browser/page-profile.js';
import { openStore, type PageStore, type StoreTrouble } from '../../src/hosts/browser/page-store.js';

const progress: Progress = { ...EMPTY_PROGRESS, lessons: { welcome: { state: 'done', steps: ['fix'] } } };

/** A tab with the store open, and what it was told of trouble. */
async function tab(): Promise<{ readonly store: PageStore; readonly troubles: readonly StoreTrouble[] }> {
  const troubles: StoreTrouble[] = [];
  return { store: await openStore((why) => troubles.push(why)), troubles };
}

const channels: BroadcastChannel[] = [];

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const Real = BroadcastChannel;
  vi.stubGlobal(
    'BroadcastChannel',
    class extends Real {
      constructor(name: string) {
        super(name);
        channels.push(this);
      }
    },
  );
});
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
  vi.unstubAllGlobals();
});

describe('the store of a page', () => {
  it('has what the last visit wrote, the newest of each name', async () => {
    const first = await tab();
    const kept = await Promise.all([
      first.store.write('a', '1'),
      first.store.write('a', '2'),
      first.store.write('a', '3'),
    ]);
    const { store, troubles } = await tab();
    expect([kept, store.read('a'), store.read('b'), troubles]).toEqual([[true, true, true], '3', undefined, []]);
  });

  it('belongs to the tab that opened it last: the other one writes nothing more, and is told once', async () => {
    const first = await tab();
    await first.store.write('a', 'of the first');
    const second = await tab();
    expect(await first.store.write('a', 'of the first, later')).toBe(false);
    expect(await first.store.write('a', 'and later')).toBe(false);
    expect(await second.store.write('b', 'of the second')).toBe(true);
    await vi.waitFor(() => expect(first.troubles).toEqual(['taken']));
    expect(second.troubles).toEqual([]);
    const third = await tab();
    expect([third.store.read('a'), third.store.read('b')]).toEqual(['of the first', 'of the second']);
  });

  it('works without keeping anything where the browser refuses, and says so at once', async () => {
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('no', 'SecurityError');
      },
    });
    const { store, troubles } = await tab();
    expect([store.read('a'), await store.write('a', '1'), troubles]).toEqual([undefined, false, ['refused']]);
  });

  it('says that it is full, keeps what it had, and goes on when there is room again', async () => {
    const { store, troubles } = await tab();
    await store.write('a', 'old');
    const put = IDBObjectStore.prototype.put;
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...rest) {
      const request = put.apply(this, rest);
      const error = new DOMException('no room', 'QuotaExceededError');
      Object.defineProperty(this.transaction, 'error', { get: () => error });
      this.transaction.abort();
      return request;
    });
    expect([await store.write('a', 'new'), await store.write('a', 'newer')]).toEqual([false, false]);
    full.mockRestore();
    expect(troubles).toEqual(['full']);
    expect((await tab()).store.read('a')).toBe('old');
  });
});

describe('the profile of a page', () => {
  it('keeps progress, and puts a damaged text aside', async () => {
    const first = pageProfile((await tab()).store);
    expect(first.load()).toEqual({ progress: EMPTY_PROGRESS });
    await first.saveProgress(progress);
    expect(pageProfile((await tab()).store).load()).toEqual({ progress });
    const { store } = await tab();
    await store.write('progress.json', '{"version":1,"les');
    await store.write('game.json', '{}');
    const damaged = pageProfile((await tab()).store);
    expect(damaged.load()).toEqual({
      progress: EMPTY_PROGRESS,
      putAside: 'IndexedDB svc-learn/progress.json.damaged-1',
    });
    expect(damaged.loadGame('1.0')).toEqual({ putAside: 'IndexedDB svc-learn/game.json.damaged-1' });
    await damaged.saveProgress(progress);
    await damaged.settled();
    const after = (await tab()).store;
    expect([after.read('progress.json.damaged-1'), after.read('progress.json')]).toEqual([
      '{"version":1,"les',
      printProgress(progress),
    ]);
  });
});
