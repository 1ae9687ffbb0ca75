import { deepEqual } from '../../kube/deep-equal.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller, Requeue } from '../control/controller.js';
import type { EventRecorder } from '../control/events.js';
import { keyOf, parseKey } from '../control/keys.js';
import { timestamp, virtualTime } from '../control/time.js';
import { unless } from './ignore.js';
import { endOf, isFinished, type Job, type JobStatus, withConditions } from './job-end.js';
import { controllerOf } from './owners.js';
import { createPod, deletePod } from './pod-control.js';
import { isActive, isReady } from './pod-facts.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

const RESOURCE = 'jobs.batch';
/** Keeps an ended Pod until its end has been counted. */
const TRACKING = 'batch.kubernetes.io/job-tracking';
const FIRST_BACKOFF_MS = 10_000;
const LAST_BACKOFF_MS = 600_000;

/** Runs Pods until enough of them have succeeded (upstream's pkg/controller/job, without indexes). */
export function createJobController(parts: Parts): Controller {
  const { api } = parts;
  return {
    name: 'job',
    latencyMs: 4,
    watches: {
      [RESOURCE]: ({ object }) => [keyOf(object)],
      pods: ({ object }) => {
        const owner = controllerOf(object);
        return owner?.kind === 'Job' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
      },
    },
    reconcile(key) {
      const job = api.get<Job>(RESOURCE, key);
      if (job === undefined) return release(api, orphansOf(api, key));
      const pods = api.ownedBy<Pod>('pods', job.metadata.uid ?? '');
      if (isFinished(job)) {
        for (const pod of pods) untrack(api, pod);
        return expire(parts, job);
      }
      return job.metadata.deletionTimestamp === undefined ? advance(parts, job, pods) : release(api, pods);
    },
  };
}

/** Pods of a Job that is gone; nobody counts them any more. */
function orphansOf(api: ClusterApi, key: string): readonly Pod[] {
  const { namespace, name } = parseKey(key);
  return api.withLabels<Pod>('pods', namespace, { 'batch.kubernetes.io/job-name': name });
}

function release(api: ClusterApi, pods: readonly Pod[]): undefined {
  for (const pod of pods) untrack(api, pod);
}

function advance(parts: Parts, job: Job, pods: readonly Pod[]): Requeue | undefined {
  const { sim, api, recorder } = parts;
  const counted = count(sim, job, pods);
  for (const pod of pods) if (hasFinished(pod)) untrack(api, pod);
  const active = pods.filter(isActive);
  const end = endOf(sim, job, { ...counted, active: active.length, restarts: restartsOf(job, active) });
  if (end) {
    if (end.type === 'Failed') for (const pod of active) deletePod(parts, job, pod);
    const left = end.type === 'Failed' ? 0 : active.length;
    write(parts, job, { ...counted, ...withConditions(sim, job, end), ...positive('active', left) });
    recorder.event(job, end.type === 'Failed' ? 'Warning' : 'Normal', end.event, end.message);
    return undefined;
  }
  const wait = scale(parts, job, { active, counted });
  const now = api.ownedBy<Pod>('pods', job.metadata.uid ?? '').filter(isActive);
  write(parts, job, {
    ...counted,
    ...positive('active', now.length),
    ready: now.filter(isReady).length,
    terminating: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !hasFinished(pod)).length,
  });
  const deadline = deadlineOf(sim, job);
  const waits = [wait, deadline].filter((ms) => ms !== undefined).map((ms) => ms ?? 0);
  return waits.length > 0 ? { afterMs: Math.min(...waits), background: wait === undefined } : undefined;
}

