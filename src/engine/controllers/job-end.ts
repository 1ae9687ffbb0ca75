import type { Condition, KubeObject } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import { timestamp, virtualTime } from '../control/time.js';

export interface JobStatus {
  readonly active?: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
  readonly uncountedTerminatedPods?: object;
}

export interface Job extends KubeObject {
  readonly spec: {
    readonly parallelism?: number;
    readonly completions?: number;
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly template: PodTemplateSpec;
  };
  readonly status?: JobStatus;
}

/** How a Job has come to its end. */
export interface JobEnd {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
  readonly event: string;
}

const DEFAULT_BACKOFF_LIMIT = 6;

export function isFinished({ status }: Job): boolean {
  return status?.conditions?.some(({ type, status: is }) => ENDS.has(type) && is === 'True') ?? false;
}

const ENDS: ReadonlySet<string> = new Set(['Complete', 'Failed']);

export function endOf(
  sim: Sim,
  { spec }: Job,
  account: JobStatus & { readonly active: number; readonly restarts: number },
): JobEnd | undefined {
  const { succeeded = 0, failed = 0, startTime, active, restarts } = account;
  const limit = spec.backoffLimit ?? DEFAULT_BACKOFF_LIMIT;
  if (failed > limit || restarts > limit || (limit > 0 && restarts === limit)) {
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  const seconds = spec.activeDeadlineSeconds;
  if (seconds !== undefined && startTime && sim.now() >= virtualTime(sim, startTime) + seconds * 1000) {
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  const isDone =
    spec.completions === undefined
      ? succeeded > 0 && active === 0
      : succeeded >= spec.completions && spec.suspend !== true;
  if (!isDone) return undefined;
  return { type: 'Complete', reason: 'CompletionsReached', message: 'Job completed', event: 'Completed' };
}

function failure(reason: string, message: string): JobEnd {
  return { type: 'Failed', reason, message, event: reason };
}

/** The two conditions that an end leaves: why it is near, and that it has come. */
export function withConditions(sim: Sim, { status }: Job, { type, reason, message }: JobEnd): JobStatus {
  const time = timestamp(sim);
  const text = type === 'Complete' ? 'Reached expected number of succeeded pods' : message;
  const made = [type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget', type].map(
    (name): Condition => ({
      type: name,
      status: 'True',
      lastProbeTime: time,
      lastTransitionTime: time,
      reason,
      message: text,
    }),
  );
  return {
    conditions: [...(status?.conditions ?? []), ...made],
    ready: 0,
    terminating: 0,
    ...(type === 'Complete' ? { completionTime: time } : {}),
  };
}
