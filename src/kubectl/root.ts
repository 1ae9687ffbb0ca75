import type { Command } from './command/command.js';
import { optionsText } from './command/help.js';
import { apiResourcesCommand, apiVersionsCommand } from './verbs/api.js';
import { attachCommand } from './verbs/attach.js';
import { clusterInfoCommand } from './verbs/cluster-info.js';
import { describeCommand } from './verbs/describe.js';
import { execCommand } from './verbs/exec.js';
import { getCommand } from './verbs/get.js';
import { logsCommand } from './verbs/logs.js';
import { topCommand } from './verbs/top.js';
import { versionCommand } from './verbs/version.js';

const optionsCommand: Command = {
  name: 'options',
  short: 'Print the list of flags inherited by all commands.',
  async run({ env }) {
    env.stdout(optionsText());
    return undefined;
  },
};

/** All verbs, in the order of kubectl's help (suggestions come in it, too). */
export const ROOT: Command = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager.',
  commands: [
    getCommand,
    clusterInfoCommand,
    topCommand,
    describeCommand,
    logsCommand,
    attachCommand,
    execCommand,
    versionCommand,
    apiVersionsCommand,
    apiResourcesCommand,
    optionsCommand,
  ],
};
