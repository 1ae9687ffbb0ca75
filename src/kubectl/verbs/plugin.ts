import type { Command } from '../command/command.js';
import { CommandError } from '../failures.js';

export const pluginCommand: Command = {
  name: 'plugin',
  short: 'Provides utilities for interacting with plugins.',
  commands: [
    {
      name: 'list',
      short: "List all visible plugin executables on a user's PATH",
      flags: [{ name: 'name-only', type: 'bool', default: 'false', usage: 'Print names without their folders.' }],
      async run() {
        throw new CommandError('unable to find any kubectl plugins in your PATH');
      },
    },
  ],
};

export const alphaCommand: Command = {
  name: 'alpha',
  hidden: true,
  short: 'Commands for features in alpha.',
  async run({ env }) {
    env.stderr('No alpha commands are available in this version of kubectl\n');
    return undefined;
  },
};
