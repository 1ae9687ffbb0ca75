/** Archives as `tar` writes them (ustar), as text of which each character is one byte. */
export interface TarEntry {
  /** A directory's ends with `/`. */
  readonly name: string;
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** The file's text; absent for a directory. */
  readonly text?: string;
}

const BLOCK = 512;
const END = '\0'.repeat(2 * BLOCK);

export function writeTar(entries: readonly TarEntry[]): string {
  return `${entries.map(entryBlocks).join('')}${END}`;
}

/** `undefined` when the text is no archive. */
export function readTar(archive: string): readonly TarEntry[] | undefined {
  const bytes = toBytes(archive);
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const head = bytes.slice(at, at + BLOCK);
    if (/^\0*$/.test(head)) return entries;
    if (Number.parseInt(head.slice(148, 156), 8) !== checksum(head)) return undefined;
    const size = octal(head, 124, 12);
    const content = bytes.slice(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = head[156] ?? '';
    const own = [word(head, 345, 155), word(head, 0, 100)].filter((part) => part !== '').join('/');
    const name = longName ?? fromBytes(own);
    longName = undefined;
    if (type === 'L') longName = fromBytes(content.replace(/\0+$/, ''));
    else if (type === 'x') longName = /^\d+ path=(.*)$/m.exec(fromBytes(content))?.[1];
    else if (type === '5') entries.push({ name: name.replace(/\/*$/, '/'), ...timesOf(head) });
    else if (type === '0' || type === '\0') entries.push({ name, ...timesOf(head), text: fromBytes(content) });
  }
  return entries.length === 0 ? undefined : entries;
}

function timesOf(head: string): Pick<TarEntry, 'mode' | 'mtime'> {
  return { mode: octal(head, 100, 8), mtime: octal(head, 136, 12) };
}

/** The archive as text again: what is no ASCII in it are names and contents in UTF-8. */
function entryBlocks({ name, mode, mtime, text }: TarEntry): string {
  const bytes = toBytes(text ?? '');
  const blank = [
    field(toBytes(name).slice(-100), 100),
    number(mode, 8),
    number(0, 8),
    number(0, 8),
    number(bytes.length, 12),
    number(mtime, 12),
    ' '.repeat(8),
    text === undefined ? '5' : '0',
    field('', 100),
    'ustar\0' + '00',
    field('root', 32),
    field('root', 32),
    number(0, 8),
    number(0, 8),
  ].join('');
  const whole = field(blank, BLOCK);
  const sum = checksum(whole).toString(8).padStart(6, '0');
  const head = `${whole.slice(0, 148)}${sum}\0 ${whole.slice(156)}`;
  const padding = '\0'.repeat((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  return `${fromBytes(head)}${text ?? ''}${padding}`;
}

/** The sum of the header's bytes, its own field counted as blanks. */
function checksum(head: string): number {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 32 : head.charCodeAt(at);
  return sum;
}

function field(text: string, length: number): string {
  return text.slice(0, length).padEnd(length, '\0');
}

function number(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

function word(head: string, at: number, length: number): string {
  return head.slice(at, at + length).replace(/\0.*$/s, '');
}

function octal(head: string, at: number, length: number): number {
  return Number.parseInt(head.slice(at, at + length).replace(/[\0 ]+$/, '') || '0', 8) || 0;
}

/** One character for each byte of UTF-8. */
function toBytes(text: string): string {
  return encodeURIComponent(text).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function fromBytes(bytes: string): string {
  try {
    return decodeURIComponent(
      bytes.replace(/[%\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return bytes;
  }
}
