import type { FileStore } from '../../sh/files.js';
import type { HostCall, HostCommand } from '../host-command.js';
import { absolutePath } from '../paths.js';

/** A page of the terminal that shows text piece by piece. */
export interface Pager {
  /** Resolves when more is wanted; false when nobody looks any more. */
  write(text: string): Promise<boolean>;
  /** Nothing more comes. */
  end(): void;
  readonly closed: Promise<void>;
}

export interface PagerOptions {
  readonly title: string;
  /** Long lines are cut instead of wrapped (`-S`). */
  readonly chopsLines: boolean;
  /** `-N` */
  readonly showsNumbers: boolean;
}

export type OpenPager = (options: PagerOptions) => Pager;

export interface LessOptions {
  readonly files: () => FileStore;
  /** Absent where there is no screen: then the text goes straight through, as with `cat`. */
  readonly pager?: OpenPager | undefined;
}

/** `less` and `more`. */
export function lessCommand({ files, pager }: LessOptions): HostCommand {
  return async (call) => {
    const { argv, cwd, isTerminal, stderr } = call;
    const words = argv.slice(1);
    const flags = words.filter((word) => /^[-+]./.test(word)).join('');
    const names = words.filter((word) => !/^[-+]./.test(word));
    if (names.length === 0 && isTerminal(0)) {
      stderr(`Missing filename ("${argv[0]} --help" for help)\n`);
      return 1;
    }
    const sources = names.length === 0 ? ['-'] : names;
    const texts = sources.map((name) => (name === '-' ? name : textOf(files(), absolutePath(cwd, name))));
    const errors = texts.flatMap((text, index) =>
      typeof text === 'string' ? [] : [`${sources[index]}${text.error}\n`],
    );
    stderr(errors.join(''));
    if (errors.length === texts.length) return 1;
    const input = pieces(call, sources, texts);
    const isPaged = pager !== undefined && isTerminal(1);
    if (isPaged) await page(pager({ title: titleOf(sources), ...lookOf(flags) }), input);
    else for await (const text of input) call.stdout(text);
    return 0;
  };
}

type Source = string | { readonly error: string };

function textOf(files: FileStore, path: string): Source {
  switch (files.stat(path)?.type) {
    case 'file':
      return files.read(path);
    case 'directory':
      return { error: ' is a directory' };
    default:
      return { error: ': No such file or directory' };
  }
}

function titleOf(sources: readonly string[]): string {
  return `less ${sources.filter((name) => name !== '-').join(' ')}`.trim();
}

function lookOf(flags: string): Pick<PagerOptions, 'chopsLines' | 'showsNumbers'> {
  return { chopsLines: flags.includes('S'), showsNumbers: flags.includes('N') };
}

/** The text of all sources, as it comes. */
async function* pieces(
  { stdin }: HostCall,
  sources: readonly string[],
  texts: readonly Source[],
): AsyncGenerator<string> {
  for (const [index, text] of texts.entries()) {
    if (typeof text !== 'string') continue;
    if (sources[index] !== '-') yield text;
    else for (let part = await stdin.read(); part !== null; part = await stdin.read()) yield part;
  }
}

async function page(shown: Pager, input: AsyncIterable<string>): Promise<void> {
  const feed = async () => {
    for await (const text of input) if (!(await shown.write(text))) return;
    shown.end();
    await shown.closed;
  };
  // Who leaves does not wait for what would still come.
  await Promise.race([shown.closed, feed()]);
}
