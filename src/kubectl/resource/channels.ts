/** exec and attach: the terminal's text to a container and back. */
import type { ApiRequest, Status } from '../../kube/api.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';

export interface ChannelWish {
  readonly path: string;
  readonly query: NonNullable<ApiRequest['query']>;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet?: boolean;
}

/** Runs until the other side ends; resolves to the command's exit code (130 when the user interrupts). */
export async function runChannels({ env, session }: Call, wish: ChannelWish): Promise<number> {
  const client = await session.client();
  let finish: (status: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => {
    finish = resolve;
  });
  const channels = await client.connect(
    { method: 'POST', path: wish.path, query: wish.query },
    { stdout: env.stdout, stderr: env.stderr, end: finish },
  );
  const interrupt = () => finish(INTERRUPTED);
  env.signal.addEventListener('abort', interrupt);
  // Ctrl-C may have come while the channels were being opened.
  if (env.signal.aborted) interrupt();
  const undo: (() => void)[] = [];
  if (wish.tty && env.terminal) {
    const { terminal } = env;
    channels.resize(terminal.size());
    if (terminal.onResize) undo.push(terminal.onResize(() => channels.resize(terminal.size())));
    if (terminal.raw) undo.push(terminal.raw());
  }
  const isDone = { value: false };
  if (wish.stdin) void pump(env.stdin, channels, isDone);
  const status = await ended;
  isDone.value = true;
  env.signal.removeEventListener('abort', interrupt);
  for (const step of undo) step();
  channels.close();
  return status === INTERRUPTED ? 130 : exitCode(status as Status | undefined, env.stderr);
}

const INTERRUPTED = Symbol('interrupted');

interface Input {
  stdin(text: string): void;
  closeStdin(): void;
}

async function pump(source: Call['env']['stdin'], target: Input, isDone: { value: boolean }): Promise<void> {
  for (;;) {
    const text = await source.read();
    if (isDone.value) return;
    if (text === null) {
      target.closeStdin();
      return;
    }
    target.stdin(text);
  }
}

function exitCode(status: Status | undefined, stderr: (text: string) => void): number {
  if (!status || status.status === 'Success') return 0;
  if (status.reason !== 'NonZeroExitCode') throw new CommandError(status.message ?? 'unknown error');
  const code = Number(status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message ?? '1');
  stderr(`command terminated with exit code ${code}\n`);
  return code;
}
