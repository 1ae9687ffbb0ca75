import type { Command } from './command/command.js';
import { getCommand } from './verbs/get.js';

/** All verbs, in the order of kubectl's help (suggestions come in it, too). */
export const ROOT: Command = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager.',
  commands: [getCommand],
};
