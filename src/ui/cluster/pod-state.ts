// A Pod's state in one word and one shape.
import type { Pod } from '../../kube/shapes/pod.js';
import type { StyleName, Symbols } from '../screen/theme.js';

export interface PodLook {
  /** As `kubectl get pods` would say it, `Ready` when it serves. */
  readonly word: string;
  readonly shape: keyof Symbols;
  readonly style: StyleName;
}

export function podLook(pod: Pod): PodLook {
  if (pod.metadata.deletionTimestamp !== undefined) {
    return { word: 'Terminating', shape: 'leaving', style: 'dim' };
  }
  const trouble = troubleOf(pod);
  if (trouble !== undefined) {
    return {
      word: trouble,
      shape: isStarting(trouble) ? 'waiting' : 'failed',
      style: isStarting(trouble) ? 'warn' : 'bad',
    };
  }
  if (isReady(pod)) {
    return { word: 'Ready', shape: 'ready', style: 'good' };
  }
  const phase = pod.status?.phase ?? 'Pending';
  switch (phase) {
    case 'Running':
      return { word: 'NotReady', shape: 'waiting', style: 'warn' };
    case 'Succeeded':
      return { word: 'Completed', shape: 'leaving', style: 'dim' };
    case 'Failed':
      return { word: pod.status?.reason ?? 'Error', shape: 'failed', style: 'bad' };
    case 'Pending':
    case 'Unknown':
      return { word: phase, shape: 'waiting', style: 'warn' };
  }
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((entry) => entry.type === 'Ready' && entry.status === 'True') ?? false;
}

/** The reason of a container that waits or has ended badly. */
function troubleOf(pod: Pod): string | undefined {
  for (const { state } of pod.status?.containerStatuses ?? []) {
    if (state?.waiting?.reason !== undefined) {
      return state.waiting.reason;
    }
    if (state?.terminated !== undefined && state.terminated.exitCode !== 0) {
      return state.terminated.reason ?? 'Error';
    }
  }
  return undefined;
}

function isStarting(reason: string): boolean {
  return reason === 'ContainerCreating' || reason === 'PodInitializing';
}
