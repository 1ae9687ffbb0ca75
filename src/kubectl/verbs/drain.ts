import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, Exit } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';
import { SELECTOR } from '../resource/selector-flags.js';
import { isNotFound, type LiveTarget, type Target } from '../resource/targets.js';
import { awaitGone } from '../write/await-gone.js';
import { DRY_RUN, type DryRun, dryRunOf, dryRunSuffix } from '../write/dry-run.js';
import { nodesOf, setUnschedulable } from './cordon.js';

export const drainCommand: Command = {
  name: 'drain',
  short: 'Drain node in preparation for maintenance.',
  usage: 'NODE',
  flags: [
    SELECTOR,
    DRY_RUN,
    { name: 'chunk-size', type: 'int64', default: '500', usage: 'Fetch large lists in pieces of this size.' },
    { name: 'delete-emptydir-data', type: 'bool', default: 'false', usage: 'Go on when pods use emptyDir.' },
    { name: 'disable-eviction', type: 'bool', default: 'false', usage: 'Delete instead of evicting.' },
    { name: 'force', type: 'bool', default: 'false', usage: 'Go on when pods have no controller.' },
    { name: 'grace-period', type: 'int', default: '-1', usage: 'Seconds to end; negative leaves it to the pod.' },
    { name: 'ignore-daemonsets', type: 'bool', default: 'false', usage: 'Leave pods of daemon sets alone.' },
    { name: 'pod-selector', type: 'string', usage: 'Only these pods.' },
    { name: 'skip-wait-for-delete-timeout', type: 'int', default: '0', usage: 'Do not wait for pods that end longer.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'Time to wait; 0 means no limit.' },
  ],
  run: drain,
};

async function drain(call: Call): Promise<undefined> {
  const { env } = call;
  const nodes = await nodesOf(call);
  const dryRun = dryRunOf(call);
  for (const node of nodes) await setUnschedulable(call, node, { unschedulable: true, dryRun });
  const pending = [...nodes];
  const failures: string[] = [];
  for (const node of nodes) {
    const problems = await drainNode(call, node, dryRun);
    if (problems.length === 0) {
      env.stdout(`node/${node.name} drained${dryRunSuffix(dryRun)}\n`);
      pending.splice(pending.indexOf(node), 1);
      continue;
    }
    failures.push(...problems);
    env.stderr(
      `error: unable to drain node ${JSON.stringify(node.name)} due to error: ${problems.length > 1 ? `[${problems.join(', ')}]` : problems[0]}, continuing command...\n`,
    );
  }
  if (failures.length === 0) return undefined;
  env.stderr(`There are pending nodes to be drained:\n${pending.map(({ name }) => ` ${name}\n`).join('')}`);
  env.stderr(failures.map((text) => `${text}\n`).join(''));
  throw new Exit(1);
}

/** What stands against it; empty when all Pods are gone. */
async function drainNode(call: Call, node: LiveTarget, dryRun: DryRun): Promise<readonly string[]> {
  const { env, flags, session } = call;
  const client = await session.client();
  const selector = flags.string('pod-selector');
  const { items } = await client.get<{ readonly items: readonly Pod[] }>('/api/v1/pods', {
    fieldSelector: `spec.nodeName=${node.name}`,
    ...(selector === '' ? {} : { labelSelector: selector }),
  });
  const judged = items.map((pod) => ({ pod, verdict: verdictOf(pod, flags) }));
  const problems = grouped(judged, 'problem');
  if (problems.length > 0) return problems;
  const warnings = grouped(judged, 'warning');
  if (warnings.length > 0) env.stderr(`Warning: ${warnings.join('; ')}\n`);
  const leaving = judged.filter(({ verdict }) => verdict.leaves).map(({ pod }) => pod);
  const resource = resourceOf('pods', await session.mapper());
  const word = flags.bool('disable-eviction') ? 'deleted' : 'evicted';
  const targets: { target: Target; uid: string }[] = [];
  for (const { metadata } of leaving) {
    const target = { resource, namespace: metadata.namespace ?? '', name: metadata.name ?? '', source: '' };
    env.stdout(
      `${word === 'evicted' ? 'evicting' : 'deleting'} pod ${target.namespace}/${target.name}${dryRunSuffix(dryRun)}\n`,
    );
    if (dryRun !== 'client') await evict(call, target);
    targets.push({ target, uid: metadata.uid ?? '' });
  }
  const timeout = flags.duration('timeout');
  const limit = timeout > 0 ? { until: env.clock.now() + timeout } : {};
  for (const { target, uid } of targets) {
    if (dryRun === 'none') await awaitGone(call, target, { uid, ...limit });
    env.stdout(`pod/${target.name} ${word}${dryRunSuffix(dryRun)}\n`);
  }
  return [];
}

interface Verdict {
  readonly leaves: boolean;
  readonly problem?: string;
  readonly warning?: string;
}

/** kubectl's drain filters, in their order. */
function verdictOf({ metadata, spec, status }: Pod, flags: Call['flags']): Verdict {
  const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  const controller = metadata.ownerReferences?.find((owner) => owner.controller);
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return { leaves: false };
  if (controller?.kind === 'DaemonSet' && !isOver) {
    return flags.bool('ignore-daemonsets')
      ? { leaves: false, warning: 'ignoring DaemonSet-managed Pods' }
      : { leaves: false, problem: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  }
  const hasLocalData = spec.volumes?.some((volume) => volume.emptyDir !== undefined) ?? false;
  if (hasLocalData && !isOver && !flags.bool('delete-emptydir-data')) {
    return { leaves: false, problem: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)' };
  }
  if (controller || isOver) return { leaves: true };
  return flags.bool('force')
    ? { leaves: true, warning: 'deleting Pods that declare no controller' }
    : { leaves: false, problem: 'cannot delete Pods that declare no controller (use --force to override)' };
}

/** `TEXT: default/a, default/b` for each text. */
function grouped(judged: readonly { pod: KubeObject; verdict: Verdict }[], field: 'problem' | 'warning'): string[] {
  const groups = new Map<string, string[]>();
  for (const { pod, verdict } of judged) {
    const text = verdict[field];
    if (text !== undefined)
      groups.set(text, [...(groups.get(text) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`]);
  }
  return [...groups].map(([text, pods]) => `${text}: ${pods.join(', ')}`).sort();
}

async function evict({ flags, session }: Call, { namespace, name }: Target): Promise<void> {
  const client = await session.client();
  const grace = flags.int('grace-period');
  const deleteOptions = grace < 0 ? {} : { gracePeriodSeconds: grace };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  try {
    if (flags.bool('disable-eviction'))
      await client.delete(path, { kind: 'DeleteOptions', apiVersion: 'v1', ...deleteOptions });
    else {
      const eviction = { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name, namespace }, deleteOptions };
      await client.create(`${path}/eviction`, eviction);
    }
  } catch (failure) {
    if (isNotFound(failure)) return;
    const message = failure instanceof Error ? failure.message : String(failure);
    throw new CommandError(
      `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${message}`,
      { cause: failure },
    );
  }
}
