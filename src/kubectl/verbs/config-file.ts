import { EMPTY_KUBECONFIG, formatKubeconfig, type Kubeconfig, parseKubeconfig } from '../../client/kubeconfig.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';

/** Rewrites the first kubeconfig file. Throws CommandError when that cannot be written. */
export async function changeKubeconfig(
  { session, env }: Call,
  edit: (config: Kubeconfig) => Kubeconfig,
): Promise<void> {
  const path = session.kubeconfigPaths()[0] ?? '';
  const text = await env.files.read(path);
  const config = typeof text === 'string' ? parseKubeconfig(text) : EMPTY_KUBECONFIG;
  const failure = await env.files.write(path, formatKubeconfig(edit(config)));
  if (failure) throw new CommandError(`open ${path}: ${failure.message}`);
}
