import { nodeKubectlEnv } from '../../hosts/kubeconfig/node-env.js';
import { runKubectl } from '../../kubectl/index.js';

/** `svc-learn kubectl ARGS...`: the built-in kubectl on the cluster of `$KUBECONFIG`. */
export async function kubectl(args: readonly string[]): Promise<number> {
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once('SIGINT', interrupt);
  const code = await runKubectl(args, nodeKubectlEnv(abort.signal));
  process.off('SIGINT', interrupt);
  process.stdin.destroy();
  return code;
}
