import type { Command } from './command/command.js';
import { optionsText } from './command/help.js';
import { annotateCommand } from './verbs/annotate.js';
import { apiResourcesCommand, apiVersionsCommand } from './verbs/api.js';
import { applyCommand } from './verbs/apply.js';
import { attachCommand } from './verbs/attach.js';
import { authCommand } from './verbs/auth.js';
import { autoscaleCommand } from './verbs/autoscale.js';
import { certificateCommand } from './verbs/certificate.js';
import { clusterInfoCommand } from './verbs/cluster-info.js';
import { configCommand } from './verbs/config.js';
import { cordonCommand, uncordonCommand } from './verbs/cordon.js';
import { cpCommand } from './verbs/cp.js';
import { createCommand } from './verbs/create.js';
import { debugCommand } from './verbs/debug.js';
import { deleteCommand } from './verbs/delete.js';
import { describeCommand } from './verbs/describe.js';
import { diffCommand } from './verbs/diff.js';
import { drainCommand } from './verbs/drain.js';
import { editCommand } from './verbs/edit.js';
import { eventsCommand } from './verbs/events.js';
import { execCommand } from './verbs/exec.js';
import { explainCommand } from './verbs/explain.js';
import { exposeCommand } from './verbs/expose.js';
import { getCommand } from './verbs/get.js';
import { kubercCommand } from './verbs/kuberc.js';
import { kustomizeCommand } from './verbs/kustomize.js';
import { labelCommand } from './verbs/label.js';
import { logsCommand } from './verbs/logs.js';
import { patchCommand } from './verbs/patch.js';
import { alphaCommand, pluginCommand } from './verbs/plugin.js';
import { portForwardCommand } from './verbs/port-forward.js';
import { replaceCommand } from './verbs/replace.js';
import { rolloutHistoryCommand } from './verbs/rollout-history.js';
import { rolloutStatusCommand } from './verbs/rollout-status.js';
import { rolloutPauseCommand, rolloutRestartCommand, rolloutResumeCommand } from './verbs/rollout-switch.js';
import { rolloutUndoCommand } from './verbs/rollout-undo.js';
import { runCommand } from './verbs/run.js';
import { scaleCommand } from './verbs/scale.js';
import { setCommand } from './verbs/set.js';
import { taintCommand } from './verbs/taint.js';
import { topCommand } from './verbs/top.js';
import { completionCommand, proxyCommand } from './verbs/unavailable.js';
import { versionCommand } from './verbs/version.js';
import { waitCommand } from './verbs/wait.js';

const optionsCommand: Command = {
  name: 'options',
  hidden: true,
  short: 'Print the list of flags inherited by all commands.',
  async run({ env }) {
    env.stdout(optionsText());
    return undefined;
  },
};

const rolloutCommand: Command = {
  name: 'rollout',
  short: 'Manage the rollout of one or many resources.',
  summary: 'Manage the rollout of a resource',
  usage: 'SUBCOMMAND',
  alone: { to: 'stdout', exit: 1 },
  commands: [
    rolloutHistoryCommand,
    rolloutPauseCommand,
    rolloutRestartCommand,
    rolloutResumeCommand,
    rolloutStatusCommand,
    rolloutUndoCommand,
  ],
};

/** All verbs, in the order of kubectl's help (suggestions come in it, too). */
export const ROOT: Command = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager.',
  long: 'Find more information at: https://kubernetes.io/docs/reference/kubectl/',
  groups: [
    ['Basic Commands (Beginner)', 'create expose run set'],
    ['Basic Commands (Intermediate)', 'explain get edit delete'],
    ['Deploy Commands', 'rollout scale autoscale'],
    ['Cluster Management Commands', 'certificate cluster-info top cordon uncordon drain taint'],
    ['Troubleshooting and Debugging Commands', 'describe logs attach exec port-forward proxy cp auth debug events'],
    ['Advanced Commands', 'diff apply patch replace wait kustomize'],
    ['Settings Commands', 'label annotate completion'],
  ],
  alone: { to: 'stdout', exit: 0 },
  commands: [
    createCommand,
    exposeCommand,
    runCommand,
    setCommand,
    explainCommand,
    getCommand,
    editCommand,
    deleteCommand,
    rolloutCommand,
    scaleCommand,
    autoscaleCommand,
    certificateCommand,
    clusterInfoCommand,
    topCommand,
    cordonCommand,
    uncordonCommand,
    drainCommand,
    taintCommand,
    describeCommand,
    logsCommand,
    attachCommand,
    execCommand,
    portForwardCommand,
    proxyCommand,
    cpCommand,
    authCommand,
    debugCommand,
    eventsCommand,
    diffCommand,
    applyCommand,
    patchCommand,
    replaceCommand,
    waitCommand,
    kustomizeCommand,
    labelCommand,
    annotateCommand,
    completionCommand,
    alphaCommand,
    apiResourcesCommand,
    apiVersionsCommand,
    configCommand,
    kubercCommand,
    pluginCommand,
    versionCommand,
    optionsCommand,
  ],
};
