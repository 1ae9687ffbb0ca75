import { type Description, type KernelState, type Process, pipeCapacity, type Stream } from './kernel-state.js';
import { resolvePath } from './paths.js';
import type { FileError, Files } from './program.js';
import { endOfTransmission } from './terminal.js';

/** What descriptors need of the rest of the kernel. */
export interface IoHost {
  readonly state: KernelState;
  readonly files: Files;
  output(stream: number, text: string): void;
  /** Something changed: wakes those that wait for it. */
  notify(key: string): void;
  /** The reader of the pipe is gone. */
  broken(process: Process): void;
}

export interface KernelIo {
  addDescription(data: NewDescription): number;
  attach(process: Process, description: number): number;
  release(description: number): void;
  share(description: number): number;
  open(process: Process, path: string, mode: 'read' | 'write' | 'append'): number | FileError;
  close(process: Process, fd: number): void;
  pipe(process: Process): readonly [number, number];
  /** `all` of what is there, or one line. */
  read(process: Process, fd: number, unit: 'all' | 'line'): string | null | undefined;
  write(process: Process, fd: number, text: string): true | undefined;
}

type NewDescription = Description extends infer D ? (D extends Description ? Omit<D, 'refs'> : never) : never;

export function createIo(host: IoHost): KernelIo {
  const { state, files } = host;
  const describe = (process: Process, fd: number) => state.descriptions.get(process.fds[fd] ?? -1);

  const addDescription = (data: NewDescription) => {
    const id = state.next;
    state.next += 1;
    state.descriptions.set(id, { refs: 0, ...data } as Description);
    return id;
  };
  const attach = (process: Process, description: number) => {
    let fd = 3;
    while (process.fds[fd] !== undefined) fd += 1;
    process.fds[fd] = share(description);
    return fd;
  };
  const share = (description: number) => {
    const found = state.descriptions.get(description);
    if (found) found.refs += 1;
    return description;
  };
  const release = (id: number) => {
    const description = state.descriptions.get(id);
    if (description === undefined) return;
    description.refs -= 1;
    if (description.refs > 0) return;
    state.descriptions.delete(id);
    if (description.kind === 'read-pipe' || description.kind === 'write-pipe') closeEnd(host, description);
  };

  return {
    addDescription,
    attach,
    share,
    release,
    open: (process, path, mode) => {
      const found = device(host, process, path) ?? openFile(files, resolvePath(process.cwd, path), mode);
      if (typeof found === 'string') return found;
      return attach(process, typeof found === 'number' ? found : addDescription(found));
    },
    close: (process, fd) => {
      const description = process.fds[fd];
      if (description === undefined) return;
      delete process.fds[fd];
      release(description);
    },
    pipe: (process) => {
      const pipe = state.next;
      state.next += 1;
      state.pipes.set(pipe, { text: '', reader: true, writer: true });
      const reader = attach(process, addDescription({ kind: 'read-pipe', pipe }));
      return [reader, attach(process, addDescription({ kind: 'write-pipe', pipe }))];
    },
    read: (process, fd, unit) => {
      const description = describe(process, fd);
      if (description?.kind === 'read-pipe') return readPipe(host, process, description.pipe, unit);
      if (description?.kind === 'stream') return readStream(host, process, description.stream, unit);
      if (description?.kind === 'file') return readFile(files, description, unit);
      return null;
    },
    write: (process, fd, text) => {
      const description = describe(process, fd);
      if (description?.kind === 'write-pipe') return writePipe(host, process, description.pipe, text);
      if (description?.kind === 'stream') {
        const crlf = state.streams.get(description.stream)?.terminal?.carriageReturns;
        if (text !== '') host.output(description.stream, crlf ? text.replace(/\r?\n/g, '\r\n') : text);
      } else if (description?.kind === 'file' && description.mode !== 'read') files.append(description.path, text);
      return true;
    },
  };
}

