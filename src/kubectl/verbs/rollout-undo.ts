import { deepEqual } from '../../kube/deep-equal.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { Deployment } from '../../kube/shapes/workload.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { hasFiles } from '../resource/files.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { type LiveTarget, liveTargets, targetPath } from '../resource/targets.js';
import { DRY_RUN, type DryRun, dryRunOf } from '../write/dry-run.js';
import { LAST_APPLIED, lastApplied } from '../write/last-applied.js';
import { outcome } from '../write/outcome.js';
import { writeQuery } from '../write/write-query.js';
import { hasHistory, REVISION, type Revision, revisionsOf } from './revisions.js';
import { noVisitor, templateText } from './rollout-history.js';

export const rolloutUndoCommand: Command = {
  name: 'undo',
  short: 'Undo a previous rollout',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    DRY_RUN,
    { name: 'to-revision', type: 'int64', default: '0', usage: 'Revision to go back to; 0 is the previous one.' },
  ],
  run: undo,
};

async function undo(call: Call): Promise<undefined> {
  const { args, flags, env } = call;
  if (args.length === 0 && !hasFiles(call)) throw new CommandError('required resource not specified');
  const dryRun = dryRunOf(call);
  const answer = await outcome(call, dryRun);
  const found = await liveTargets(call, { args, labelSelector: flags.string('selector'), typeAlone: true });
  const failures = [...found.failures];
  for (const target of found.targets) {
    try {
      if (lastApplied(target.object) !== undefined) env.stderr(appliedWarning(target));
      const result = await rolledBack(call, target, dryRun);
      answer.print(target.object, result);
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

function appliedWarning({ resource, name }: LiveTarget): string {
  return `Warning: resource ${resource.name}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`;
}

const HASH_LABEL = 'pod-template-hash';

/** Annotations that stay those of the Deployment; the others come from the revision. */
const OWN_ANNOTATIONS = [
  LAST_APPLIED,
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

async function rolledBack(call: Call, target: LiveTarget, dryRun: DryRun): Promise<string> {
  if (!hasHistory(target.object)) throw noVisitor('rollbacker', target.resource);
  const workload = target.object as Deployment;
  const chosen = await chosenRevision(call, workload);
  if (workload.spec.paused) {
    throw new CommandError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  if (dryRun === 'client') return `${chosen.patch ? 'will roll back to ' : ''}${templateText(chosen.template)}`;
  const template = withoutHash(chosen.template);
  if (deepEqual(template, withoutHash(workload.spec.template))) {
    return `skipped rollback (current template already matches revision ${chosen.number})`;
  }
  const client = await call.session.client();
  const query = writeQuery(call.flags, dryRun, { manager: '' });
  const patch = chosen.patch
    ? ({ type: 'strategic', body: chosen.patch } as const)
    : ({ type: 'json', body: deploymentPatch(workload, chosen, template) } as const);
  await client.patch<KubeObject>(targetPath(target), patch, query);
  return 'rolled back';
}

function deploymentPatch({ metadata }: Deployment, { object }: Revision, template: PodTemplateSpec | undefined) {
  const own = Object.entries(metadata.annotations ?? {}).filter(([key]) => OWN_ANNOTATIONS.includes(key));
  const theirs = Object.entries(object.metadata.annotations ?? {}).filter(([key]) => !OWN_ANNOTATIONS.includes(key));
  return [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...own, ...theirs]) },
  ];
}

async function chosenRevision(call: Call, workload: Deployment): Promise<Revision> {
  const wanted = call.flags.int('to-revision');
  if (wanted < 0) throw new CommandError(`unable to find specified revision ${wanted} in history`);
  const revisions = await revisionsOf(call, workload);
  const chosen = wanted === 0 ? revisions.at(-2) : revisions.find(({ number }) => number === wanted);
  if (chosen) return chosen;
  if (wanted !== 0) throw new CommandError(`unable to find specified revision ${wanted} in history`);
  throw new CommandError(
    workload.kind === 'Deployment'
      ? `no rollout history found for deployment ${JSON.stringify(workload.metadata.name)}`
      : 'no last revision to roll back to',
  );
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  if (!template?.metadata?.labels) return template;
  const { [HASH_LABEL]: _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}
