/** Verbs of kubectl that say clearly that they are not here; they keep their place in suggestions. */
import type { Command } from '../command/command.js';
import { CommandError } from '../failures.js';

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
export const debugCommand = unavailable('debug', 'Create debugging sessions for troubleshooting workloads and nodes.');
export const completionCommand = unavailable(
  'completion',
  'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
);
