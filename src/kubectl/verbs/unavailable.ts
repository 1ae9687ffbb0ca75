/** Verbs of kubectl that say clearly that they are not here; they keep their place in suggestions. */
import type { Command } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';

function unavailable(name: string, short: string): Command {
  return {
    name,
    short,
    async run() {
      throw new CommandError(`"kubectl ${name}" is not part of this program`);
    },
  };
}

export const proxyCommand = unavailable('proxy', 'Run a proxy to the Kubernetes API server.');
const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

export const completionCommand: Command = {
  name: 'completion',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  usage: 'SHELL',
  async run({ args, path }) {
    const [shell, ...others] = args;
    if (shell === undefined) throw usageError(path, 'Shell not specified.');
    if (others.length > 0) throw usageError(path, 'Too many arguments. Expected only the shell type.');
    if (!SHELLS.includes(shell)) throw usageError(path, `Unsupported shell type ${JSON.stringify(shell)}.`);
    throw new CommandError('completion code is not part of this program');
  },
};
