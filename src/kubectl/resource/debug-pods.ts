/** The Pods that `kubectl debug` makes: a copy of another, and one in the namespaces of a node. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Container, Pod } from '../../kube/shapes/pod.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { debugContainer, freeName, profileOf, randomSuffix } from './debug-container.js';

interface Made {
  readonly pod: Pod;
  /** The container to attach to, `''` for none. */
  readonly container: string;
}

export async function copiedPod(call: Call, pod: Pod): Promise<Made> {
  const { flags, session } = call;
  const { containers, container } = copiedContainers(call, pod);
  const { ephemeralContainers: _gone, nodeName, initContainers, ...spec } = pod.spec;
  const { metadata } = pod;
  const isAdded = containers.length > pod.spec.containers.length;
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: flags.string('copy-to'),
      namespace: metadata.namespace,
      ...(flags.bool('keep-labels') && metadata.labels ? { labels: metadata.labels } : {}),
      ...(flags.bool('keep-annotations') && metadata.annotations ? { annotations: metadata.annotations } : {}),
    },
    spec: {
      ...spec,
      ...(flags.bool('keep-init-containers') && initContainers ? { initContainers } : {}),
      ...(flags.bool('same-node') && nodeName ? { nodeName } : {}),
      ...(isAdded && flags.bool('share-processes') ? { shareProcessNamespace: true } : {}),
      containers: containers.map((one) => withoutProbes(call, one)),
    },
  };
  const client = await session.client();
  const path = `/api/v1/namespaces/${metadata.namespace}/pods`;
  if (flags.bool('replace')) await client.delete(`${path}/${metadata.name}`);
  return { pod: await client.create<Pod>(path, body as Pod), container };
}

/** Those of the Pod, with images changed, and one changed or added. */
function copiedContainers(
  call: Call,
  pod: Pod,
): { readonly containers: readonly Container[]; readonly container: string } {
  const { flags, args, dash } = call;
  const images = new Map(flags.list('set-image').map((pair) => pair.split('=') as [string, string]));
  const kept = pod.spec.containers.map((one) => {
    const image = images.get(one.name) ?? images.get('*');
    return image === undefined ? one : { ...one, image };
  });
  const hasCommand = dash >= 0 && args.length > dash;
  const wanted = flags.string('container');
  const isThere = kept.some(({ name }) => name === wanted);
  if (!isThere && flags.string('image') === '') {
    if (hasCommand) {
      throw new CommandError('you must specify an existing container or a new image when specifying args.');
    }
    return { containers: kept, container: '' };
  }
  const name = wanted || freeName(call, pod);
  const own = debugContainer(call, name, 'copy');
  if (!isThere) return { containers: [...kept, own], container: name };
  return { containers: kept.map((one) => (one.name === name ? { ...one, ...own } : one)), container: name };
}

function withoutProbes({ flags }: Call, container: Container): Container {
  const { livenessProbe, readinessProbe, startupProbe, ...rest } = container;
  return {
    ...rest,
    ...(flags.bool('keep-liveness') && livenessProbe ? { livenessProbe } : {}),
    ...(flags.bool('keep-readiness') && readinessProbe ? { readinessProbe } : {}),
    ...(flags.bool('keep-startup') && startupProbe ? { startupProbe } : {}),
  };
}

export async function debuggedNode(call: Call, { metadata }: KubeObject): Promise<Made> {
  const { env, flags, session } = call;
  const container = flags.string('container') || 'debugger';
  const name = `node-debugger-${metadata.name}-${randomSuffix(env.random)}`;
  if (!flags.bool('quiet')) {
    env.stdout(`Creating debugging pod ${name} with container ${container} on node ${metadata.name}.\n`);
  }
  const isInside = ['baseline', 'restricted'].includes(profileOf(call));
  const own = debugContainer(call, container, 'node');
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [isInside ? own : { ...own, volumeMounts: [{ mountPath: '/host', name: 'host-root' }] }],
      ...(isInside ? {} : { hostIPC: true, hostNetwork: true, hostPID: true }),
      nodeName: metadata.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      ...(isInside ? {} : { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] }),
    },
  };
  const client = await session.client();
  const path = `/api/v1/namespaces/${await session.namespace()}/pods`;
  return { pod: await client.create<Pod>(path, body as unknown as Pod), container };
}
