/** kubectl: arguments in; text, exit code and API requests out. */
import type { Command } from './command/command.js';
import { FlagError, Flags, HelpWish, parseFlags, takesNext } from './command/flags.js';
import { GLOBAL_FLAGS } from './command/global-flags.js';
import { helpText } from './command/help.js';
import { suggestions } from './command/suggest.js';
import type { KubectlEnv } from './env.js';
import { CommandError, failureReport, usageError } from './failures.js';
import { ROOT } from './root.js';
import { Session } from './session.js';

export type {
  FileAccess,
  FileFailure,
  InputText,
  KubectlEnv,
  ListenFailure,
  PemSource,
  PortForward,
  PortForwardRequest,
  ServerTarget,
  TerminalFace,
} from './env.js';

/** Runs one command (`argv` without `kubectl`); resolves to its exit code. */
export async function runKubectl(argv: readonly string[], env: KubectlEnv): Promise<number> {
  try {
    return await dispatch(argv, env);
  } catch (failure) {
    const { text, exitCode } = failureReport(failure);
    if (text !== '') env.stderr(text);
    return exitCode;
  }
}

async function dispatch(argv: readonly string[], env: KubectlEnv): Promise<number> {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const found = findCommand(words);
  const { command, path } = found;
  const flags = new Flags([...(command.flags ?? []), ...GLOBAL_FLAGS]);
  const parsed = parsedOrHelp(flags, found);
  if (parsed === undefined) {
    env.stdout(helpText(command, path));
    return 0;
  }
  if (!command.run) return withoutVerb(found, parsed.args, env);
  requireFlags(flags);
  const session = new Session(env, flags, path);
  const exit = (await command.run({ env, session, flags, path, ...parsed })) ?? 0;
  session.refuseWarnings();
  return exit;
}

interface Found {
  readonly command: Command;
  readonly path: string;
  /** The arguments without the words of the path. */
  readonly rest: readonly string[];
}

/** Walks down the tree along the words that are no flags. */
function findCommand(argv: readonly string[]): Found {
  let found: Found = { command: ROOT, path: 'kubectl', rest: argv };
  for (;;) {
    const { command, path, rest } = found;
    const index = firstWord(rest, [...(command.flags ?? []), ...GLOBAL_FLAGS]);
    const word = index < 0 ? undefined : rest[index];
    const next = command.commands?.find(({ name, aliases }) => name === word || aliases?.includes(word ?? ''));
    if (!next) {
      if (word !== undefined && command === ROOT) throw unknownCommand(word);
      return found;
    }
    found = { command: next, path: `${path} ${next.name}`, rest: rest.toSpliced(index, 1) };
  }
}

function firstWord(argv: readonly string[], specs: readonly Flags['specs'][number][]): number {
  for (let i = 0; i < argv.length; i += 1) {
    const arg = argv[i] ?? '';
    if (arg === '--') return -1;
    if (!arg.startsWith('-') || arg === '-') return i;
    if (takesNext(specs, arg)) i += 1;
  }
  return -1;
}

function unknownCommand(word: string): CommandError {
  const names = suggestions(word, ROOT.commands ?? []);
  const hint = names.length === 0 ? '' : `\n\nDid you mean this?\n${names.map((name) => `\t${name}\n`).join('')}`;
  return new CommandError(`unknown command "${word}" for "kubectl"${hint}`);
}

function parsedOrHelp(flags: Flags, { path, rest }: Found): ReturnType<typeof parseFlags> | undefined {
  try {
    return parseFlags(flags, rest);
  } catch (error) {
    if (error instanceof HelpWish) return undefined;
    if (error instanceof FlagError) {
      throw new CommandError(`${error.message}\nSee '${path} --help' for usage.`, { cause: error });
    }
    throw error;
  }
}

function requireFlags(flags: Flags): void {
  const missing = flags.specs.filter((spec) => spec.required && !flags.isSet(spec.name)).map(({ name }) => `"${name}"`);
  if (missing.length > 0) throw new CommandError(`required flag(s) ${missing.join(', ')} not set`);
}

/** `kubectl config` alone prints its help and fails; some others count it as an answer. */
function withoutVerb({ command, path }: Found, args: readonly string[], env: KubectlEnv): number {
  if (args.length > 0) throw usageError(path, `unknown command ${JSON.stringify(args.join(' '))}`);
  const { to, exit } = command.alone ?? { to: 'stderr', exit: 1 };
  env[to](helpText(command, path));
  return exit;
}
