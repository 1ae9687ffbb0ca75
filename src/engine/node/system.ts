import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Container, Pod } from '../../kube/shapes/pod.js';
import type { Deployment } from '../../kube/shapes/workload.js';
import type { NodeSpec } from './node-object.js';

const VERSION = 'v1.36.2';

/** Images that every node has from the start. */
export const SYSTEM_IMAGES: readonly string[] = [
  'registry.k8s.io/pause:3.10.1',
  'registry.k8s.io/coredns/coredns:v1.14.7',
  'registry.k8s.io/etcd:3.6.5-0',
  ...['kube-proxy', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map(
    (name) => `registry.k8s.io/${name}:${VERSION}`,
  ),
];

/** What runs in kube-system: coredns as a Deployment with its ConfigMap and ServiceAccounts, kube-proxy as a DaemonSet, the control plane as Pods on their node. */
export function systemManifests(
  nodes: readonly NodeSpec[],
): readonly { readonly resource: string; readonly object: KubeObject }[] {
  const control = nodes.find(({ controlPlane }) => controlPlane) ?? nodes[0];
  return [
    ...['coredns', 'kube-proxy'].map((name) => ({
      resource: 'serviceaccounts',
      object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'kube-system' } },
    })),
    { resource: 'configmaps', object: corefile() },
    { resource: 'deployments.apps', object: coredns() },
    { resource: 'daemonsets.apps', object: kubeProxy() },
    ...(control ? controlPlane(control) : []).map((object) => ({ resource: 'pods', object })),
  ];
}

function corefile(): KubeObject {
  const data = {
    Corefile: [
      '.:53 {',
      '    errors',
      '    health {',
      '       lameduck 5s',
      '    }',
      '    ready',
      '    kubernetes cluster.local in-addr.arpa ip6.arpa {',
      '       pods insecure',
      '       fallthrough in-addr.arpa ip6.arpa',
      '       ttl 30',
      '    }',
      '    prometheus :9153',
      '    forward . /etc/resolv.conf {',
      '       max_concurrent 1000',
      '    }',
      '    cache 30 {',
      '       disable success cluster.local',
      '       disable denial cluster.local',
      '    }',
      '    loop',
      '    reload',
      '    loadbalance',
      '}',
      '',
    ].join('\n'),
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    data,
  } as KubeObject;
}

function coredns(): Deployment {
  const labels = { 'k8s-app': 'kube-dns' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: 'kube-system', labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: 'coredns',
          priorityClassName: 'system-cluster-critical',
          dnsPolicy: 'Default',
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
          ],
          containers: [corednsContainer()],
          volumes: [
            { name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
          ],
        },
      },
    },
  };
}

function corednsContainer(): Container {
  return {
    name: 'coredns',
    image: 'registry.k8s.io/coredns/coredns:v1.14.7',
    imagePullPolicy: 'IfNotPresent',
    args: ['-conf', '/etc/coredns/Corefile'],
    resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
    ports: [
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
      { name: 'liveness-probe', containerPort: 8080, protocol: 'TCP' },
      { name: 'readiness-probe', containerPort: 8181, protocol: 'TCP' },
    ],
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
  };
}

function kubeProxy(): KubeObject {
  const labels = { 'k8s-app': 'kube-proxy' };
  const container: Container = {
    name: 'kube-proxy',
    image: `registry.k8s.io/kube-proxy:${VERSION}`,
    imagePullPolicy: 'IfNotPresent',
    command: [
      '/usr/local/bin/kube-proxy',
      '--config=/var/lib/kube-proxy/config.conf',
      '--hostname-override=$(NODE_NAME)',
    ],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
    securityContext: { privileged: true },
  };
  const pod: Pod['spec'] = {
    containers: [container],
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'kube-proxy',
    tolerations: [{ operator: 'Exists' }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: 'kube-system', labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  } as KubeObject;
}

function controlPlane(node: NodeSpec): Pod[] {
  const image = (name: string) =>
    name === 'etcd' ? 'registry.k8s.io/etcd:3.6.5-0' : `registry.k8s.io/${name}:${VERSION}`;
  return ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) =>
    systemPod(node, {
      name: `${name}-${node.name}`,
      labels: { component: name, tier: 'control-plane' },
      container: { name, image: image(name), command: [name] },
    }),
  );
}

interface SystemPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly container: Container;
}

function systemPod(node: NodeSpec, { name, labels, container }: SystemPod): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', labels },
    spec: {
      containers: [{ imagePullPolicy: 'IfNotPresent', ...container }],
      hostNetwork: true,
      nodeName: node.name,
      priorityClassName: 'system-node-critical',
      tolerations: [{ operator: 'Exists' }],
    },
  };
}
