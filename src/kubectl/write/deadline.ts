import type { AbortSignalLike } from '../../port/port.js';
import type { KubectlEnv } from '../env.js';

/** Aborts at a time (if there is one), or when the user interrupts. Call `end` when it is no longer needed. */
export class Deadline implements AbortSignalLike {
  aborted: boolean;
  private readonly listeners = new Set<() => void>();
  private readonly timer = new Listeners();
  private readonly interrupt = () => this.abort();

  constructor(
    private readonly env: Pick<KubectlEnv, 'clock' | 'signal'>,
    at: number | undefined,
  ) {
    this.aborted = env.signal.aborted;
    env.signal.addEventListener('abort', this.interrupt);
    if (at !== undefined)
      void env.clock.sleep(Math.max(0, at - env.clock.now()), this.timer).then((passed) => passed && this.abort());
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }

  end(): void {
    this.env.signal.removeEventListener('abort', this.interrupt);
    this.timer.abort();
  }

  private abort(): void {
    this.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }
}

/** A signal that its owner sets off. */
class Listeners implements AbortSignalLike {
  aborted = false;
  private readonly listeners = new Set<() => void>();

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }

  abort(): void {
    this.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }
}
