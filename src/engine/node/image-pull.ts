import type { Container, Pod } from '../../kube/shapes/pod.js';
import { findImage } from './images/catalogue.js';
import { recipes } from './images/recipes.js';
import { parseReference } from './images/reference.js';
import type { Kubelet } from './kubelet-parts.js';
import type { ContainerWork } from './pod-work.js';
import { takeTurn } from './turns.js';

/** How long until the kubelet should look again. */
export interface Wait {
  readonly afterMs: number;
  readonly background?: boolean;
}

const FIRST_BACKOFF = 10_000;
const LAST_BACKOFF = 300_000;
const BYTES_PER_MS = 150_000;

/** Brings a container's image to the node; `undefined` once it is there. */
export function pullImage(kubelet: Kubelet, pod: Pod, container: ContainerWork, spec: Container): Wait | undefined {
  if (container.pulled) return undefined;
  const image = spec.image ?? '';
  const tell = teller(kubelet, pod, container);
  if (findImage(image) === undefined && parseReference(image) === undefined) return invalid(image, container, tell);
  if (container.pull) return finishPull(kubelet, container, { image, tell });
  const policy = spec.imagePullPolicy ?? 'IfNotPresent';
  const present = kubelet.memory.images.has(image);
  if (policy === 'Never' && !present) {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    if (container.waiting.reason !== 'ErrImageNeverPull') {
      tell('Warning', 'ErrImageNeverPull', message);
      tell('Warning', 'Failed', 'Error: ErrImageNeverPull');
    }
    container.waiting = { reason: 'ErrImageNeverPull', message };
    return { afterMs: LAST_BACKOFF, background: true };
  }
  if (policy !== 'Always' && present) {
    tell('Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`);
    container.pulled = true;
    return undefined;
  }
  return beginPull(kubelet, container, { image, tell });
}

type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

const LISTS = {
  main: 'containers',
  init: 'initContainers',
  sidecar: 'initContainers',
  ephemeral: 'ephemeralContainers',
} as const;

/** Writes events about one container. */
export function teller(kubelet: Kubelet, pod: Pod, container: ContainerWork): Tell {
  const path = `spec.${LISTS[container.role]}{${container.name}}`;
  return (type, reason, message) => kubelet.recorder.event(pod, type, reason, message, path);
}

function invalid(image: string, container: ContainerWork, tell: Tell): Wait {
  const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
  if (container.waiting.reason !== 'InvalidImageName') {
    tell('Warning', 'InspectFailed', message);
    tell('Warning', 'Failed', 'Error: InvalidImageName');
  }
  container.waiting = { reason: 'InvalidImageName', message };
  return { afterMs: LAST_BACKOFF, background: true };
}

function beginPull(kubelet: Kubelet, container: ContainerWork, { image, tell }: { image: string; tell: Tell }): Wait {
  const { sim, memory } = kubelet;
  const backoff = container.pullBackoff;
  if (backoff && sim.now() < backoff.until) {
    if (container.waiting.reason !== 'ImagePullBackOff') {
      tell('Normal', 'BackOff', `Back-off pulling image "${image}"`);
      tell('Warning', 'Failed', 'Error: ImagePullBackOff');
    }
    container.waiting = {
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "${image}": ErrImagePull: ${backoff.error}`,
    };
    return { afterMs: backoff.until - sim.now(), background: true };
  }
  tell('Normal', 'Pulling', `Pulling image "${image}"`);
  const found = findImage(image);
  const cached = memory.images.has(image);
  const size = cached ? 0 : (found?.size ?? 0);
  const took = Math.round((found && !cached ? 400 : 300) + size / BYTES_PER_MS + sim.random.below(400));
  const { pulls } = memory;
  // Who waits for the same image finds it there.
  const turn = takeTurn(pulls.get(image), pulls.has(image) ? sim.now() : sim.now() + took);
  pulls.set(image, turn);
  const until = turn.at;
  container.pull = { since: sim.now(), until };
  return { afterMs: until - sim.now(), ...(backoff ? { background: true } : {}) };
}

function finishPull(
  kubelet: Kubelet,
  container: ContainerWork,
  { image, tell }: { image: string; tell: Tell },
): Wait | undefined {
  const { sim, memory } = kubelet;
  const { since, until } = container.pull ?? { since: 0, until: 0 };
  if (sim.now() < until) return { afterMs: until - sim.now() };
  delete container.pull;
  memory.pulls.delete(image);
  const found = findImage(image);
  if (found) {
    const took = goDuration(until - since);
    tell(
      'Normal',
      'Pulled',
      `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${found.size} bytes.`,
    );
    memory.images.add(image);
    container.pulled = true;
    delete container.pullBackoff;
    return undefined;
  }
  const error = pullError(image);
  tell('Warning', 'Failed', `Failed to pull image "${image}": ${error}`);
  tell('Warning', 'Failed', 'Error: ErrImagePull');
  const delay = container.pullBackoff ? Math.min(container.pullBackoff.delay * 2, LAST_BACKOFF) : FIRST_BACKOFF;
  container.waiting = { reason: 'ErrImagePull', message: error };
  container.pullBackoff = { until: sim.now() + delay, delay, error };
  return { afterMs: 1500, ...(delay > FIRST_BACKOFF ? { background: true } : {}) };
}

/** containerd's words for what it could not pull. */
function pullError(image: string): string {
  const { repository, tag } = parseReference(image) ?? { repository: image, tag: 'latest' };
  const full = `${repository}:${tag}`;
  const pulling = `failed to pull and unpack image "${full}": failed to resolve reference "${full}": `;
  const registry = repository.slice(0, repository.indexOf('/'));
  if (
    recipes.some(
      (recipe) => recipe.repository === repository || recipe.repository === repository.replace(/\/[^/]+$/, '/*'),
    )
  ) {
    return `rpc error: code = NotFound desc = ${pulling}${full}: not found`;
  }
  if (registry === 'docker.io') {
    return `${pulling}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
  }
  if (recipes.some((recipe) => recipe.repository.startsWith(`${registry}/`))) {
    return `rpc error: code = NotFound desc = ${pulling}${full}: not found`;
  }
  const path = repository.slice(registry.length + 1);
  return `${pulling}failed to do request: Head "https://${registry}/v2/${path}/manifests/${tag}": dial tcp: lookup ${registry} on 172.18.0.1:53: no such host`;
}

/** `812ms`, `1.234s`, as Go prints a duration. */
function goDuration(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${Number((ms / 1000).toFixed(3))}s`;
}
