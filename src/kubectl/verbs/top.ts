import type { Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { SELECTOR } from '../resource/selector-flags.js';

/** The simulated cluster has no metrics server, as a new cluster has none. */
async function noMetrics(): Promise<never> {
  throw new CommandError('Metrics API not available');
}

export const topCommand: Command = {
  name: 'top',
  short: 'Display resource (CPU/memory) usage.',
  commands: [
    {
      name: 'node',
      aliases: ['nodes', 'no'],
      short: 'Display resource (CPU/memory) usage of nodes.',
      flags: [SELECTOR, { name: 'no-headers', type: 'bool', default: 'false', usage: 'Print no headers.' }],
      run: noMetrics,
    },
    {
      name: 'pod',
      aliases: ['pods', 'po'],
      short: 'Display resource (CPU/memory) usage of pods.',
      flags: [
        SELECTOR,
        { name: 'all-namespaces', short: 'A', type: 'bool', default: 'false', usage: 'Look in all namespaces.' },
        { name: 'containers', type: 'bool', default: 'false', usage: 'Show containers, too.' },
        { name: 'no-headers', type: 'bool', default: 'false', usage: 'Print no headers.' },
      ],
      run: noMetrics,
    },
  ],
};
