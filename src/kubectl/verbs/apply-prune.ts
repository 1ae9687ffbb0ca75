/** `apply --prune`: what was applied once and is no longer among the files goes. */
import type { ApiResource } from '../../client/discovery.js';
import { kindWithGroup, resourcePath } from '../../client/resource-mapper.js';
import { groupVersion } from '../../kube/resource-path.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { logLine } from '../log-line.js';
import type { LiveTarget } from '../resource/targets.js';
import { type DryRun, dryRunSuffix } from '../write/dry-run.js';
import { LAST_APPLIED } from '../write/last-applied.js';

/** Kinds that are looked through when the command names none, in the order of kubectl. */
const DEFAULTS = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/PersistentVolumeClaim',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'core/v1/Namespace',
  'core/v1/PersistentVolume',
];

const DEPRECATED =
  'prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.';

export interface Pruning {
  readonly resources: readonly ApiResource[];
  readonly dryRun: DryRun;
  /** What was applied now, and where. */
  readonly targets: readonly LiveTarget[];
  readonly applied: readonly KubeObject[];
}

/** Resources of `--prune-allowlist`, or kubectl's own list. Throws CommandError. */
export async function prunedResources({ flags, session, env }: Call): Promise<readonly ApiResource[]> {
  const wanted = flags.list('prune-allowlist');
  const mapper = await session.mapper();
  if (wanted.length === 0) env.stderr(logLine(env, 'W', DEPRECATED));
  return (wanted.length > 0 ? wanted : DEFAULTS).map((text) => {
    const [group = '', version = '', kind = '', ...rest] = text.split('/');
    if (kind === '' || rest.length > 0) {
      throw new CommandError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    }
    const apiVersion = groupVersion(group === 'core' ? '' : group, version);
    const resource = mapper.byKind(apiVersion, kind);
    if (!resource) throw new CommandError(`no matches for kind "${kind}" in version "${apiVersion}"`);
    return resource;
  });
}

export async function prune(call: Call, { resources, targets, applied, dryRun }: Pruning): Promise<void> {
  const kept = new Set(applied.map(({ metadata }) => metadata.uid));
  const namespaces = new Set(targets.map(({ namespace }) => namespace).filter((name) => name !== ''));
  for (const namespace of namespaces) {
    for (const resource of resources.filter(({ namespaced }) => namespaced)) {
      await pruneKind(call, { resource, namespace, kept, dryRun });
    }
  }
  for (const resource of resources.filter(({ namespaced }) => !namespaced)) {
    await pruneKind(call, { resource, namespace: '', kept, dryRun });
  }
}

interface Kind {
  readonly resource: ApiResource;
  readonly namespace: string;
  /** Uids of what stays. */
  readonly kept: ReadonlySet<string | undefined>;
  readonly dryRun: DryRun;
}

async function pruneKind({ flags, session, env }: Call, { resource, namespace, kept, dryRun }: Kind): Promise<void> {
  const client = await session.client();
  const selector = flags.string('selector');
  const query = selector === '' ? {} : { labelSelector: selector };
  const { items } = await client.get<{ items?: readonly KubeObject[] | null }>(
    resourcePath(resource, { namespace }),
    query,
  );
  for (const { metadata } of items ?? []) {
    if (metadata.annotations?.[LAST_APPLIED] === undefined || kept.has(metadata.uid)) continue;
    const place = { namespace: metadata.namespace, name: metadata.name };
    if (dryRun !== 'client') {
      await client.delete(resourcePath(resource, place), {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
      });
    }
    env.stdout(`${kindWithGroup(resource)}/${metadata.name} pruned${dryRunSuffix(dryRun)}\n`);
  }
}
