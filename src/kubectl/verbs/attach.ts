import type { Pod } from '../../kube/shapes/pod.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { chosenContainer, podOf } from '../resource/pod-of.js';
import { NO_TERMINAL, REMOTE_FLAGS, refuseEnded, runRemote } from '../resource/remote-command.js';

export const attachCommand: Command = {
  name: 'attach',
  short: 'Attach to a process that is already running inside an existing container.',
  summary: 'Attach to a running container',
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  flags: [...REMOTE_FLAGS],
  run: attach,
};

async function attach(call: Call): Promise<number> {
  const { args, flags } = call;
  if (args.length === 0) throw new CommandError('at least 1 argument is required for attach');
  if (args.length > 2)
    throw new CommandError(
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
    );
  const pod = await podOf(call, args.join('/'));
  refuseEnded(pod, 'attach');
  return attachTo(call, {
    pod,
    stdin: flags.bool('stdin'),
    tty: flags.bool('tty'),
    container: flags.string('container'),
  });
}

export interface AttachWish {
  readonly pod: Pod;
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet?: boolean;
}

/** Also the second half of `run -it`. */
export async function attachTo(call: Call, wish: AttachWish): Promise<number> {
  const { env } = call;
  const { pod, stdin } = wish;
  const container = containerOf(wish, wish.quiet ? () => undefined : env.stderr);
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const all = [...containers, ...initContainers, ...ephemeralContainers];
  const spec = all.find(({ name }) => name === container);
  const isTty = wish.tty && env.stdin.isTerminal && spec?.tty === true;
  if (wish.tty && !isTty && !wish.quiet) {
    env.stderr(spec?.tty ? NO_TERMINAL : `Unable to use a TTY - container ${container} did not allocate one\n`);
  }
  if (!wish.quiet) {
    env.stderr(
      'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n',
    );
    env.stderr("If you don't see a command prompt, try pressing enter.\n");
  }
  const code = await runRemote(call, { pod, container, subresource: 'attach', stdin, tty: isTty });
  if (stdin && isTty && !wish.quiet && !env.signal.aborted) env.stderr(resumeHint(pod, container));
  return code;
}

function containerOf({ pod, container }: AttachWish, stderr: (text: string) => void): string {
  try {
    return chosenContainer(pod, container, stderr);
  } catch (failure) {
    if (!(failure instanceof CommandError)) throw failure;
    throw new CommandError(`cannot attach to the container: ${failure.message}`, { cause: failure });
  }
}

function resumeHint({ metadata: { name, namespace }, spec }: Pod, container: string): string {
  if (spec.ephemeralContainers?.some((one) => one.name === container)) {
    const again = `kubectl attach ${name} -c ${container} -n ${namespace} -i -t`;
    return `Session ended, the ephemeral container will not be restarted but may be reattached using '${again}' if it is still running\n`;
  }
  return `Session ended, resume using 'kubectl attach ${name} -c ${container} -n ${namespace} -i -t' command\n`;
}
