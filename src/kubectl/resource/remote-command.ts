/** What exec and attach share: their flags, and the way into a container. */
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { CommandError } from '../failures.js';
import { runChannels } from './channels.js';

export const REMOTE_FLAGS: readonly FlagSpec[] = [
  { name: 'container', short: 'c', type: 'string', usage: 'Container name.' },
  { name: 'stdin', short: 'i', type: 'bool', default: 'false', usage: 'Pass standard input to the container.' },
  { name: 'tty', short: 't', type: 'bool', default: 'false', usage: 'Standard input is a terminal.' },
  { name: 'quiet', short: 'q', type: 'bool', default: 'false', usage: 'Print output of the container only.' },
  { name: 'pod-running-timeout', type: 'duration', default: '1m0s', usage: 'Time to wait for a running pod.' },
];

export const NO_TERMINAL = 'Unable to use a TTY - input is not a terminal or the right kind of file\n';

/** Throws CommandError when nothing runs in the Pod any more. */
export function refuseEnded({ status }: Pod, task: string): void {
  const phase = status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot ${task} a container in a completed pod; current phase is ${phase}`);
  }
}

export interface RemoteCommand {
  readonly pod: Pod;
  readonly container: string;
  readonly subresource: 'exec' | 'attach';
  readonly command?: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** Resolves to the exit code of what runs there. */
export function runRemote(call: Call, wish: RemoteCommand): Promise<number> {
  const { pod, container, subresource, command, stdin, tty } = wish;
  const { namespace, name } = pod.metadata;
  return runChannels(call, {
    path: `/api/v1/namespaces/${namespace}/pods/${name}/${subresource}`,
    query: {
      container,
      ...(command ? { command } : {}),
      ...(stdin ? { stdin: 'true' } : {}),
      stdout: 'true',
      ...(tty ? { tty: 'true' } : { stderr: 'true' }),
    },
    stdin,
    tty,
  });
}
