import type { KubeObject } from '../../kube/shapes/meta.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { Call, Command } from '../command/command.js';
import { unifiedDiff } from '../diff/unified-diff.js';
import { failureReport, reduceFailures } from '../failures.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { collectionPath, fileTargets, isNotFound, type LiveTarget, targetPath } from '../resource/targets.js';
import { applyPatch } from '../write/apply-patch.js';
import { appliedText } from '../write/last-applied.js';
import { matchingSelector, requireFiles } from '../write/required-files.js';
import { fieldManagerFlag } from '../write/write-query.js';

export const diffCommand: Command = {
  name: 'diff',
  short: 'Diff configurations between the current online configuration and the one that would be applied.',
  summary: 'Diff the live version against a would-be applied version',
  usage: '-f FILENAME',
  flags: [
    ...FILENAME_FLAGS,
    SELECTOR,
    fieldManagerFlag('kubectl-client-side-apply'),
    { name: 'concurrency', type: 'int', default: '1', usage: 'Objects to look at together.' },
    { name: 'force-conflicts', type: 'bool', default: 'false', usage: 'Take fields over from other managers.' },
    { name: 'prune', type: 'bool', default: 'false', usage: 'Show what --prune would delete (not supported).' },
    { name: 'server-side', type: 'bool', default: 'false', usage: 'Let the server merge.' },
    { name: 'show-managed-fields', type: 'bool', default: 'false', usage: 'Keep managedFields.' },
  ],
  run: diff,
};

/** 1 means that something differs; whatever goes wrong is 2. */
async function diff(call: Call): Promise<number> {
  try {
    const text = await differences(call);
    call.env.stdout(text);
    return text === '' ? 0 : 1;
  } catch (failure) {
    const { text, exitCode } = failureReport(failure);
    call.env.stderr(text);
    return Math.max(exitCode, 2);
  }
}

async function differences(call: Call): Promise<string> {
  const { flags, env } = call;
  requireFiles(call);
  const { targets, failures } = await fileTargets(call);
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  const random = () => Math.floor((env.random?.() ?? 0.5) * 4294967296);
  const [live, merged] = [`/tmp/LIVE-${random()}`, `/tmp/MERGED-${random()}`];
  const stamp = `${new Date(env.clock.now()).toISOString().replace('T', ' ').replace('Z', '')}000000 +0000`;
  let whole = '';
  const chosen = matchingSelector(targets, flags.string('selector'));
  for (const target of [...chosen].sort((a, b) => (fileName(a) < fileName(b) ? -1 : 1))) {
    const [before, after] = await versions(call, target);
    const hunks = unifiedDiff(text(before, after, 'before'), text(after, before, 'after'));
    if (hunks === '') continue;
    const name = fileName(target);
    whole += `diff -u -N ${live}/${name} ${merged}/${name}\n--- ${live}/${name}\t${stamp}\n+++ ${merged}/${name}\t${stamp}\n${hunks}`;
  }
  return whole;

  function text(object: KubeObject | undefined, other: KubeObject | undefined, side: Side): string {
    if (!object) return '';
    const { managedFields: _, ...metadata } = object.metadata;
    const shown = flags.bool('show-managed-fields') ? object : { ...object, metadata };
    return yamlText(shown.kind === 'Secret' ? masked(shown, other, side) : shown);
  }
}

/** `apps.v1.Deployment.default.web`. */
function fileName({ resource, namespace, name }: LiveTarget): string {
  return [resource.group, resource.version, resource.kind, namespace, name]
    .filter((part, index) => part !== '' || index > 2)
    .join('.');
}

/** The object as it is, and as the server would have it after apply. */
async function versions({ flags, session }: Call, target: LiveTarget): Promise<[KubeObject | undefined, KubeObject]> {
  const client = await session.client();
  const manager =
    flags.isSet('field-manager') || !flags.bool('server-side') ? flags.string('field-manager') : 'kubectl';
  const query = { dryRun: 'All', fieldManager: manager };
  let live: KubeObject | undefined;
  try {
    live = await client.get(targetPath(target));
  } catch (failure) {
    if (!isNotFound(failure)) throw failure;
  }
  if (flags.bool('server-side')) {
    const force = String(flags.bool('force-conflicts'));
    return [live, await client.patch(targetPath(target), { type: 'apply', body: target.object }, { ...query, force })];
  }
  const wanted = JSON.parse(appliedText(target.object)) as KubeObject;
  if (!live) return [undefined, await client.create(collectionPath(target), target.object, query)];
  const patch = applyPatch(wanted, live);
  if (Object.keys(patch.body).length === 0) return [live, live];
  return [live, await client.patch(targetPath(target), patch, query)];
}

type Side = 'before' | 'after';

/** Values of Secrets are never shown; those that differ are told apart. */
function masked(object: KubeObject, other: KubeObject | undefined, side: Side): KubeObject {
  const { data } = object as { data?: Readonly<Record<string, string>> };
  if (!data) return object;
  const others = (other as { data?: Readonly<Record<string, string>> } | undefined)?.data ?? {};
  const isOther = (key: string) => others[key] !== undefined && others[key] !== data[key];
  const pairs = Object.keys(data).map((key) => [key, isOther(key) ? `*** (${side})` : '***']);
  return { ...object, data: Object.fromEntries(pairs) } as KubeObject;
}
