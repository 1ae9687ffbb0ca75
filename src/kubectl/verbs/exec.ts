import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { chosenContainer, podOf } from '../resource/pod-of.js';
import { NO_TERMINAL, REMOTE_FLAGS, refuseEnded, runRemote } from '../resource/remote-command.js';

export const execCommand: Command = {
  name: 'exec',
  short: 'Execute a command in a container.',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  examples: '  # Ask a pod for its date\n  kubectl exec mypod -- date',
  flags: [...REMOTE_FLAGS, { name: 'filename', short: 'f', type: 'list', usage: 'File that names the pod.' }],
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
  refuseEnded(pod, 'exec into');
  const container = chosenContainer(pod, flags.string('container'), flags.bool('quiet') ? () => undefined : env.stderr);
  const wantsTty = flags.bool('tty');
  const isTty = wantsTty && env.stdin.isTerminal;
  if (wantsTty && !isTty && !flags.bool('quiet')) {
    env.stderr(NO_TERMINAL);
  }
  const stdin = flags.bool('stdin');
  return runRemote(call, { pod, container, subresource: 'exec', command, stdin, tty: isTty });
}
