import type { Clock } from '../../port/port.js';
import type { FileStore } from '../../sh/files.js';
import type { HostCommand } from '../host-command.js';
import { absolutePath } from '../paths.js';

/** `awk`, `sed` and `jq` come from just-bash, loaded when one of them is first used; virtual time stands still meanwhile. */
export function filterCommand(clock: Clock, files: () => FileStore): HostCommand {
  return async ({ argv, cwd, stdin, stdout, stderr }) => {
    const input = readsInput(argv, files(), cwd) ? await stdin.readAll() : '';
    const done = clock.busy();
    try {
      const { Bash } = await import('just-bash/browser');
      const bash = new Bash({ files: filesNamed(argv, files(), cwd), cwd, commands: ['awk', 'sed', 'jq'] });
      const result = await bash.exec(argv.map(quoted).join(' '), { stdin: input });
      stdout(result.stdout);
      stderr(result.stderr);
      writeBack(await changedFiles(bash, argv, cwd), files());
      return result.exitCode;
    } finally {
      done();
    }
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Without a file among its arguments a filter reads its standard input. */
function readsInput(argv: readonly string[], files: FileStore, cwd: string): boolean {
  return Object.keys(filesNamed(argv, files, cwd)).length === 0 || argv.includes('-');
}

function filesNamed(argv: readonly string[], files: FileStore, cwd: string): Record<string, string> {
  const named: Record<string, string> = {};
  for (const word of argv.slice(1)) {
    const path = absolutePath(cwd, word);
    if (files.stat(path)?.type === 'file') named[path] = files.read(path);
  }
  return named;
}

/** `sed -i` changes its files: what differs afterwards goes back to the learner's machine. */
async function changedFiles(
  bash: { readFile(path: string): Promise<string> },
  argv: readonly string[],
  cwd: string,
): Promise<Readonly<Record<string, string>>> {
  if (argv[0] !== 'sed' || !argv.some((word) => /^-[a-zA-Z]*i/.test(word) || word.startsWith('--in-place'))) return {};
  const changed: Record<string, string> = {};
  for (const word of argv.slice(1)) {
    const path = absolutePath(cwd, word);
    try {
      changed[path] = await bash.readFile(path);
    } catch {
      // A word that is no file of the filter's own small file system (an option, the script).
    }
  }
  return changed;
}

function writeBack(changed: Readonly<Record<string, string>>, files: FileStore): void {
  for (const [path, text] of Object.entries(changed)) if (files.stat(path)?.type === 'file') files.write(path, text);
}
