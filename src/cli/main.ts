import { UserError } from '../course/user-error.js';
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
  web: async () => (await import('./commands/web.js')).web,
  kubectl: async () => (await import('./commands/kubectl.js')).kubectl,
  demo: async () => (await import('./commands/demo.js')).demo,
  check: async () => (await import('./commands/check.js')).check,
  list: async () => (await import('./commands/list.js')).list,
  doctor: async () => (await import('./commands/doctor.js')).doctor,
  progress: async () => (await import('./commands/progress.js')).progress,
};

async function main(args: readonly string[]): Promise<number> {
  const lang = readLang(args);
  const at = commandIndex(args);
  const name = args[at] ?? '';
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  // kubectl has options of the same names.
  if (command && name === 'kubectl') return (await command())(args.slice(at + 1), lang);
  if (args.includes('--version')) {
    process.stdout.write(`svc-learn ${__VERSION__}\n`);
    return 0;
  }
  if (args.includes('--help') || args.includes('-h') || name === 'help') {
    process.stdout.write(cliWords.help[lang]());
    return 0;
  }
  if (command) return (await command())([...args.slice(0, at), ...args.slice(at + 1)], lang);
  return (await import('./commands/tutorial.js')).tutorial(args, lang, Object.keys(COMMANDS));
}

/** The first word that is neither a global option nor its value. */
function commandIndex(args: readonly string[]): number {
  let at = 0;
  while (args[at]?.startsWith('--')) at += args[at] === '--lang' ? 2 : 1;
  return at;
}

// Who reads our output may have enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof CommandFailure || error instanceof UserError;
  const text = isExpected
    ? error.message
    : cliWords.bug[process.argv.includes('en') ? 'en' : 'ja'](
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
  process.stderr.write(`svc-learn: ${text}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
