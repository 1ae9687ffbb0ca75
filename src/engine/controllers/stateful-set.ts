import { deepEqual } from '../../kube/deep-equal.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { Pod, PodSpec, PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller, Requeue } from '../control/controller.js';
import type { EventRecorder } from '../control/events.js';
import { keyOf } from '../control/keys.js';
import { claim } from './claim.js';
import { keepRevisions, REVISION_HASH } from './controller-revisions.js';
import { unless } from './ignore.js';
import { controllerOf } from './owners.js';
import { podFrom } from './pod-control.js';
import { hasEnded, isReady, untilAvailable } from './pod-facts.js';

interface StatefulSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly serviceName?: string;
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
    readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly ordinals?: { readonly start?: number };
    readonly volumeClaimTemplates?: readonly KubeObject[];
  };
  readonly status?: Readonly<Record<string, unknown>> & { readonly currentRevision?: string };
}

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

const RESOURCE = 'statefulsets.apps';

/** Keeps Pods with stable names and claims, one after the other (upstream's statefulset controller). */
export function createStatefulSetController(parts: Parts): Controller {
  const { api, sim } = parts;
  return {
    name: 'statefulset',
    watches: {
      [RESOURCE]: ({ object }) => [keyOf(object)],
      pods: ({ object }) => {
        const owner = controllerOf(object);
        return owner?.kind === 'StatefulSet' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
      },
    },
    reconcile(key): Requeue | undefined {
      const set = api.get<StatefulSet>(RESOURCE, key);
      if (set === undefined) return undefined;
      const pods = claim<Pod>(api, 'pods', set, set.spec.selector);
      const inUse = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_HASH] ?? ''));
      const { name: update } = keepRevisions(api, set, inUse);
      if (set.metadata.deletionTimestamp === undefined) step(parts, set, pods, update);
      writeStatus(parts, set, update);
      const waits = pods
        .map((pod) => untilAvailable(sim, pod, set.spec.minReadySeconds ?? 0) ?? 0)
        .filter((wait) => wait > 0);
      return waits.length > 0 ? { afterMs: Math.min(...waits) } : undefined;
    },
  };
}

/** One move towards what is wanted; with OrderedReady each waits for the one before it. */
function step(parts: Parts, set: StatefulSet, pods: readonly Pod[], update: string): void {
  const start = set.spec.ordinals?.start ?? 0;
  const end = start + (set.spec.replicas ?? 1);
  const isParallel = set.spec.podManagementPolicy === 'Parallel';
  const present = new Map(pods.map((pod) => [ordinalOf(pod), pod]));
  const isSteady = (pod: Pod | undefined) =>
    pod !== undefined && isReady(pod) && pod.metadata.deletionTimestamp === undefined;
  for (let ordinal = start; ordinal < end; ordinal += 1) {
    const pod = present.get(ordinal);
    if (pod && hasEnded(pod)) remove(parts, set, pod);
    else if (!pod) create(parts, set, ordinal, update);
    if (!isSteady(pod) && !isParallel) return;
  }
  const condemned = [...present].filter(([ordinal]) => ordinal < start || ordinal >= end).sort(([a], [b]) => b - a);
  for (const [, pod] of condemned) {
    if (pod.metadata.deletionTimestamp === undefined) remove(parts, set, pod);
    if (!isParallel) return;
  }
  if (set.spec.updateStrategy?.type === 'OnDelete') return;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let ordinal = end - 1; ordinal >= Math.max(start, partition); ordinal -= 1) {
    const pod = present.get(ordinal);
    if (pod && pod.metadata.labels?.[REVISION_HASH] !== update && pod.metadata.deletionTimestamp === undefined) {
      remove(parts, set, pod);
      return;
    }
    if (!isSteady(pod)) return;
  }
}

function ordinalOf({ metadata }: Pod): number {
  return Number(/-(\d+)$/.exec(metadata.name ?? '')?.[1] ?? -1);
}

/** `data-db-0`: claims outlive the Pod that they are made for. */
function claimVolumes({ api, recorder }: Parts, set: StatefulSet, podName: string): PodSpec['volumes'] {
  const { namespace = '' } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const { name: volume = '', labels, ...metadata } = template.metadata;
    const name = `${volume}-${podName}`;
    if (!api.get('persistentvolumeclaims', { namespace, name })) {
      const all = { ...labels, ...set.spec.selector.matchLabels };
      const claim = { ...template, metadata: { ...metadata, namespace, name, labels: all } };
      if (unless(['AlreadyExists'], () => api.create('persistentvolumeclaims', claim))) {
        const text = `Create Claim ${name} Pod ${podName} in StatefulSet ${set.metadata.name} success`;
        recorder.event(set, 'Normal', 'SuccessfulCreate', text);
      }
    }
    return { name: volume, persistentVolumeClaim: { claimName: name } };
  });
}

function create(parts: Parts, set: StatefulSet, ordinal: number, revision: string): void {
  const { api, recorder } = parts;
  const name = `${set.metadata.name}-${ordinal}`;
  const claimed = claimVolumes(parts, set, name) ?? [];
  const isClaimed = (volume: string) => claimed.some((one) => one.name === volume);
  const { metadata, spec } = podFrom(set, set.spec.template);
  const { generateName, ...rest } = metadata;
  const labels = {
    ...metadata.labels,
    'apps.kubernetes.io/pod-index': String(ordinal),
    [REVISION_HASH]: revision,
    'statefulset.kubernetes.io/pod-name': name,
  };
  const volumes = [...claimed, ...(spec.volumes ?? []).filter((volume) => !isClaimed(volume.name))];
  const subdomain = set.spec.serviceName ? { subdomain: set.spec.serviceName } : {};
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...rest, ...(generateName ? { generateName } : {}), name, labels },
    spec: { ...spec, hostname: name, ...subdomain, ...(volumes.length > 0 ? { volumes } : {}) },
  };
  if (unless(['AlreadyExists'], () => api.create('pods', pod))) {
    recorder.event(
      set,
      'Normal',
      'SuccessfulCreate',
      `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`,
    );
  }
}

function remove({ api, recorder }: Parts, set: StatefulSet, pod: Pod): void {
  const { namespace = '', name = '' } = pod.metadata;
  if (!unless(['NotFound'], () => api.delete('pods', { namespace, name }))) return;
  recorder.event(
    set,
    'Normal',
    'SuccessfulDelete',
    `Delete Pod ${name} in StatefulSet ${set.metadata.name} successful`,
  );
}

function writeStatus({ api, sim }: Parts, set: StatefulSet, update: string): void {
  const pods = api.ownedBy<Pod>('pods', set.metadata.uid ?? '');
  const living = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const updated = living.filter((pod) => pod.metadata.labels?.[REVISION_HASH] === update).length;
  const isDone = updated === living.length && updated === (set.spec.replicas ?? 1) && living.every(isReady);
  const current = isDone ? update : (set.status?.currentRevision ?? update);
  const ofCurrent = living.filter((pod) => pod.metadata.labels?.[REVISION_HASH] === current).length;
  const status = {
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    replicas: pods.length,
    ...(pods.some(isReady) ? { readyReplicas: pods.filter(isReady).length } : {}),
    ...(ofCurrent > 0 ? { currentReplicas: ofCurrent } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    currentRevision: current,
    updateRevision: update,
    collisionCount: 0,
    availableReplicas: living.filter((pod) => untilAvailable(sim, pod, minReadySeconds) === 0).length,
  };
  if (!deepEqual(status, set.status)) api.updateStatus<StatefulSet>(RESOURCE, { ...set, status });
}
