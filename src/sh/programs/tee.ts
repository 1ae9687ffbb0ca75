import type { Program, Sys } from '../program.js';
import { parseArguments } from './arguments.js';
import { errorWords } from './stream-program.js';

interface TeeFrame {
  /** Descriptors of the files; absent before they are opened. */
  files?: number[];
  pending: { readonly fd: number; readonly text: string }[];
  code: number;
}

export const tee: Program<TeeFrame> = {
  start: () => ({ pending: [], code: 0 }),
  step: (frame, sys) => {
    if (frame.files === undefined) openAll(frame, sys);
    for (;;) {
      for (let first = frame.pending[0]; first; first = frame.pending[0]) {
        if (sys.write(first.fd, first.text) === undefined) return undefined;
        frame.pending.shift();
      }
      const text = sys.read(0);
      if (text === undefined) return undefined;
      if (text === null) return frame.code;
      frame.pending = [1, ...(frame.files ?? [])].map((fd) => ({ fd, text }));
    }
  },
};

function openAll(frame: TeeFrame, sys: Sys): void {
  const { options, operands } = parseArguments(sys.argv.slice(1), { flags: 'ai', long: { append: 'a' } });
  frame.files = [];
  for (const name of operands) {
    const fd = sys.open(name, 'a' in options ? 'append' : 'write');
    if (typeof fd === 'number') frame.files.push(fd);
    else {
      frame.pending.push({ fd: 2, text: `tee: ${name}: ${errorWords[fd]}\n` });
      frame.code = 1;
    }
  }
}
