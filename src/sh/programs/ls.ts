import { joinPath, resolvePath } from '../paths.js';
import type { FileStat, Sys } from '../program.js';
import { parseArguments } from './arguments.js';
import { formatDate } from './date-format.js';
import { type InstantIo, instantProgram } from './instant-program.js';

interface Entry {
  readonly name: string;
  readonly stat: FileStat;
}

/** `ls [-1aAlhdFrtSR] [FILE]...` */
export const ls = instantProgram((sys, args, io) => {
  const { options, operands, error } = parseArguments(args, {
    flags: '1aAlhdFrtSRCpin',
    long: { all: 'a', 'almost-all': 'A', color: 'C' },
  });
  if (error) return io.fail(error, 2);
  const names = operands.length > 0 ? [...operands].sort() : ['.'];
  const files: Entry[] = [];
  const directories: string[] = [];
  let code = 0;
  for (const name of names) {
    const stat = sys.files.stat(resolvePath(sys.cwd, name));
    if (stat === undefined) code = io.fail(`cannot access '${name}': No such file or directory`, 2);
    else if (stat.type === 'directory' && !('d' in options)) directories.push(name);
    else files.push({ name, stat });
  }
  show(sys, files, options, io);
  for (const [at, name] of directories.entries()) {
    if (names.length > 1 || 'R' in options) io.out(`${files.length > 0 || at > 0 ? '\n' : ''}${name}:\n`);
    showDirectory(sys, name, options, io);
  }
  return code;
});

function showDirectory(sys: Sys, name: string, options: Readonly<Record<string, string>>, io: InstantIo): void {
  const path = resolvePath(sys.cwd, name);
  const listed = sys.files.list(path);
  const names = typeof listed === 'string' ? [] : listed;
  const hidden = 'a' in options || 'A' in options;
  const shown = [...('a' in options ? ['.', '..'] : []), ...names.filter((each) => hidden || !each.startsWith('.'))];
  const entries = shown.flatMap((each) => {
    const stat = sys.files.stat(resolvePath(path, each));
    return stat ? [{ name: each, stat }] : [];
  });
  if ('l' in options) io.out(`total ${entries.reduce((sum, { stat }) => sum + blocks(stat), 0)}\n`);
  show(sys, sorted(entries, options), options, io);
  if (!('R' in options)) return;
  for (const { name: each, stat } of entries) {
    if (stat.type !== 'directory' || each === '.' || each === '..') continue;
    io.out(`\n${joinPath(name, each)}:\n`);
    showDirectory(sys, joinPath(name, each), options, io);
  }
}

function sorted(entries: readonly Entry[], options: Readonly<Record<string, string>>): Entry[] {
  const list = [...entries];
  if ('t' in options) list.sort((a, b) => b.stat.mtime - a.stat.mtime);
  if ('S' in options) list.sort((a, b) => b.stat.size - a.stat.size);
  return 'r' in options ? list.reverse() : list;
}

function show(
  sys: Sys,
  entries: readonly Entry[],
  options: Readonly<Record<string, string>>,
  { out }: InstantIo,
): void {
  if (entries.length === 0) return;
  const mark = ({ name, stat }: Entry) => {
    const sign = stat.type === 'directory' ? '/' : 'F' in options && stat.mode & 0o111 ? '*' : '';
    return 'F' in options || ('p' in options && sign === '/') ? name + sign : name;
  };
  if ('l' in options) {
    const user = sys.env['USER'] ?? 'root';
    const sizes = entries.map(({ stat }) => ('h' in options ? humanSize(stat.size) : String(stat.size)));
    const width = Math.max(...sizes.map((size) => size.length));
    for (const [at, entry] of entries.entries()) {
      const links = entry.stat.type === 'directory' ? 2 : 1;
      const date = formatDate('%b %e %H:%M', entry.stat.mtime);
      out(
        `${modeText(entry.stat)} ${links} ${user} ${user} ${(sizes[at] ?? '').padStart(width)} ${date} ${mark(entry)}\n`,
      );
    }
  } else if (!sys.isTerminal(1) || '1' in options) out(entries.map((entry) => `${mark(entry)}\n`).join(''));
  else out(inColumns(entries.map(mark), sys.terminalSize().columns));
}

function inColumns(names: readonly string[], width: number): string {
  for (let rows = 1; rows < names.length; rows += 1) {
    const columns = Array.from({ length: Math.ceil(names.length / rows) }, (_, at) =>
      names.slice(at * rows, (at + 1) * rows),
    );
    const widths = columns.map((column) => Math.max(...column.map((name) => name.length)));
    if (widths.reduce((sum, each) => sum + each + 2, -2) > width) continue;
    const lines = Array.from({ length: rows }, (_, row) =>
      columns
        .flatMap((column, at) =>
          column[row] === undefined
            ? []
            : [at === columns.length - 1 ? column[row] : column[row].padEnd((widths[at] ?? 0) + 2)],
        )
        .join('')
        .trimEnd(),
    );
    return lines.map((line) => `${line}\n`).join('');
  }
  return names.map((name) => `${name}\n`).join('');
}

function modeText({ type, mode }: FileStat): string {
  const bits = [6, 3, 0].map((shift) => {
    const three = (mode >> shift) & 7;
    return `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${three & 1 ? 'x' : '-'}`;
  });
  return (type === 'directory' ? 'd' : '-') + bits.join('');
}

function blocks({ size, type }: FileStat): number {
  return type === 'directory' ? 4 : Math.ceil(size / 4096) * 4;
}

function humanSize(size: number): string {
  if (size < 1024) return String(size);
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${' KMGT'[unit]}`;
}
