/** The Pod behind `deploy/web`, `svc/web` or a plain name, as logs, exec and attach choose it. */
import type { ApiResource } from '../../client/discovery.js';
import { resourcePath } from '../../client/resource-mapper.js';
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';
import { resourceOf } from './arguments.js';

/** Throws ApiError when the object is missing, CommandError when no Pod belongs to it. */
export async function podOf(call: Call, argument: string): Promise<Pod> {
  const { clock, signal } = call.env;
  const until = clock.now() + runningTimeout(call);
  for (;;) {
    const [pod] = await podsOf(call, argument);
    if (pod) return pod;
    if (clock.now() >= until || !(await clock.sleep(POLL_MS, signal)))
      throw new CommandError('timed out waiting for the condition');
  }
}

/** How often is looked whether there is a Pod by now. */
const POLL_MS = 1000;

function runningTimeout({ flags, path }: Call): number {
  const ms = flags.duration('pod-running-timeout');
  if (ms <= 0) throw usageError(path, '--pod-running-timeout must be higher than zero');
  return ms;
}

/** All Pods behind the argument, those that are best to look into first. */
export async function podsOf(call: Call, argument: string, task = 'attach to'): Promise<readonly Pod[]> {
  const mapper = await call.session.mapper();
  const [type, name] = argument.includes('/') ? argument.split('/') : ['pods', argument];
  const resource = resourceOf(type ?? '', mapper);
  const namespace = await call.session.namespace();
  const client = await call.session.client();
  const object = await client.get<KubeObject>(resourcePath(resource, { namespace, name: name ?? '' }));
  if (resource.name === 'pods') return [object as Pod];
  const selector = selectorOf(object, resource);
  if (!selector)
    throw new CommandError(`cannot ${task} *${resource.version}.${resource.kind}: ${whyNone(object, resource)}`);
  return podsBySelector(call, selector);
}

export async function podsBySelector(call: Call, labelSelector: string): Promise<readonly Pod[]> {
  const client = await call.session.client();
  const namespace = await call.session.namespace();
  const { items } = await client.get<{ items: readonly Pod[] }>(`/api/v1/namespaces/${namespace}/pods`, {
    labelSelector,
  });
  return [...items].sort(byActivity).map((pod) => ({ ...pod, apiVersion: 'v1', kind: 'Pod' }));
}

/** What kubectl says when it had to choose a container; `undefined` when there was no choice. */
export function chosenContainer(pod: Pod, wanted: string, stderr: (text: string) => void): string {
  const names = pod.spec.containers.map(({ name }) => name);
  const { initContainers = [], ephemeralContainers = [] } = pod.spec;
  const all = [...names, ...initContainers.map(({ name }) => name), ...ephemeralContainers.map(({ name }) => name)];
  if (wanted !== '') {
    if (all.includes(wanted)) return wanted;
    throw new CommandError(
      `container ${wanted} is not valid for pod ${pod.metadata.name} out of: ${describeContainers(pod)}`,
    );
  }
  const preferred = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (preferred !== undefined && names.includes(preferred)) return preferred;
  const [first = ''] = names;
  if (all.length > 1) stderr(`Defaulted container "${first}" out of: ${describeContainers(pod)}\n`);
  return first;
}

function describeContainers(pod: Pod): string {
  const names = pod.spec.containers.map(({ name }) => name);
  const added = (pod.spec.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`);
  return [...names, ...added, ...(pod.spec.initContainers ?? []).map(({ name }) => `${name} (init)`)].join(', ');
}

function selectorOf(object: KubeObject, resource: ApiResource): string {
  const { selector } = (object as { spec?: { selector?: unknown } }).spec ?? {};
  if (typeof selector !== 'object' || selector === null || Object.keys(selector).length === 0) return '';
  const isPlain = resource.kind === 'Service' || resource.kind === 'ReplicationController';
  return formatLabelSelector(
    isPlain ? { matchLabels: selector as Record<string, string> } : (selector as LabelSelector),
  );
}

function whyNone({ metadata }: KubeObject, { version, kind }: ApiResource): string {
  if (kind === 'Service') return `invalid service '${metadata.name}': Service is defined without a selector`;
  return `selector for *${version}.${kind} not implemented`;
}

/** podutils.ActivePods from its end: those that are ready, for longest; with fewer restarts; older. */
function byActivity(left: Pod, right: Pod): number {
  return (
    rank(left) - rank(right) ||
    compare(readySince(left), readySince(right)) ||
    restartsOf(left) - restartsOf(right) ||
    compare(left.metadata.creationTimestamp ?? '', right.metadata.creationTimestamp ?? '')
  );
}

/** Ready before running before the rest; those that are being deleted last of their kind. */
function rank(pod: Pod): number {
  const { spec, status, metadata } = pod;
  if (!spec.nodeName) return 5;
  if (status?.phase !== 'Running') return status?.phase === 'Unknown' ? 3 : 4;
  if (readySince(pod) === '') return 2;
  return metadata.deletionTimestamp ? 1 : 0;
}

function readySince({ status }: Pod): string {
  const ready = status?.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'True');
  return ready ? (ready.lastTransitionTime ?? '0') : '';
}

function restartsOf({ status }: Pod): number {
  return Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount = 0 }) => restartCount));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
