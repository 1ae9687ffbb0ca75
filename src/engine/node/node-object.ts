import type { Lease, Node } from '../../kube/shapes/core.js';
import type { IpFamilies } from '../net/address-plan.js';
import { fakeDigest } from './images/reference.js';

/** A node of the cluster, as `createNodes` takes it. */
export interface NodeSpec {
  readonly name: string;
  /** Of the cluster's primary family. */
  readonly ip: string;
  readonly podCIDR: string;
  /** Its second family, in a dual-stack cluster. */
  readonly second?: { readonly ip: string; readonly podCIDR: string };
  readonly controlPlane: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The usual cluster: one control plane, then workers; `svc-learn-worker`, `svc-learn-worker2`, … */
export function nodeSpecs(count: number, families: IpFamilies = ['IPv4']): NodeSpec[] {
  const [primary, second] = families;
  return Array.from({ length: count }, (_, at) => ({
    name: at === 0 ? 'svc-learn-control-plane' : `svc-learn-worker${at === 1 ? '' : at}`,
    ...addressesOf[primary](at),
    ...(second && { second: addressesOf[second](at) }),
    controlPlane: at === 0 && count > 1,
  }));
}

const addressesOf = {
  IPv4: (at: number) => ({ ip: `172.18.0.${at + 2}`, podCIDR: `10.244.${at}.0/24` }),
  IPv6(at: number) {
    const third = at === 0 ? '' : `:${at.toString(16)}`;
    return { ip: `fc00:f853:ccd:e793::${(at + 2).toString(16)}`, podCIDR: `fd00:10:244${third}::/64` };
  },
} as const;

export function nodeObject(spec: NodeSpec, now: string): Node {
  const { name, ip, second, podCIDR, controlPlane } = spec;
  const resources = {
    cpu: '4',
    'ephemeral-storage': '102687672Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: '8148116Ki',
    pods: '110',
  };
  const role: Record<string, string> = controlPlane
    ? { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
    : {};
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...role,
        ...spec.labels,
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR, ...(second ? [second.podCIDR] : [])],
      providerID: `kind://docker/svc-learn/${name}`,
      ...(controlPlane ? { taints: [{ effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' }] } : {}),
    },
    status: {
      addresses: [
        { address: ip, type: 'InternalIP' },
        ...(second ? [{ address: second.ip, type: 'InternalIP' }] : []),
        { address: name, type: 'Hostname' },
      ],
      allocatable: resources,
      capacity: resources,
      conditions: nodeConditions(now, now),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: uuidOf(`boot ${name}`),
        containerRuntimeVersion: 'containerd://2.2.0',
        kernelVersion: '6.8.0-60-generic',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.2',
        machineID: fakeDigest(`machine ${name}`).slice(0, 32),
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        systemUUID: uuidOf(`system ${name}`),
      },
    },
  };
}

/** The four conditions of a healthy node, in the kubelet's words. */
export function nodeConditions(heartbeat: string, since: string) {
  const condition = (type: string, status: 'True' | 'False', [reason, message]: readonly [string, string]) => ({
    lastHeartbeatTime: heartbeat,
    lastTransitionTime: since,
    message,
    reason,
    status,
    type,
  });
  return [
    condition('MemoryPressure', 'False', ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available']),
    condition('DiskPressure', 'False', ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure']),
    condition('PIDPressure', 'False', ['KubeletHasSufficientPID', 'kubelet has sufficient PID available']),
    condition('Ready', 'True', ['KubeletReady', 'kubelet is posting ready status']),
  ];
}

export function leaseObject(name: string, now: string): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: now },
  };
}

function uuidOf(text: string): string {
  const hex = fakeDigest(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
