import type { Sim } from '../../sim/index.js';

/** What containers wrote, kept as timestamped lines, and who follows it. */
export interface ContainerLogs {
  write(container: string, stream: LogStream, text: string): void;
  lines(container: string): readonly LogLine[];
  /** The container is over: followers end. */
  finish(container: string): void;
  remove(container: string): void;
  /** Called with each piece as it comes; returns the undo. Without a living container it ends at once. */
  follow(container: string, follower: Follower): () => void;
}

export type LogStream = 'stdout' | 'stderr';

export interface LogLine {
  /** Virtual ms since 1970. */
  readonly at: number;
  readonly stream: LogStream;
  /** With its line feed, but for the last of a stream that has not ended it. */
  readonly text: string;
}

export interface Follower {
  readonly line: (line: LogLine) => void;
  readonly end: () => void;
}

const LIMIT = 5000;

export function createLogs(sim: Sim): ContainerLogs {
  /** With times since the world's epoch: small numbers cost no memory of their own. */
  const logs = new Map<string, LogLine[]>();
  const followers = new Map<string, Set<Follower>>();
  sim.registry.register('node/logs', {
    save: () => [...logs].map(([id, lines]) => [id, lines.slice(-LIMIT)]),
    load: (data) => {
      logs.clear();
      for (const [id, lines] of data as [string, LogLine[]][]) logs.set(id, [...lines]);
      for (const id of [...followers.keys()]) finish(id);
    },
  });
  const finish = (container: string) => {
    const all = followers.get(container);
    followers.delete(container);
    for (const follower of all ?? []) follower.end();
  };
  const dated = ({ at, stream, text }: LogLine): LogLine => ({ at: sim.epoch + at, stream, text });
  return {
    write(container, stream, text) {
      const lines = linesIn(logs, container);
      const at = sim.now();
      for (const part of linesOf(text)) append(lines, { at, stream, text: part });
      // Cut now and then, so that a line costs the same however many are kept.
      if (lines.length >= 2 * LIMIT) lines.splice(0, lines.length - LIMIT);
      for (const follower of followers.get(container) ?? []) follower.line(dated({ at, stream, text }));
    },
    lines: (container) => (logs.get(container) ?? []).slice(-LIMIT).map(dated),
    finish,
    remove(container) {
      logs.delete(container);
      finish(container);
    },
    follow(container, follower) {
      const all = followers.get(container) ?? new Set();
      followers.set(container, all);
      all.add(follower);
      return () => all.delete(follower);
    },
  };
}

function linesIn(logs: Map<string, LogLine[]>, container: string): LogLine[] {
  const known = logs.get(container);
  if (known) return known;
  const lines: LogLine[] = [];
  logs.set(container, lines);
  return lines;
}

/** Lines with their line feeds; the last may have none. */
function linesOf(text: string): readonly string[] {
  const isOne = text !== '' && text.indexOf('\n') === text.length - 1;
  return isOne ? [text] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

/** A piece goes on with the open line of its stream. */
function append(lines: LogLine[], piece: LogLine): void {
  const last = lines.length - 1;
  const open = lines[last];
  if (open !== undefined && open.stream === piece.stream && !open.text.endsWith('\n')) {
    lines[last] = { ...open, text: open.text + piece.text };
  } else lines.push(piece);
}
