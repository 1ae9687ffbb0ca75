import type { Stream } from './kernel-state.js';
import type { Signal } from './program.js';

export const endOfTransmission = '\x04';

/** What typing did: text to write back, and signals for the foreground. */
export interface Typed {
  readonly echo: string;
  readonly signals: readonly Signal[];
}

/** The line discipline of a terminal (canonical mode): collects lines in `stream.input`. */
export function typeInto(stream: Stream, text: string): Typed {
  if (stream.terminal?.raw) {
    stream.input += text;
    return { echo: '', signals: [] };
  }
  let echo = '';
  const signals: Signal[] = [];
  for (const char of text) {
    const signal = signalKeys[char];
    if (signal) {
      signals.push(signal);
      stream.line = '';
      stream.input = '';
      echo += char === '\x03' ? '^C' : '^\\';
    } else if (char === '\r' || char === '\n') {
      stream.input += `${stream.line}\n`;
      stream.line = '';
      echo += '\n';
    } else if (char === endOfTransmission) {
      stream.input += stream.line + endOfTransmission;
      stream.line = '';
    } else if (char === '\x7f' || char === '\b') {
      if (stream.line !== '') echo += '\b \b';
      stream.line = [...stream.line].slice(0, -1).join('');
    } else if (char === '\x15') {
      echo += '\b \b'.repeat([...stream.line].length);
      stream.line = '';
    } else {
      stream.line += char;
      echo += char;
    }
  }
  return { echo, signals };
}

const signalKeys: Readonly<Record<string, Signal>> = { '\x03': 'INT', '\x1c': 'QUIT' };
