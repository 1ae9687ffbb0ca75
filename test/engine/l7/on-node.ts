import type { Cluster } from '../../../src/engine/index.js';

/** What a program on a node writes, within half a minute. */
export function runOnNode(cluster: Cluster, argv: readonly string[]): string {
  let text = '';
  const take = (more: string) => {
    text += more;
  };
  let isOver = false;
  const exit = () => {
    isOver = true;
  };
  cluster.spawn({ machine: { node: 'svc-learn-worker' }, argv, stdout: take, stderr: take, exit });
  for (let at = 0; at < 300 && !isOver; at += 1) cluster.run({ until: cluster.elapsed() + 100 });
  return text;
}

/** Where a controller's Service is reached: `NAMESPACE/NAME`. */
export function clusterIPOf(cluster: Cluster, service: string): string {
  const path = `/api/v1/namespaces/${service.replace('/', '/services/')}`;
  return (cluster.api({ method: 'GET', path }).body as { spec: { clusterIP: string } }).spec.clusterIP;
}
