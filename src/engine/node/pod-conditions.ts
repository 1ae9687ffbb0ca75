import { kept } from '../../kube/deep-equal.js';
import type { Condition } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { ContainerWork, PodWork } from './pod-work.js';

/** How far the Pod is. */
interface Stage {
  readonly phase: string;
  readonly isStarting: boolean;
  /** As conditions carry it. */
  readonly now: string;
}

/** The conditions that a kubelet reports: those of others first; what is as before is the same object. */
export function podConditions(pod: Pod, work: PodWork, stage: Stage): readonly Condition[] {
  const old = pod.status?.conditions ?? [];
  const { generation } = pod.metadata;
  return kept(old, merged(old, conditionsOf(pod, work, stage), { now: stage.now, generation }));
}

interface Bare extends Pick<Condition, 'type' | 'status'> {
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

/** What the kubelet says of the Pod, in its order. */
function conditionsOf(pod: Pod, work: PodWork, { phase, isStarting }: Stage): Bare[] {
  const inits = work.containers.filter(({ role }) => role === 'init' || role === 'sidecar');
  const uninitialized = inits.filter((container) =>
    container.role === 'init' ? container.terminated?.exitCode !== 0 : !container.started,
  );
  const mains = work.containers.filter(({ role, ready }) => role === 'main' && !ready);
  const unready = [...mains, ...inits.filter(({ role, ready }) => role === 'sidecar' && !ready)];
  const names = (containers: readonly ContainerWork[]) => containers.map(({ name }) => name).join(' ');
  const yes = (type: string): Bare => ({ type, status: 'True' });
  const no = (type: string, reason: string, message?: string): Bare => ({ type, status: 'False', reason, message });
  const ended = phase === 'Succeeded' ? 'PodCompleted' : phase === 'Failed' ? 'PodFailed' : undefined;
  const containersReady = ended
    ? no('ContainersReady', ended)
    : unready.length > 0
      ? no('ContainersReady', 'ContainersNotReady', `containers with unready status: [${names(unready)}]`)
      : yes('ContainersReady');
  const gates = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) =>
      !pod.status?.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  const ready =
    containersReady.status === 'True' && gates.length > 0
      ? no(
          'Ready',
          'ReadinessGatesNotReady',
          gates
            .map(
              ({ conditionType }) => `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
            )
            .join(', '),
        )
      : { ...containersReady, type: 'Ready' };
  return [
    work.ip === '' || isStarting
      ? { type: 'PodReadyToStartContainers', status: 'False' }
      : yes('PodReadyToStartContainers'),
    ended === 'PodCompleted'
      ? { type: 'Initialized', status: 'True', reason: ended }
      : uninitialized.length > 0
        ? no('Initialized', 'ContainersNotInitialized', `containers with incomplete status: [${names(uninitialized)}]`)
        : yes('Initialized'),
    ready,
    containersReady,
    yes('PodScheduled'),
  ];
}

function merged(
  old: readonly Condition[],
  own: readonly Bare[],
  { now, generation }: { now: string; generation: number | undefined },
): readonly Condition[] {
  const all: Condition[] = [];
  for (const condition of old) if (find(own, condition.type) === undefined) all.push(condition);
  for (const condition of own) {
    const before = find(old, condition.type);
    all.push(kept(before, conditionAfter(before, condition, { now, generation })));
  }
  return all;
}

function conditionAfter(
  before: Condition | undefined,
  { type, status, reason, message }: Bare,
  { now, generation }: { now: string; generation: number | undefined },
): Condition {
  const made: Mutable<Condition> = { type, status };
  if (generation !== undefined) made.observedGeneration = generation;
  made.lastProbeTime = null;
  made.lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? now) : now;
  if (reason) made.reason = reason;
  if (message) made.message = message;
  return made;
}

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

function find<T extends Pick<Condition, 'type'>>(conditions: readonly T[], type: string): T | undefined {
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}
