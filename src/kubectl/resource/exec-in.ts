/** One program in a container whose output the command itself wants. */
import type { Status } from '../../kube/api.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { chosenContainer } from './pod-of.js';

export interface RemotePlace {
  readonly pod: string;
  /** Default: that of the command. */
  readonly namespace?: string;
  /** `''` for the one that kubectl chooses. */
  readonly container: string;
}

interface RemoteWish {
  readonly command: readonly string[];
  readonly input?: string;
  /** Nothing is written, whatever happens. */
  readonly isSilent?: boolean;
}

interface RemoteEnd {
  readonly code: number;
  readonly stdout: string;
}

/** Resolves to the exit code, which it has told the user. Throws what exec throws. */
export async function execIn(call: Call, place: RemotePlace, wish: RemoteWish): Promise<RemoteEnd> {
  const { env, session } = call;
  const client = await session.client();
  const namespace = place.namespace ?? (await session.namespace());
  const path = `/api/v1/namespaces/${namespace}/pods/${place.pod}`;
  const pod = await client.get<Pod>(path);
  const stderr = wish.isSilent ? () => undefined : env.stderr;
  const container = chosenContainer(pod, place.container, stderr);
  let stdout = '';
  let finish: (status: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => {
    finish = resolve;
  });
  const sink = {
    stdout: (text: string) => {
      stdout += text;
    },
    stderr,
    end: (status: unknown) => finish(status),
  };
  const isFed = wish.input !== undefined;
  const query = {
    container,
    command: wish.command,
    stdout: 'true',
    stderr: 'true',
    ...(isFed ? { stdin: 'true' } : {}),
  };
  const channels = await client.connect({ method: 'POST', path: `${path}/exec`, query }, sink);
  const interrupt = () => finish(INTERRUPTED);
  env.signal.addEventListener('abort', interrupt);
  if (wish.input !== undefined) {
    channels.stdin(wish.input);
    channels.closeStdin();
  }
  const status = await ended;
  env.signal.removeEventListener('abort', interrupt);
  channels.close();
  return { code: codeOf(status as Status | symbol, stderr, wish.isSilent === true), stdout };
}

const INTERRUPTED = Symbol('interrupted');

function codeOf(status: Status | symbol | undefined, stderr: (text: string) => void, isSilent: boolean): number {
  if (typeof status === 'symbol') return 130;
  if (!status || status.status === 'Success') return 0;
  if (status.reason !== 'NonZeroExitCode') {
    if (isSilent) return 1;
    throw new CommandError(status.message ?? 'unknown error');
  }
  const code = Number(status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message ?? '1');
  stderr(`command terminated with exit code ${code}\n`);
  return code;
}
