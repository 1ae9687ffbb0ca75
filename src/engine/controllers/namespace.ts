import { deepEqual } from '../../kube/deep-equal.js';
import type { Namespace } from '../../kube/shapes/core.js';
import type { Condition, KubeObject } from '../../kube/shapes/meta.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller, Requeue } from '../control/controller.js';
import { timestamp } from '../control/time.js';
import { unless } from './ignore.js';

interface Left {
  readonly plural: string;
  readonly objects: readonly KubeObject[];
}

/** Upstream waits before it touches a namespace, so that every API server has heard of its end. */
const GRACE_MS = 5000;

/** Empties a namespace that is being deleted, then takes the finalizer `kubernetes` off it. */
export function createNamespaceController({ sim, api }: { readonly sim: Sim; readonly api: ClusterApi }): Controller {
  return {
    name: 'namespace',
    latencyMs: 5,
    watches: {
      namespaces: ({ type, object }) =>
        type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined ? [object.metadata.name ?? ''] : [],
    },
    reconcile(name) {
      const namespace = api.get<Namespace>('namespaces', { namespace: '', name });
      if (namespace?.metadata.deletionTimestamp === undefined) return undefined;
      if (!namespace.spec?.finalizers?.includes('kubernetes')) return undefined;
      const left = Date.parse(namespace.metadata.deletionTimestamp) + GRACE_MS - (sim.epoch + sim.now());
      return left > 0 ? { afterMs: left } : empty(sim, api, namespace);
    },
  };
}

function empty(sim: Sim, api: ClusterApi, namespace: Namespace): Requeue | undefined {
  const name = namespace.metadata.name ?? '';
  const resources = api.resources().filter(({ namespaced, resource }) => namespaced && resource !== 'bindings');
  for (const { resource } of resources) {
    for (const { metadata } of api.list(resource, name)) {
      if (metadata.deletionTimestamp !== undefined) continue;
      const options = { propagationPolicy: 'Background' as const };
      unless(['NotFound', 'Conflict', 'MethodNotAllowed'], () =>
        api.delete(resource, { namespace: name, name: metadata.name ?? '' }, options),
      );
    }
  }
  const left = resources
    .filter(({ resource }) => resource !== 'events.events.k8s.io')
    .map(({ resource }): Left => ({ plural: resource, objects: api.list(resource, name) }))
    .filter(({ objects }) => objects.length > 0);
  const conditions = conditionsFor(sim, namespace, left);
  if (left.length > 0) {
    const status = { ...namespace.status, phase: 'Terminating' as const, conditions };
    if (!deepEqual(status, namespace.status)) api.updateStatus<Namespace>('namespaces', { ...namespace, status });
    return { afterMs: waitFor(left), background: left.some(({ objects }) => objects.some(isHeld)) };
  }
  const finalizers = namespace.spec?.finalizers?.filter((finalizer) => finalizer !== 'kubernetes') ?? [];
  unless(['NotFound', 'Conflict'], () =>
    api.patch('namespaces', { namespace: '', name }, { spec: { finalizers } }, 'finalize'),
  );
  return undefined;
}

/** Half the longest grace of what is left and a second, as upstream estimates; at least a little. */
function waitFor(left: readonly Left[]): number {
  const graces = left.flatMap(({ objects }) => objects.map(({ metadata }) => metadata.deletionGracePeriodSeconds ?? 0));
  return Math.max(0, ...graces) === 0 ? 200 : 1000;
}

function isHeld({ metadata }: KubeObject): boolean {
  return (metadata.finalizers ?? []).length > 0;
}

function conditionsFor(sim: Sim, namespace: Namespace, left: readonly Left[]): readonly Condition[] {
  const held = heldMessages(left);
  const amounts = left.map(
    ({ plural, objects }) => `${plural.includes('.') ? plural : `${plural}.`} has ${objects.length} resource instances`,
  );
  const facts: readonly [string, boolean, string, string][] = [
    ['NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered'],
    [
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ],
    [
      'NamespaceDeletionContentFailure',
      false,
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    left.length > 0
      ? [
          'NamespaceContentRemaining',
          true,
          'SomeResourcesRemain',
          `Some resources are remaining: ${amounts.join(', ')}`,
        ]
      : ['NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed'],
    held.length > 0
      ? [
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${held.join(', ')}`,
        ]
      : ['NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
  ];
  return facts.map(([type, isTrue, reason, message]) => {
    const status = isTrue ? 'True' : 'False';
    const before = namespace.status?.conditions?.find((condition) => condition.type === type);
    const lastTransitionTime =
      before?.status === status ? (before.lastTransitionTime ?? timestamp(sim)) : timestamp(sim);
    return { type, status, lastTransitionTime, reason, message };
  });
}

function heldMessages(left: readonly Left[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { metadata } of left.flatMap(({ objects }) => objects)) {
    for (const finalizer of metadata.finalizers ?? []) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} in ${count} resource instances`);
}
