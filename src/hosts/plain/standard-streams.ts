// The linear mode on this process's own input and output.
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream } from 'node:tty';
import type { Lang } from '../../words/sentence.js';
import type { Tutorial } from '../tutorial/tutorial.js';
import { type PlainSession, startPlain } from './start-plain.js';

/** Plays the tutorial line by line. The process ends with it: `stop` is for whoever hears that the learner leaves. */
export function playOnStandardStreams(model: Tutorial, lang: Lang): PlainSession {
  const echoes = process.stdin.isTTY === true;
  const session = startPlain({ model, lang, echoes, write: (text) => process.stdout.write(text) });
  process.on('SIGINT', () => session.interrupt());
  process.on('SIGTERM', () => model.actions.quit());
  process.on('SIGHUP', () => model.actions.quit());
  read(process.stdin, session, echoes);
  return session;
}

function read(input: NodeJS.ReadableStream, session: PlainSession, isTerminal: boolean): void {
  const reader = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
  reader.on('line', (line) => session.line(line));
  reader.on('close', () => {
    // Ctrl-D at a program is not the end of the terminal: there is more to read.
    if (isTerminal && session.endProgramInput()) read(new ReadStream(openSync('/dev/tty', 'r')), session, true);
    else session.end();
  });
}
