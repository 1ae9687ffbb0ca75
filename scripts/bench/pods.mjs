import { createCluster } from '../../dist/engine.js';
import { figure, wall } from './statistics.mjs';

const PODS = 500;
/** The control plane takes none of them, a worker 110 at most. */
const NODES = 6;

/** Time and memory of a cluster with many Pods, in a fresh process. */
export function figuresOfPods() {
  const before = process.memoryUsage().heapUsed;
  const cluster = createCluster({ seed: 1, nodes: NODES });
  const ready = wall(() => {
    cluster.apply(deployment());
    cluster.settle();
  });
  const peak = process.resourceUsage().maxRSS / 1000;
  check(cluster);
  globalThis.gc?.();
  const { heapUsed } = process.memoryUsage();
  const text = JSON.stringify(cluster.snapshot());
  return [
    figure('500 Pods ready', ready, { unit: 'ms', budget: 1000 }),
    figure('500 Pods, largest resident memory', peak, { unit: 'MB', budget: 150 }),
    figure('500 Pods, heap of the world', (heapUsed - before) / 1e6, { unit: 'MB' }),
    figure('500 Pods, snapshot as text', text.length / 1e6, { unit: 'MB' }),
  ];
}

function deployment() {
  const labels = { app: 'many' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
  const spec = { replicas: PODS, selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'many' }, spec };
}

function check(cluster) {
  const { body } = cluster.api({ method: 'GET', path: '/apis/apps/v1/namespaces/default/deployments/many' });
  if (body.status.readyReplicas !== PODS) throw new Error(`only ${body.status.readyReplicas} Pods are ready`);
}
