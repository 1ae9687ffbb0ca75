import { ApiError } from '../../kube/api-error.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { CommandError } from '../failures.js';
import { type LiveTarget, targetPath } from '../resource/targets.js';
import { writeQuery } from '../write/write-query.js';
import type { Applier } from './apply.js';

/** Sends the whole object; the server merges and knows whose fields are whose. */
export async function serverSideApply(
  { call, dryRun, validation, answer }: Applier,
  target: LiveTarget,
): Promise<KubeObject> {
  const { flags, session } = call;
  const manager = flags.isSet('field-manager') ? flags.string('field-manager') : 'kubectl';
  const query = { ...writeQuery(flags, dryRun, { validation, manager }), force: String(flags.bool('force-conflicts')) };
  const client = await session.client();
  try {
    const object = await client.patch<KubeObject>(targetPath(target), { type: 'apply', body: target.object }, query);
    if (!answer.isWhole) answer.print(object, 'serverside-applied');
    return object;
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.reason !== 'Conflict') throw failure;
    throw new CommandError(`${failure.message}\n${ADVICE}`, { cause: failure });
  }
}

const ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;
