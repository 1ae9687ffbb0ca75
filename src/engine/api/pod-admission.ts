import type { ServiceAccount } from '../../kube/shapes/core.js';
import type { Container, Pod, PodSpec, Toleration } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { Store } from '../store/store.js';
import { forbidden, type ResourceWords } from './errors.js';

/** What the plugins ServiceAccount, DefaultTolerationSeconds and Priority do to a new Pod, in this order. */
export function admitPod(
  pod: Pod,
  { sim, store, kind }: { readonly sim: Pick<Sim, 'random'>; readonly store: Store; readonly kind: ResourceWords },
): Pod {
  const name = pod.spec.serviceAccountName || 'default';
  const namespace = pod.metadata.namespace ?? '';
  const account = store.get('serviceaccounts', `${namespace}/${name}`) as ServiceAccount | undefined;
  if (account === undefined) {
    throw forbidden(kind, pod.metadata.name ?? '', {
      why: `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    });
  }
  const named: PodSpec = { ...pod.spec, serviceAccountName: name, serviceAccount: name };
  const mounts = pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  const spec = mounts ? withToken(named, () => `kube-api-access-${sim.random.text(5, SUFFIX_LETTERS)}`) : named;
  return { ...pod, spec: withPriority({ ...spec, tolerations: tolerations(spec.tolerations ?? []) }) };
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

function withToken(spec: PodSpec, volumeName: () => string): PodSpec {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  if (containers.every(mountsToken)) return spec;
  // A copy of a Pod brings its volume along.
  const present = spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-'));
  const name = present?.name ?? volumeName();
  const own = { name, projected: { sources: TOKEN_SOURCES, defaultMode: 420 } };
  const mounted = (container: Container): Container =>
    mountsToken(container)
      ? container
      : {
          ...container,
          volumeMounts: [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: TOKEN_PATH }],
        };
  return {
    ...spec,
    volumes: [...(spec.volumes ?? []), ...(present ? [] : [own])],
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(mounted) } : {}),
    containers: spec.containers.map(mounted),
  };
}

function mountsToken(container: Container): boolean {
  return container.volumeMounts?.some(({ mountPath }) => mountPath === TOKEN_PATH) ?? false;
}

const TOKEN_SOURCES = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
];

function tolerations(given: readonly Toleration[]): readonly Toleration[] {
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    (key) => !given.some((toleration) => tolerates(toleration, key)),
  );
  return [...given, ...missing.map(fiveMinutes)];
}

function tolerates({ key, effect }: Toleration, taint: string): boolean {
  return (!key || key === taint) && (!effect || effect === 'NoExecute');
}

function fiveMinutes(key: string): Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
}

const CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

function withPriority(spec: PodSpec): PodSpec {
  const priority = CLASSES[spec.priorityClassName ?? ''] ?? 0;
  return { ...spec, priority, preemptionPolicy: spec.preemptionPolicy ?? 'PreemptLowerPriority' };
}
