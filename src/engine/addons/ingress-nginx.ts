import type { KubeObject } from '../../kube/shapes/meta.js';

const NAMESPACE = 'ingress-nginx';
const SELECTOR = {
  'app.kubernetes.io/component': 'controller',
  'app.kubernetes.io/instance': 'ingress-nginx',
  'app.kubernetes.io/name': 'ingress-nginx',
};
const LABELS = { ...SELECTOR, 'app.kubernetes.io/part-of': 'ingress-nginx', 'app.kubernetes.io/version': '1.13.3' };
const IMAGE = 'registry.k8s.io/ingress-nginx/controller:v1.13.3';

/** What `kubectl apply` of ingress-nginx' manifest makes, without its admission webhook. */
export function ingressNginxManifests(): readonly KubeObject[] {
  const name = 'ingress-nginx-controller';
  const metadata = { name, namespace: NAMESPACE, labels: LABELS };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: SELECTOR } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, name: 'ingress-nginx' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx', labels: LABELS },
      spec: { controller: 'k8s.io/ingress-nginx' },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        selector: SELECTOR,
        ports: [
          { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http', appProtocol: 'http' },
          { name: 'https', port: 443, protocol: 'TCP', targetPort: 'https', appProtocol: 'https' },
        ],
      },
    },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deploymentSpec() },
  ] as readonly KubeObject[];
}

function deploymentSpec() {
  const probe = { httpGet: { path: '/healthz', port: 10_254 }, initialDelaySeconds: 10, periodSeconds: 10 };
  const container = {
    name: 'controller',
    image: IMAGE,
    args: [
      '/nginx-ingress-controller',
      '--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller',
      '--election-id=ingress-nginx-leader',
      '--controller-class=k8s.io/ingress-nginx',
      '--ingress-class=nginx',
      '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller',
    ],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    ],
    ports: [
      { name: 'http', containerPort: 80, protocol: 'TCP' },
      { name: 'https', containerPort: 443, protocol: 'TCP' },
    ],
    livenessProbe: probe,
    readinessProbe: probe,
    resources: { requests: { cpu: '100m', memory: '90Mi' } },
  };
  return {
    selector: { matchLabels: SELECTOR },
    template: {
      metadata: { labels: LABELS },
      spec: {
        containers: [container],
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        serviceAccountName: 'ingress-nginx',
      },
    },
  };
}
