/** Deleting, printing and waiting, for `delete`, `replace --force`, `run --rm` and `drain`. */
import { kindWithGroup } from '../../client/resource-mapper.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { reduceFailures } from '../failures.js';
import { isNotFound, type Target, targetPath } from '../resource/targets.js';
import { awaitGone } from './await-gone.js';
import { type DryRun, dryRunSuffix } from './dry-run.js';
import { sourceError } from './source-error.js';

export interface Deletion {
  readonly dryRun: DryRun;
  /** Seconds; -1 leaves it to the object. */
  readonly gracePeriod: number;
  readonly propagation: string;
  readonly ignoreNotFound: boolean;
  readonly wait: boolean;
  /** In ms; 0 waits as long as it takes. */
  readonly timeout: number;
  readonly asName?: boolean;
  readonly quiet?: boolean;
}

/** Throws all that went wrong, after everything was tried. */
export async function deleteObjects(
  call: Call,
  targets: readonly Target[],
  deletion: Deletion,
  unread: readonly unknown[] = [],
): Promise<void> {
  const { env } = call;
  const failures = [...unread];
  const deleted: { target: Target; uid?: string }[] = [];
  for (const target of targets) {
    try {
      const uid = deletion.dryRun === 'client' ? undefined : await deleteOne(call, target, deletion);
      deleted.push({ target, ...(uid === undefined ? {} : { uid }) });
      if (!deletion.quiet) env.stdout(deletedText(target, deletion));
    } catch (failure) {
      if (!deletion.ignoreNotFound || !isNotFound(failure)) {
        failures.push(sourceError('deleting', target.source, failure));
      }
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  if (!deletion.wait || deletion.dryRun !== 'none') return;
  const limit = deletion.timeout > 0 ? { until: env.clock.now() + deletion.timeout } : {};
  for (const { target, uid } of deleted) {
    await awaitGone(call, target, { ...limit, ...(uid === undefined ? {} : { uid }) });
  }
}

/** Resolves to the uid of what was deleted. */
async function deleteOne(call: Call, target: Target, deletion: Deletion): Promise<string | undefined> {
  const { gracePeriod, propagation, dryRun } = deletion;
  const client = await call.session.client();
  const options = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(gracePeriod < 0 ? {} : { gracePeriodSeconds: gracePeriod }),
    propagationPolicy: propagation,
    ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
  };
  const answer = await client.delete<KubeObject & { details?: { uid?: string } }>(targetPath(target), options);
  return answer.details?.uid ?? answer.metadata?.uid;
}

function deletedText({ resource, namespace, name }: Target, { asName, gracePeriod, dryRun }: Deletion): string {
  const kind = kindWithGroup(resource);
  if (asName) return `${kind}/${name}\n`;
  const operation = gracePeriod === 0 ? 'force deleted' : 'deleted';
  const place = namespace === '' ? '' : ` from ${namespace} namespace`;
  return `${kind} "${name}" ${operation}${place}${dryRunSuffix(dryRun)}\n`;
}
