// Named texts in IndexedDB, read once when the page opens. Only the tab that opened them last may write.

export interface PageStore {
  read(name: string): string | undefined;
  /** False when it could not be written; the old text is whole then. A newer text of the same name replaces one that waits. */
  write(name: string, text: string): Promise<boolean>;
  settled(): Promise<void>;
}

/** `taken`: another tab has opened the same texts since. */
export type StoreTrouble = 'refused' | 'full' | 'taken';

const NAME = 'svc-learn';
const TEXTS = 'texts';
/** The key under which the writing tab stands; no text is called so. */
const OWNER = ' owner';

/** What stands in for a browser's storage that refuses, or has not answered yet. */
export const keepsNothing: PageStore = {
  read: () => undefined,
  write: () => Promise.resolve(false),
  settled: () => Promise.resolve(),
};

/** Takes the texts over from any other tab. `onTrouble` hears why work cannot be kept: at once, or later on.
 *  Never rejects: a page whose browser keeps nothing works all the same. */
export async function openStore(onTrouble: (why: StoreTrouble) => void): Promise<PageStore> {
  const me = crypto.randomUUID?.() ?? String(performance.timeOrigin + performance.now());
  try {
    const database = await openDatabase();
    const texts = await takeOver(database, me);
    const writer = createWriter(database, me, onTrouble);
    announce(me, () => writer.stop('taken'));
    return {
      read: (name) => texts.get(name),
      write(name, text) {
        texts.set(name, text);
        return writer.write(name, text);
      },
      settled: writer.settled,
    };
  } catch {
    onTrouble('refused');
    return keepsNothing;
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TEXTS);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

/** All texts as they are at the moment from which on this tab is the one that writes. */
function takeOver(database: IDBDatabase, me: string): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TEXTS, 'readwrite');
    const store = transaction.objectStore(TEXTS);
    store.put(me, OWNER);
    const keys = store.getAllKeys();
    const values = store.getAll();
    transaction.oncomplete = () =>
      resolve(new Map(keys.result.map((key, at) => [String(key), String(values.result[at])])));
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Tells other tabs that this one has opened the texts, and hears when another does. */
function announce(me: string, taken: () => void): void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => {
    if (data !== me) taken();
  };
  channel.postMessage(me);
}

interface Writer {
  write(name: string, text: string): Promise<boolean>;
  stop(why: StoreTrouble): void;
  settled(): Promise<void>;
}

/** One write of a name at a time, and only the newest text waits for its turn. */
function createWriter(database: IDBDatabase, me: string, onTrouble: (why: StoreTrouble) => void): Writer {
  const busy = new Map<string, Promise<boolean>>();
  const newest = new Map<string, string>();
  let trouble: StoreTrouble | undefined;
  /** What another tab has opened stays with it. */
  const noted = (found: StoreTrouble | undefined) => {
    if (trouble === 'taken' || trouble === found) return;
    trouble = found;
    if (found !== undefined) onTrouble(found);
  };
  const attempt = async (name: string): Promise<boolean> => {
    const text = newest.get(name);
    if (text === undefined || trouble === 'taken') return trouble === undefined;
    newest.delete(name);
    const found = await put(database, { me, name, text });
    noted(found);
    return found === undefined;
  };
  return {
    write(name, text) {
      newest.set(name, text);
      const work = (busy.get(name) ?? Promise.resolve(true)).then(() => attempt(name));
      busy.set(name, work);
      return work;
    },
    stop: noted,
    settled: async () => void (await Promise.all(busy.values())),
  };
}

/** Writes when this tab is still the one that may; the check and the write are one. */
function put(
  database: IDBDatabase,
  { me, name, text }: { readonly me: string; readonly name: string; readonly text: string },
): Promise<StoreTrouble | undefined> {
  return new Promise((resolve) => {
    let isTaken = false;
    const failed = (error: DOMException | null) =>
      resolve(isTaken ? 'taken' : error?.name === 'QuotaExceededError' ? 'full' : 'refused');
    try {
      const transaction = database.transaction(TEXTS, 'readwrite');
      const store = transaction.objectStore(TEXTS);
      const owner = store.get(OWNER);
      owner.onsuccess = () => {
        isTaken = owner.result !== me;
        if (isTaken) transaction.abort();
        else store.put(text, name);
      };
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => failed(transaction.error);
    } catch (error) {
      // The browser has closed the database, e.g. because the learner deleted this site's data.
      failed(error instanceof DOMException ? error : null);
    }
  });
}
