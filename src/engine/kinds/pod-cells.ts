import { ageSince } from '../../kube/duration.js';
import type { Container, ContainerState, ContainerStatus, Pod } from '../../kube/shapes/pod.js';
import { column, wideColumn } from './define-kind.js';

export const POD_COLUMNS = [
  column('Name'),
  column('Ready'),
  column('Status'),
  column('Restarts'),
  column('Age'),
  wideColumn('IP'),
  wideColumn('Node'),
  wideColumn('Nominated Node'),
  wideColumn('Readiness Gates'),
];

export function podCells(pod: Pod, now: number): readonly string[] {
  const { total, ready, reason, restarts, lastRestart } = summary(pod);
  const status = pod.status ?? {};
  const since = restarts > 0 && lastRestart !== '' ? ` (${ageSince(lastRestart, now)} ago)` : '';
  return [
    pod.metadata.name ?? '',
    `${ready}/${total}`,
    reason,
    `${restarts}${since}`,
    ageSince(pod.metadata.creationTimestamp, now),
    status.podIPs?.[0]?.ip || status.podIP || '<none>',
    pod.spec.nodeName || '<none>',
    status.nominatedNodeName || '<none>',
    readinessGates(pod),
  ];
}

interface Summary {
  readonly total: number;
  ready: number;
  reason: string;
  restarts: number;
  /** When a container last ended before it was started again; '' when none did. */
  lastRestart: string;
}

/** The STATUS column: init containers first, then the last container that has something to say (upstream's `printPod`). */
function summary(pod: Pod): Summary {
  const { spec, status = {} } = pod;
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const total = (spec.containers ?? []).length + sidecars.size;
  const result: Summary = {
    total,
    ready: 0,
    reason: status.reason || status.phase || '',
    restarts: 0,
    lastRestart: '',
  };
  const gated = status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  if (gated) result.reason = 'SchedulingGated';
  const ofSidecars = { restarts: 0, lastRestart: '' };
  const initializing = readInitContainers(pod, result, { sidecars, ofSidecars });
  const initialized = status.conditions?.some((one) => one.type === 'Initialized' && one.status === 'True');
  if (!initializing || initialized) {
    Object.assign(result, ofSidecars);
    readContainers(pod, result);
  }
  const isOver = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (pod.metadata.deletionTimestamp && status.reason === 'NodeLost') result.reason = 'Unknown';
  else if (pod.metadata.deletionTimestamp && !isOver) result.reason = 'Terminating';
  return result;
}

function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === 'Always';
}

type Restarts = Pick<Summary, 'restarts' | 'lastRestart'>;

function countRestarts(into: Restarts, status: ContainerStatus): void {
  into.restarts += status.restartCount;
  const ended = status.lastState?.terminated?.finishedAt ?? '';
  if (ended > into.lastRestart) into.lastRestart = ended;
}

function readInitContainers(
  { spec, status = {} }: Pod,
  result: Summary,
  { sidecars, ofSidecars }: { readonly sidecars: ReadonlySet<string>; readonly ofSidecars: Restarts },
): boolean {
  for (const [index, container] of (status.initContainerStatuses ?? []).entries()) {
    countRestarts(result, container);
    if (sidecars.has(container.name)) countRestarts(ofSidecars, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecars.has(container.name) && container.started) {
      if (container.ready) result.ready += 1;
      continue;
    }
    if (terminated) result.reason = `Init:${endReason(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') result.reason = `Init:${waiting.reason}`;
    else result.reason = `Init:${index}/${spec.initContainers?.length ?? 0}`;
    return true;
  }
  return false;
}

function readContainers({ status = {} }: Pod, result: Summary): void {
  let hasRunning = false;
  for (const container of [...(status.containerStatuses ?? [])].reverse()) {
    countRestarts(result, container);
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) result.reason = waiting.reason;
    else if (terminated) result.reason = endReason(terminated);
    else if (container.ready && running) {
      hasRunning = true;
      result.ready += 1;
    }
  }
  if (result.reason !== 'Completed' || !hasRunning) return;
  const isReady = status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True');
  result.reason = isReady ? 'Running' : 'NotReady';
}

function endReason({ reason, signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function readinessGates({ spec, status = {} }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(({ conditionType }) =>
    status.conditions?.some((one) => one.type === conditionType && one.status === 'True'),
  );
  return `${open.length}/${gates.length}`;
}
