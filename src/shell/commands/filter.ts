import type { Clock } from '../../port/port.js';
import type { FileStore } from '../../sh/files.js';
import type { HostCommand } from '../host-command.js';
import { absolutePath } from '../paths.js';
import { readsInput } from './filter-arguments.js';

/** `awk`, `sed` and `jq` come from just-bash, loaded when one of them is first used; virtual time stands still meanwhile. */
export function filterCommand(clock: Clock, files: () => FileStore): HostCommand {
  return async ({ argv, env, cwd, stdin, stdout, stderr, signal }) => {
    const input = readsInput(argv) ? await stdin.readAll() : '';
    if (signal.aborted) return 130;
    const done = clock.busy();
    try {
      const { Bash } = await import('../filters.js');
      const named = filesNamed(argv, files(), cwd);
      const bash = new Bash({ files: named, cwd, env: { ...env }, commands: ['awk', 'sed', 'jq'] });
      const result = await bash.exec(argv.map(quoted).join(' '), { stdin: input });
      stdout(result.stdout);
      stderr(result.stderr);
      if (argv[0] === 'sed') await writeBack({ bash, named, files: files() });
      return result.exitCode;
    } finally {
      done();
    }
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function filesNamed(argv: readonly string[], files: FileStore, cwd: string): Record<string, string> {
  const named: Record<string, string> = {};
  for (const word of argv.slice(1)) {
    const path = absolutePath(cwd, word);
    if (files.stat(path)?.type === 'file') named[path] = files.read(path);
  }
  return named;
}

interface Changes {
  readonly bash: { readFile(path: string): Promise<string> };
  readonly named: Readonly<Record<string, string>>;
  readonly files: FileStore;
}

/** `sed -i` changes its files: what differs afterwards goes back to the learner's machine. */
async function writeBack({ bash, named, files }: Changes): Promise<void> {
  for (const [path, before] of Object.entries(named)) {
    const after = await bash.readFile(path);
    if (after !== before) files.write(path, after);
  }
}
