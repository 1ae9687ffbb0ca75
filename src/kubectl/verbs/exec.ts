import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { runChannels } from '../resource/channels.js';
import { chosenContainer, podOf } from '../resource/pod-of.js';

export const execCommand: Command = {
  name: 'exec',
  short: 'Execute a command in a container.',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  examples: '  # Ask a pod for its date\n  kubectl exec mypod -- date',
  flags: [
    { name: 'container', short: 'c', type: 'string', usage: 'Container name.' },
    { name: 'stdin', short: 'i', type: 'bool', default: 'false', usage: 'Pass standard input to the container.' },
    { name: 'tty', short: 't', type: 'bool', default: 'false', usage: 'Standard input is a terminal.' },
    { name: 'quiet', short: 'q', type: 'bool', default: 'false', usage: 'Print output of the command only.' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s', usage: 'Time to wait for a running pod.' },
    { name: 'filename', short: 'f', type: 'list', usage: 'File that names the pod.' },
  ],
  run: exec,
};

async function exec(call: Call): Promise<number> {
  const { args, dash, flags, env } = call;
  if (args.length === 0 || dash === 0) throw new CommandError('pod, type/name or --filename must be specified');
  const command = args.slice(1);
  if (dash < 0 && command.length > 0) {
    throw new CommandError(
      "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
    );
  }
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
  const pod = await podOf(call, args[0] ?? '');
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const container = chosenContainer(pod, flags.string('container'), flags.bool('quiet') ? () => undefined : env.stderr);
  const wantsTty = flags.bool('tty');
  const isTty = wantsTty && env.stdin.isTerminal;
  if (wantsTty && !isTty && !flags.bool('quiet')) {
    env.stderr('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  }
  const stdin = flags.bool('stdin');
  return runChannels(call, {
    path: `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/exec`,
    query: {
      container,
      command,
      ...(stdin ? { stdin: 'true' } : {}),
      stdout: 'true',
      ...(isTty ? { tty: 'true' } : { stderr: 'true' }),
    },
    stdin,
    tty: isTty,
  });
}
