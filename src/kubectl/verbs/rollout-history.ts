import type { ApiResource } from '../../client/discovery.js';
import { resourceWithGroup } from '../../client/resource-mapper.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { Call, Command } from '../command/command.js';
import { Page } from '../describe/page.js';
import { templateBlock } from '../describe/workloads.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { DESCRIBE_TABS, TabWriter } from '../print/tab-writer.js';
import { hasFiles } from '../resource/files.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { liveTargets } from '../resource/targets.js';
import { typedOutcome } from '../write/outcome.js';
import { CHANGE_CAUSE, hasHistory, type Revision, revisionsOf, type Workload } from './revisions.js';

export const rolloutHistoryCommand: Command = {
  name: 'history',
  short: 'View rollout history',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    { name: 'revision', type: 'int64', default: '0', usage: 'Show this revision, too.' },
  ],
  run: history,
};

async function history(call: Call): Promise<undefined> {
  const { args, flags } = call;
  if (args.length === 0 && !hasFiles(call)) throw new CommandError('required resource not specified');
  const wanted = flags.int('revision');
  if (wanted < 0) throw new CommandError(`revision must be a positive integer: ${wanted}`);
  const answer = await typedOutcome(call, 'none');
  const found = await liveTargets(call, { args, labelSelector: flags.string('selector'), typeAlone: true });
  const failures = [...found.failures];
  for (const { object, resource } of found.targets) {
    try {
      if (!hasHistory(object))
        throw WITHOUT_VIEWER.has(object.kind) ? noViewer(resource) : noVisitor('history', resource);
      const revisions = await revisionsOf(call, object as Workload);
      if (flags.isSet('output')) printWhole(answer.print, revisions, wanted);
      else answer.print(object, wanted > 0 ? details(revisions, wanted) : `\n${table(revisions)}`);
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

function printWhole(
  print: (object: KubeObject, operation: string) => void,
  revisions: readonly Revision[],
  wanted: number,
): void {
  const chosen = wanted > 0 ? revisions.filter(({ number }) => number === wanted) : revisions;
  if (wanted > 0 && chosen.length === 0) throw new CommandError('unable to find the specified revision');
  for (const { object } of chosen) print(object, '');
}

function table(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return 'No rollout history found.';
  const writer = new TabWriter(DESCRIBE_TABS);
  writer.write('REVISION\tCHANGE-CAUSE\n');
  for (const { number, cause } of revisions) writer.write(`${number}\t${cause || '<none>'}\n`);
  return writer.flush();
}

function details(revisions: readonly Revision[], wanted: number): string {
  const found = revisions.find(({ number }) => number === wanted);
  if (!found) throw new CommandError('unable to find the specified revision');
  const { template, cause, patch } = found;
  return `with revision #${wanted}\n${templateText(cause && !patch ? withCause(template, cause) : template)}`;
}

function withCause(template: PodTemplateSpec | undefined, cause: string): PodTemplateSpec | undefined {
  if (!template) return undefined;
  const annotations = { ...template.metadata?.annotations, [CHANGE_CAUSE]: cause };
  return { ...template, metadata: { ...template.metadata, annotations } };
}

/** Upstream writes this text without a tab writer: the tabs stay. */
class TabbedPage extends Page {
  private kept = '';

  override raw(text: string): void {
    this.kept += text;
  }

  override text(): string {
    return this.kept;
  }
}

/** The template as rollout shows it. */
export function templateText(template: PodTemplateSpec | undefined): string {
  const page = new TabbedPage();
  templateBlock(page, template);
  return page.text();
}

/** What is said of kinds without a history. */
export function noVisitor(task: string, { kind, group }: Pick<ApiResource, 'kind' | 'group'>): CommandError {
  const name = JSON.stringify(resourceWithGroup({ name: kind, group }));
  return new CommandError(`error retrieving ${task} for ${name}, no visitor method exists for {${group} ${kind}}`);
}

/** Kinds with Pods for which kubectl has nothing. */
const WITHOUT_VIEWER: ReadonlySet<string> = new Set(['CronJob', 'Job', 'Pod', 'ReplicaSet', 'ReplicationController']);

function noViewer({ kind, group }: Pick<ApiResource, 'kind' | 'group'>): CommandError {
  const name = JSON.stringify(resourceWithGroup({ name: kind, group }));
  return new CommandError(`no history viewer has been implemented for ${name}`);
}
