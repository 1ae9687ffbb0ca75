import type { Sys } from '../../../sh/program.js';

/** Moves what has come at either of two connections to the other; says which side has ended, if one has. */
export function carry(sys: Sys, near: number, far: number): 'near' | 'far' | 'reset' | undefined {
  for (;;) {
    const there = sys.net.receive(near);
    if (typeof there === 'string') sys.net.send(far, there);
    const back = sys.net.receive(far);
    if (typeof back === 'string') sys.net.send(near, back);
    if (there === null) return 'near';
    if (back === null) return sys.net.state(far) === 'reset' ? 'reset' : 'far';
    if (there === undefined && back === undefined) return undefined;
  }
}
