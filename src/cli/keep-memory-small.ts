import { setFlagsFromString } from 'node:v8';

/** A screen makes much that lives for one frame: V8 would let its nursery grow by 25 MB, which buys nothing here. */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
