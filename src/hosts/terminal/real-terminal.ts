// The terminal of this process: raw input, output, size; whatever happens, it is given back as it was.
import { leaveScreen } from '../../ui/frame/painter.js';
import type { Ticker } from '../../ui/screen/screen.js';
import type { ScreenTerminal } from '../../ui/start-screen.js';

export interface RealTerminal extends ScreenTerminal {
  /** Ends raw mode and listening; what the screen changed it has undone itself before. */
  release(): void;
}

/** Takes the terminal; `onHangup` is called when a signal or the end of input asks the program to leave. */
export function takeTerminal(onHangup: () => void): RealTerminal {
  const { stdin, stdout } = process;
  const restore = () => {
    stdin.setRawMode(false);
    stdout.write(leaveScreen);
  };
  const crashed = (error: unknown) => {
    restore();
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  };
  const signals = ['SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) {
    process.on(signal, onHangup);
  }
  process.on('exit', restore);
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on('end', onHangup);
  // The terminal is gone: there is nobody left to write to.
  stdout.on('error', onHangup);
  return {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    write: (bytes) => {
      stdout.write(bytes);
    },
    onInput: (listener) => {
      stdin.on('data', listener);
      return () => stdin.off('data', listener);
    },
    onResize: (listener) => {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
    release: () => {
      for (const signal of signals) {
        process.off(signal, onHangup);
      }
      process.off('exit', restore);
      process.off('uncaughtException', crashed);
      process.off('unhandledRejection', crashed);
      stdin.off('end', onHangup);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** Wall time, for drawing only; the cluster has its own clock. */
export const wallTicker: Ticker = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
