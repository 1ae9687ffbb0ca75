import { type Cluster, createCluster } from '../../src/engine/index.js';

/** A Deployment of two Pods behind no Service yet, which tell on port 80 who asked. */
export const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: app, image: traefik/whoami, ports: [{containerPort: 80}]}]
`;

/** A cluster in which these manifests have come to rest. */
export function settled(manifests: string, options: Parameters<typeof createCluster>[0] = {}): Cluster {
  const cluster = createCluster({ seed: 1, ...options });
  cluster.apply(manifests);
  cluster.settle();
  return cluster;
}
