import { watchEvents } from '../../client/watch.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError, Exit } from '../failures.js';
import { collectionPath, isNotFound, type Target, targetPath } from '../resource/targets.js';
import { Deadline } from './deadline.js';

/** Waits until an object is gone or another one has its name. Throws CommandError after `until` (ms since 1970), if given. */
export async function awaitGone(
  call: Call,
  target: Target,
  wait: { readonly uid?: string; readonly until?: number },
): Promise<void> {
  const { env, session } = call;
  const client = await session.client();
  const isGone = ({ metadata }: KubeObject) => wait.uid !== undefined && metadata.uid !== wait.uid;
  for (;;) {
    let live: KubeObject;
    try {
      live = await client.get(targetPath(target));
    } catch (failure) {
      if (isNotFound(failure)) return;
      throw failure;
    }
    if (isGone(live)) return;
    if (env.signal.aborted) throw new Exit(1);
    if (wait.until !== undefined && env.clock.now() >= wait.until) {
      throw new CommandError(`timed out waiting for the condition on ${target.resource.name}/${target.name}`);
    }
    const deadline = new Deadline(env, wait.until);
    const events = watchEvents<KubeObject>(client, {
      path: collectionPath(target),
      query: { fieldSelector: `metadata.name=${target.name}`, resourceVersion: live.metadata.resourceVersion ?? '' },
      signal: deadline,
    });
    try {
      for await (const { type, object } of events)
        if (type === 'DELETED' || (type !== 'BOOKMARK' && isGone(object))) return;
    } finally {
      deadline.end();
    }
  }
}