/** Adds the Pods that have ended since the last look to the account. */
function count(sim: Sim, job: Job, pods: readonly Pod[]): JobStatus {
  const fresh = pods.filter((pod) => hasFinished(pod) && pod.metadata.finalizers?.includes(TRACKING));
  const won = fresh.filter((pod) => pod.status?.phase === 'Succeeded').length;
  const { succeeded = 0, failed = 0, startTime, conditions } = job.status ?? {};
  const isSuspended = job.spec.suspend === true;
  const started = isSuspended ? startTime : (startTime ?? timestamp(sim));
  return {
    ...(conditions ? { conditions } : {}),
    ...(started ? { startTime: started } : {}),
    ...positive('succeeded', succeeded + won),
    ...positive('failed', failed + fresh.length - won),
    uncountedTerminatedPods: {},
  };
}

/** A Pod that is deleted while it runs counts as failed when it has stopped. */
function hasFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function restartsOf(job: Job, active: readonly Pod[]): number {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return 0;
  return active
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/** Creates and deletes; gives back how long to wait before a failed Pod is replaced. */
function scale(
  parts: Parts,
  job: Job,
  { active, counted }: { readonly active: readonly Pod[]; readonly counted: JobStatus },
): number | undefined {
  const { sim, api } = parts;
  const { parallelism = 1, completions, suspend = false, template } = job.spec;
  const { succeeded = 0, failed = 0 } = counted;
  const open = completions === undefined ? (succeeded > 0 ? active.length : parallelism) : completions - succeeded;
  const wanted = suspend ? 0 : Math.min(parallelism, open);
  for (const pod of active.slice(wanted)) deletePod(parts, job, pod);
  if (active.length >= wanted) return undefined;
  if (failed > 0) {
    const delay = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failed - 1));
    const left = lastEnd(sim, api, job) + delay - sim.now();
    if (left > 0) return left;
  }
  const { labels } = template.metadata ?? {};
  const metadata = { ...template.metadata, ...(labels ? { labels } : {}), finalizers: [TRACKING] };
  for (let missing = wanted - active.length; missing > 0; missing -= 1)
    createPod(parts, job, { ...template, metadata });
  return undefined;
}

/** When the latest of the Job's failed Pods ended, in virtual ms. */
function lastEnd(sim: Sim, api: ClusterApi, job: Job): number {
  const ends = api
    .ownedBy<Pod>('pods', job.metadata.uid ?? '')
    .filter((pod) => pod.status?.phase === 'Failed')
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .map(({ state }) => virtualTime(sim, state?.terminated?.finishedAt));
  return Math.max(Number.NEGATIVE_INFINITY, ...ends);
}

function deadlineOf(sim: Sim, { spec, status }: Job): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || status?.startTime === undefined) return undefined;
  return Math.max(1, virtualTime(sim, status.startTime) + spec.activeDeadlineSeconds * 1000 - sim.now());
}

/** A Job that has ended goes after its time to live, if it has one. */
function expire({ sim, api }: Parts, { metadata, spec, status }: Job): Requeue | undefined {
  if (spec.ttlSecondsAfterFinished === undefined) return undefined;
  const end = status?.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed')?.lastTransitionTime;
  const left = virtualTime(sim, end) + spec.ttlSecondsAfterFinished * 1000 - sim.now();
  if (left > 0) return { afterMs: left, background: true };
  const key = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
  unless(['NotFound'], () => api.delete(RESOURCE, key, { propagationPolicy: 'Foreground' }));
  return undefined;
}

function untrack(api: ClusterApi, { metadata }: Pod): void {
  if (!metadata.finalizers?.includes(TRACKING)) return;
  const finalizers = metadata.finalizers.filter((finalizer) => finalizer !== TRACKING);
  const key = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
  unless(['NotFound'], () =>
    api.patch('pods', key, { metadata: { finalizers: finalizers.length ? finalizers : null } }),
  );
}

function write({ api }: Parts, job: Job, status: JobStatus): void {
  if (!deepEqual(status, job.status)) api.updateStatus<Job>(RESOURCE, { ...job, status });
}

function positive(name: 'active' | 'succeeded' | 'failed', amount: number): JobStatus {
  return amount > 0 ? { [name]: amount } : {};
}
