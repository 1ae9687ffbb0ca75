// The terminal of this process: raw input, output, size; whatever happens, it is given back as it was.
import { leaveScreen } from '../../ui/frame/painter.js';
import type { ScreenTerminal } from '../../ui/start-screen.js';

export interface RealTerminal extends ScreenTerminal {
  /** Ends raw mode and listening; what the screen changed it has undone itself before. */
  release(): void;
  /** Releases and ends the process. */
  exit(code: number): never;
}

/** Takes the terminal; `onHangup` is called when a signal or the end of input asks the program to leave. */
export function takeTerminal(onHangup: () => void): RealTerminal {
  const { stdin, stdout } = process;
  let isGone = false;
  const hungUp = () => {
    isGone = true;
    onHangup();
  };
  const restore = () => {
    stdin.setRawMode(false);
    stdout.write(leaveScreen);
  };
  const crashed = (error: unknown) => {
    restore();
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  };
  process.on('SIGTERM', onHangup);
  process.on('SIGHUP', hungUp);
  process.on('exit', restore);
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on('end', hungUp);
  stdout.on('error', hungUp);
  const release = () => {
    process.off('SIGTERM', onHangup);
    process.off('SIGHUP', hungUp);
    process.off('exit', restore);
    process.off('uncaughtException', crashed);
    process.off('unhandledRejection', crashed);
    stdin.off('end', hungUp);
    if (!isGone) {
      stdin.setRawMode(false);
    }
    stdin.pause();
  };
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
    release,
    exit: (code) => {
      release();
      if (isGone) {
        // Node's own way out aborts when it cannot reset a terminal that is gone.
        process.kill(process.pid, 'SIGHUP');
      }
      return process.exit(code);
    },
  };
}
