/**
 * Go's `sort.Sort` (pattern-defeating quicksort): equal elements end up exactly where Go leaves them.
 * After the algorithm of Go's standard library (sort/zsortinterface.go).
 */
export function goSort<T>(items: readonly T[], isLess: (left: T, right: T) => boolean): T[] {
  const data = [...items];
  const sorter = new Sorter(data, isLess);
  sorter.pdq(0, data.length, bitLength(data.length));
  return data;
}

const MAX_INSERTION = 12;
type Hint = 'unknown' | 'increasing' | 'decreasing';

class Sorter<T> {
  constructor(
    private readonly data: T[],
    private readonly isLess: (left: T, right: T) => boolean,
  ) {}

  pdq(from: number, to: number, limitAtStart: number): void {
    let a = from;
    let b = to;
    let limit = limitAtStart;
    let wasBalanced = true;
    let wasPartitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= MAX_INSERTION || limit === 0) {
        if (length <= MAX_INSERTION) this.insertion(a, b);
        else this.heap(a, b);
        return;
      }
      if (!wasBalanced) {
        this.breakPatterns(a, b);
        limit -= 1;
      }
      let { pivot, hint } = this.choosePivot(a, b);
      if (hint === 'decreasing') {
        this.reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.partialInsertion(a, b)) return;
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot);
        continue;
      }
      const { middle, isPartitioned } = this.partition(a, b, pivot);
      wasPartitioned = isPartitioned;
      const left = middle - a;
      const right = b - middle;
      const threshold = Math.floor(length / 8);
      if (left < right) {
        wasBalanced = left >= threshold;
        this.pdq(a, middle, limit);
        a = middle + 1;
      } else {
        wasBalanced = right >= threshold;
        this.pdq(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  private insertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i += 1) for (let j = i; j > a && this.less(j, j - 1); j -= 1) this.swap(j, j - 1);
  }

  private heap(first: number, end: number): void {
    const count = end - first;
    for (let i = Math.floor((count - 1) / 2); i >= 0; i -= 1) this.siftDown(i, count, first);
    for (let i = count - 1; i >= 0; i -= 1) {
      this.swap(first, first + i);
      this.siftDown(0, i, first);
    }
  }

  private siftDown(low: number, high: number, first: number): void {
    let root = low;
    for (;;) {
      let child = 2 * root + 1;
      if (child >= high) return;
      if (child + 1 < high && this.less(first + child, first + child + 1)) child += 1;
      if (!this.less(first + root, first + child)) return;
      this.swap(first + root, first + child);
      root = child;
    }
  }

  private partition(a: number, b: number, pivot: number): { middle: number; isPartitioned: boolean } {
    this.swap(a, pivot);
    let i = a + 1;
    let j = b - 1;
    while (i <= j && this.less(i, a)) i += 1;
    while (i <= j && !this.less(j, a)) j -= 1;
    if (i > j) {
      this.swap(j, a);
      return { middle: j, isPartitioned: true };
    }
    this.swap(i++, j--);
    for (;;) {
      while (i <= j && this.less(i, a)) i += 1;
      while (i <= j && !this.less(j, a)) j -= 1;
      if (i > j) break;
      this.swap(i++, j--);
    }
    this.swap(j, a);
    return { middle: j, isPartitioned: false };
  }

  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot);
    let i = a + 1;
    let j = b - 1;
    for (;;) {
      while (i <= j && !this.less(a, i)) i += 1;
      while (i <= j && this.less(a, j)) j -= 1;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }

  private partialInsertion(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < 5; step += 1) {
      while (i < b && !this.less(i, i - 1)) i += 1;
      if (i === b) return true;
      if (b - a < 50) return false;
      this.swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j -= 1) this.swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j += 1) this.swap(j, j - 1);
    }
    return false;
  }

  /** Scatters elements by a fixed pseudo-random sequence that starts from the length. */
  private breakPatterns(a: number, b: number): void {
    const length = b - a;
    if (length < 8) return;
    let random = BigInt(length);
    const next = () => {
      random ^= BigInt.asUintN(64, random << 13n);
      random ^= random >> 7n;
      random ^= BigInt.asUintN(64, random << 17n);
      return Number(random & 0xffffffffn);
    };
    const modulus = 2 ** bitLength(length);
    const middle = a + Math.floor(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i += 1) {
      let other = next() % modulus;
      if (other >= length) other -= length;
      this.swap(middle + i, a + other);
    }
  }

  private choosePivot(a: number, b: number): { pivot: number; hint: Hint } {
    const length = b - a;
    const swaps = { count: 0 };
    const quarter = Math.floor(length / 4);
    let i = a + quarter;
    let j = a + quarter * 2;
    let k = a + quarter * 3;
    if (length >= 8) {
      if (length >= 50) {
        i = this.median(i - 1, i, i + 1, swaps);
        j = this.median(j - 1, j, j + 1, swaps);
        k = this.median(k - 1, k, k + 1, swaps);
      }
      j = this.median(i, j, k, swaps);
    }
    if (swaps.count === 0) return { pivot: j, hint: 'increasing' };
    return { pivot: j, hint: swaps.count === 12 ? 'decreasing' : 'unknown' };
  }

  private median(first: number, second: number, third: number, swaps: { count: number }): number {
    let [a, b, c] = [first, second, third];
    const order = (left: number, right: number): [number, number] => {
      if (!this.less(right, left)) return [left, right];
      swaps.count += 1;
      return [right, left];
    };
    [a, b] = order(a, b);
    [b, c] = order(b, c);
    [a, b] = order(a, b);
    return b;
  }

  private reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i += 1, j -= 1) this.swap(i, j);
  }

  private less(i: number, j: number): boolean {
    return this.isLess(this.data[i] as T, this.data[j] as T);
  }

  private swap(i: number, j: number): void {
    const held = this.data[i] as T;
    this.data[i] = this.data[j] as T;
    this.data[j] = held;
  }
}

function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value);
}