function device({ state }: IoHost, process: Process, path: string): number | NewDescription | undefined {
  if (path === '/dev/null' || path === '/dev/zero') return { kind: 'null' };
  const standard = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2, '/dev/tty': 2 }[path];
  const own = standard ?? Number(/^\/(?:dev\/fd|proc\/self\/fd)\/(\d+)$/.exec(path)?.[1] ?? Number.NaN);
  if (!Number.isNaN(own)) return process.fds[own];
  const first = /^\/proc\/1\/fd\/(\d+)$/.exec(path)?.[1];
  return first === undefined ? undefined : state.processes.get(1)?.fds[Number(first)];
}

function openFile(files: Files, path: string, mode: 'read' | 'write' | 'append'): NewDescription | FileError {
  if (mode === 'read') {
    const text = files.stat(path)?.type === 'directory' ? '' : files.read(path);
    if (files.stat(path) === undefined) return text as FileError;
    return { kind: 'file', path, mode, offset: 0 };
  }
  const done = mode === 'write' ? files.write(path, '') : files.append(path, '');
  return done === true ? { kind: 'file', path, mode, offset: 0 } : done;
}

function closeEnd(
  { state, notify }: IoHost,
  { kind, pipe: id }: { readonly kind: string; readonly pipe: number },
): void {
  const pipe = state.pipes.get(id);
  if (pipe === undefined) return;
  if (kind === 'read-pipe') pipe.reader = false;
  else pipe.writer = false;
  if (!pipe.reader && !pipe.writer) state.pipes.delete(id);
  notify(`p${id}`);
}

function readPipe(host: IoHost, process: Process, id: number, unit: 'all' | 'line'): string | null | undefined {
  const pipe = host.state.pipes.get(id);
  if (pipe === undefined) return null;
  const text = unit === 'all' ? pipe.text : lineOf(pipe.text, !pipe.writer || pipe.text.length >= pipeCapacity);
  if (text === '') {
    if (!pipe.writer && pipe.text === '') return null;
    process.waits.push(`p${id}`);
    return undefined;
  }
  pipe.text = pipe.text.slice(text.length);
  host.notify(`p${id}`);
  return text;
}

function writePipe(host: IoHost, process: Process, id: number, text: string): true | undefined {
  const pipe = host.state.pipes.get(id);
  if (!pipe?.reader) {
    host.broken(process);
    return undefined;
  }
  if (pipe.text.length >= pipeCapacity) {
    process.waits.push(`p${id}`);
    return undefined;
  }
  pipe.text += text;
  host.notify(`p${id}`);
  return true;
}

function readStream(host: IoHost, process: Process, id: number, unit: 'all' | 'line'): string | null | undefined {
  const stream = host.state.streams.get(id);
  if (stream === undefined) return null;
  const text = stream.terminal?.raw
    ? stream.input
    : stream.terminal
      ? typed(stream)
      : unit === 'all'
        ? stream.input
        : lineOf(stream.input, stream.ended);
  if (text === '') {
    if (stream.ended && stream.input === '') return null;
    process.waits.push(`s${id}`);
    return undefined;
  }
  delete stream.prompt;
  stream.input = stream.input.slice(text.length);
  if (stream.terminal?.raw) return text;
  return text === endOfTransmission ? null : text.replace(endOfTransmission, '');
}

/** A terminal gives one line at a time. */
function typed({ input }: Stream): string {
  const ends = ['\n', endOfTransmission].map((end) => input.indexOf(end) + 1).filter((end) => end > 0);
  return ends.length > 0 ? input.slice(0, Math.min(...ends)) : input;
}

function readFile(
  files: Files,
  description: Extract<Description, { kind: 'file' }>,
  unit: 'all' | 'line',
): string | null | undefined {
  const text = files.stat(description.path)?.type === 'file' ? files.read(description.path) : '';
  const end = unit === 'all' ? description.offset + pipeCapacity : text.indexOf('\n', description.offset) + 1;
  const part = text.slice(description.offset, end === 0 ? undefined : end);
  description.offset += part.length;
  return part === '' ? null : part;
}

/** The first line, or everything when nothing more will come. */
function lineOf(text: string, last: boolean): string {
  const end = text.indexOf('\n') + 1;
  return end > 0 ? text.slice(0, end) : last ? text : '';
}
