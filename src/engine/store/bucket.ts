import type { KubeObject } from '../../kube/shapes/meta.js';

/** Objects in the order of their keys. A list that was handed out never changes: the next write works on a copy. */
export interface Bucket {
  readonly size: number;
  get(key: string): KubeObject | undefined;
  set(key: string, object: KubeObject): void;
  delete(key: string): void;
  list(): readonly KubeObject[];
}

export function createBucket(): Bucket {
  const keys: string[] = [];
  let objects: KubeObject[] = [];
  let handedOut = false;

  const own = () => {
    if (!handedOut) return;
    objects = [...objects];
    handedOut = false;
  };
  return {
    get size() {
      return keys.length;
    },
    get(key) {
      const at = position(keys, key);
      return keys[at] === key ? objects[at] : undefined;
    },
    set(key, object) {
      own();
      const at = position(keys, key);
      if (keys[at] === key) {
        objects[at] = object;
        return;
      }
      keys.splice(at, 0, key);
      objects.splice(at, 0, object);
    },
    delete(key) {
      const at = position(keys, key);
      if (keys[at] !== key) return;
      own();
      keys.splice(at, 1);
      objects.splice(at, 1);
    },
    list() {
      handedOut = true;
      return objects;
    },
  };
}

/** Where the key stands, or would. */
function position(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
