import { cliWords } from '../words/cli.js';
import type { Lang } from '../words/sentence.js';
import { readLang } from './arguments.js';
import { CommandFailure, UsageError } from './usage-error.js';

declare const __VERSION__: string;

type Command = (args: readonly string[], lang: Lang) => Promise<number>;

/** Each command is a chunk of its own: `--version` loads none. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.js')).run,
  serve: async () => (await import('./commands/serve.js')).serve,
  kubectl: async () => (await import('./commands/kubectl.js')).kubectl,
  check: async () => (await import('./commands/check.js')).check,
  list: async () => (await import('./commands/list.js')).list,
  doctor: async () => (await import('./commands/doctor.js')).doctor,
  progress: async () => (await import('./commands/progress.js')).progress,
};

async function main(args: readonly string[]): Promise<number> {
  const lang = readLang(args);
  const [first = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command) return (await command())(rest, lang);
  if (args.includes('--version')) {
    process.stdout.write(`svc-learn ${__VERSION__}\n`);
    return 0;
  }
  if (args.includes('--help') || args.includes('-h') || first === 'help') {
    process.stdout.write(cliWords.help[lang]());
    return 0;
  }
  return (await import('./commands/tutorial.js')).tutorial(args, lang);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof CommandFailure;
  const text = isExpected
    ? error.message
    : cliWords.bug[readLang(process.argv)](error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.stderr.write(`svc-learn: ${text}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
