import type { OutputChunk, TerminalData } from '../../ui/app-model.js';

/** What the terminal has shown: a bounded window of chunks. */
export interface TerminalLog {
  write(text: string): void;
  /** Writes lines of their own, also where a program has begun one. */
  tell(text: string): void;
  output(): readonly OutputChunk[];
  epoch(): number;
  save(): SavedLog;
  /** Replaces everything; the screen's pane starts anew. */
  load(saved: SavedLog): void;
}

export type SavedLog = readonly string[];

/** Characters that are kept; older chunks are dropped whole. */
const KEPT = 200_000;
const CHUNK = 4000;
/** What `clear` and `watch` begin with. A log that contains such a thing later on stays text. */
const CLEAR = '\u001b[H\u001b[2J';

/** `nextEpoch` counts up, over all logs that one pane shows. */
export function createTerminalLog(nextEpoch = counter()): TerminalLog {
  let chunks: readonly OutputChunk[] = [];
  let nextId = 1;
  let epoch = nextEpoch();
  let size = 0;
  const append = (text: string) => {
    nextId += 1;
    chunks = [...chunks, { id: nextId, text, ...(text.startsWith(CLEAR) ? { drawsScreen: true } : {}) }];
    size += text.length;
    while (size > KEPT && chunks.length > 1) {
      size -= chunks[0]?.text.length ?? 0;
      chunks = chunks.slice(1);
    }
  };
  return {
    write: (text) => {
      if (text !== '') append(text);
    },
    tell: (text) => append(`${/[^\n]$/.test(chunks.at(-1)?.text ?? '') ? '\n' : ''}${text}\n`),
    output: () => chunks,
    epoch: () => epoch,
    save: () => packed(chunks.map(({ text }) => text)),
    load(saved) {
      chunks = [];
      size = 0;
      epoch = nextEpoch();
      for (const text of saved) append(text);
    },
  };
}

function counter(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

function packed(texts: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const text of texts) {
    const last = out.at(-1);
    // What clears the screen stays a chunk of its own: only there does clearing work.
    const isApart = text.startsWith(CLEAR) || last?.startsWith(CLEAR);
    if (last !== undefined && !isApart && last.length + text.length < CHUNK) out[out.length - 1] = last + text;
    else out.push(text);
  }
  return out;
}

export function terminalData(
  log: TerminalLog,
  { prompt, ...rest }: { readonly prompt: string | undefined } & Pick<TerminalData, 'reads' | 'playing' | 'number'>,
): TerminalData {
  const running = prompt === undefined;
  const isContinuation = prompt === '> ';
  return {
    epoch: log.epoch(),
    output: log.output(),
    running,
    ...rest,
    ...(prompt === undefined ? {} : isContinuation ? { continuation: prompt, prompt } : { prompt }),
  };
}
