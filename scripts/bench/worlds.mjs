import { createCluster } from '../../dist/engine.js';

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: my-app
spec:
  replicas: 3
  selector:
    matchLabels:
      app: my-app
  template:
    metadata:
      labels:
        app: my-app
    spec:
      containers:
      - name: web
        image: registry.example.com/shop/web:1.0
---
apiVersion: v1
kind: Service
metadata:
  name: my-service
spec:
  selector:
    app: my-app
  ports:
  - port: 80
    targetPort: 8080
`;

/** A Pod that clients send from. */
const CLIENT = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'client' },
  spec: { containers: [{ name: 'main', image: 'busybox', args: ['sleep', 'infinity'] }] },
};

/** Applies the lesson's manifests and asks until the Service has answered. */
export function answers(cluster) {
  cluster.apply(MANIFEST);
  cluster.settle();
  ask(cluster, { node: 'svc-learn-worker' }, clusterIP(cluster));
}

export function clusterIP(cluster) {
  return cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/services/my-service' }).body.spec.clusterIP;
}

export function ask(cluster, from, to) {
  const { outcome, reply } = cluster.send({
    from,
    protocol: 'TCP',
    to,
    port: 80,
    timeoutMs: 5000,
    http: { path: '/' },
  });
  if (outcome !== 'reply') throw new Error(`the Service did not answer: ${outcome}`);
  return reply;
}

/** A world as it stands in the middle of a lesson. */
export function lessonWorld(seed = 1) {
  const cluster = createCluster({ seed });
  cluster.apply([CLIENT]);
  answers(cluster);
  for (let turn = 0; turn < 20; turn += 1) ask(cluster, { pod: 'default/client' }, 'my-service');
  return cluster;
}
