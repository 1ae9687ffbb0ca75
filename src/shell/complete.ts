import type { Transport } from '../client/transport.js';
import type { FileStore } from '../sh/files.js';
import { coreutils } from '../sh/programs/coreutils.js';
import type { Candidate } from './completion/candidate.js';
import { completeKubectl } from './completion/kubectl-completion.js';
import { commandWords } from './completion/words.js';
import { absolutePath } from './paths.js';

export interface CompletionWorld {
  readonly api: Transport;
  readonly files: FileStore;
  readonly cwd: string;
  /** Commands of the session beside the coreutils. */
  readonly commands: readonly string[];
}

export interface Completed {
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly Candidate[];
}

const BUILTINS = ['cd', 'export', 'alias', 'history', 'exit', 'for', 'while', 'if', 'unset', 'set'];

/** What could stand at the cursor: commands, kubectl's verbs, kinds, flags and live names, files. */
export async function completeLine(line: string, cursor: number, world: CompletionWorld): Promise<Completed> {
  const { before, current, from } = commandWords(line, cursor);
  const all = await candidates(before, current, world);
  return { from, to: cursor, candidates: all.filter(({ text }) => text.startsWith(current)) };
}

async function candidates(
  before: readonly string[],
  current: string,
  world: CompletionWorld,
): Promise<readonly Candidate[]> {
  const [command, ...words] = before;
  if (command === undefined) return commandNames(world);
  if (/^\d?(>>?|<)$/.test(words.at(-1) ?? '')) return fileNames(current, world);
  if (command === 'kubectl' || command === 'k') {
    const isFile = /^(-f|--filename|--patch-file)$/.test(words.at(-1) ?? '');
    return isFile ? fileNames(current, world) : completeKubectl(words, current, world.api);
  }
  return fileNames(current, world);
}

function commandNames({ commands }: CompletionWorld): readonly Candidate[] {
  const names = new Set([...commands, ...Object.keys(coreutils), ...BUILTINS]);
  return [...names]
    .filter((name) => name !== '[')
    .sort()
    .map((text) => ({ text }));
}

function fileNames(current: string, { files, cwd }: CompletionWorld): readonly Candidate[] {
  const folder = current.slice(0, current.lastIndexOf('/') + 1);
  const names = files.list(absolutePath(cwd, folder === '' ? '.' : folder));
  if (typeof names === 'string') return [];
  return names.map((name) => {
    const isFolder = files.stat(absolutePath(cwd, `${folder}${name}`))?.type === 'directory';
    return { text: `${folder}${name}${isFolder ? '/' : ''}` };
  });
}
