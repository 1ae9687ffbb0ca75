import { ApiError } from '../../kube/api-error.js';
import { goJson } from '../../kube/go-value.js';
import { mergePatch } from '../../kube/merge-patch.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { strategicMerge } from '../../kube/strategic-merge-patch.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { collectionPath, fileTargets, isNotFound, type LiveTarget, targetPath } from '../resource/targets.js';
import { applyPatch } from '../write/apply-patch.js';
import { propagationOf } from '../write/cascade.js';
import { DRY_RUN, type DryRun, dryRunOf } from '../write/dry-run.js';
import { LAST_APPLIED, lastApplied, withLastApplied } from '../write/last-applied.js';
import { type Outcome, outcome } from '../write/outcome.js';
import { matchingSelector, requireFiles } from '../write/required-files.js';
import { sourceError } from '../write/source-error.js';
import { fieldManagerFlag, fieldValidation, VALIDATE, writeQuery } from '../write/write-query.js';
import { editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand } from './apply-last-applied.js';
import { prune, prunedResources } from './apply-prune.js';
import { serverSideApply } from './apply-server-side.js';

export const applyCommand: Command = {
  name: 'apply',
  short: 'Apply a configuration to a resource by file name or stdin.',
  usage: '(-f FILENAME | -k DIRECTORY)',
  examples: '  # Make the cluster what a file says\n  kubectl apply -f web.yaml',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    DRY_RUN,
    VALIDATE,
    fieldManagerFlag('kubectl-client-side-apply'),
    { name: 'server-side', type: 'bool', default: 'false', usage: 'Let the server merge.' },
    { name: 'force-conflicts', type: 'bool', default: 'false', usage: 'Take fields over from other managers.' },
    { name: 'overwrite', type: 'bool', default: 'true', usage: 'Take the values of the configuration.' },
    { name: 'openapi-patch', type: 'bool', default: 'true', usage: "Use the server's schema for the patch." },
    { name: 'force', type: 'bool', default: 'false', usage: 'Delete and create again what cannot be patched.' },
    { name: 'all', type: 'bool', default: 'false', usage: 'With --prune: all objects.' },
    { name: 'prune', type: 'bool', default: 'false', usage: 'Delete what is gone from the files.' },
    { name: 'prune-allowlist', type: 'array', usage: 'GROUP/VERSION/KIND to look through with --prune.' },
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      usage: 'How to delete with --force.',
    },
    { name: 'grace-period', type: 'int', default: '-1', usage: 'Seconds to end with --force.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'Time to wait for deletions.' },
    { name: 'wait', type: 'bool', default: 'false', usage: 'Wait for deletions.' },
  ],
  commands: [editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand],
  run: apply,
};

async function apply(call: Call): Promise<undefined> {
  const { flags } = call;
  requireFiles(call);
  const dryRun = dryRunOf(call);
  checkFlags(call, dryRun);
  const validation = fieldValidation(flags);
  const answer = await outcome(call, dryRun);
  const { targets, failures: unread } = await fileTargets(call, { validate: validation !== 'Ignore' });
  const failures = [...unread];
  const chosen = matchingSelector(targets, flags.string('selector'));
  if (chosen.length === 0 && failures.length === 0) throw new CommandError('no objects passed to apply');
  const applied: KubeObject[] = [];
  const applier: Applier = { call, dryRun, validation, answer };
  for (const target of chosen) {
    try {
      applied.push(
        flags.bool('server-side') ? await serverSideApply(applier, target) : await applyOne(applier, target),
      );
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  if (answer.isWhole) printWhole(answer, applied);
  if (flags.bool('prune')) {
    await prune(call, { resources: await prunedResources(call), targets: chosen, applied, dryRun });
  }
  return undefined;
}

export interface Applier {
  readonly call: Call;
  readonly dryRun: DryRun;
  readonly validation: string;
  readonly answer: Outcome;
}

function checkFlags({ flags }: Call, dryRun: DryRun): void {
  const isServerSide = flags.bool('server-side');
  if (flags.bool('force-conflicts') && !isServerSide) {
    throw new CommandError('--force-conflicts only works with --server-side');
  }
  if (dryRun === 'client' && isServerSide) {
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (isServerSide && flags.bool('force')) throw new CommandError('--force cannot be used with --server-side');
  if (dryRun === 'server' && flags.bool('force')) {
    throw new CommandError('--dry-run=server cannot be used with --force');
  }
  propagationOf(flags);
  const isWide = flags.bool('all') || flags.string('selector') !== '';
  if (flags.bool('prune') && !isWide) {
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  }
}

async function applyOne(applier: Applier, target: LiveTarget): Promise<KubeObject> {
  const { call, answer } = applier;
  const modified = withLastApplied(target.object);
  const client = await call.session.client();
  let current: KubeObject;
  try {
    current = await client.get(targetPath(target));
  } catch (failure) {
    if (!isNotFound(failure)) throw unread(failure, target);
    const created = await createMissing(applier, target, withoutNulls(modified) as KubeObject);
    if (!answer.isWhole) answer.print(created, 'created');
    return created;
  }
  if (lastApplied(current) === undefined) warnMissing(call, target);
  const { object, isChanged } = await patched(applier, target, { modified, current });
  if (object.metadata.deletionTimestamp) {
    call.env.stderr(`Warning: Detected changes to resource ${target.name} which is currently being deleted.\n`);
  }
  if (!answer.isWhole) answer.print(object, isChanged ? 'configured' : 'unchanged');
  return object;
}

async function createMissing({ call, dryRun, validation }: Applier, target: LiveTarget, object: KubeObject) {
  if (dryRun === 'client') return object;
  const client = await call.session.client();
  try {
    return await client.create(collectionPath(target), object, writeQuery(call.flags, dryRun, { validation }));
  } catch (failure) {
    throw sourceError('creating', target.source, failure);
  }
}

function warnMissing({ env }: Call, { resource, name }: LiveTarget): void {
  env.stderr(
    `Warning: resource ${resource.name}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
  );
}

interface Change {
  readonly modified: KubeObject;
  readonly current: KubeObject;
}

const MAX_TRIES = 5;

async function patched(applier: Applier, target: LiveTarget, change: Change) {
  const { call, dryRun, validation } = applier;
  const client = await call.session.client();
  const path = targetPath(target);
  let { current } = change;
  for (let attempt = 0; ; attempt += 1) {
    const patch = applyPatch(change.modified, current);
    if (Object.keys(patch.body).length === 0) return { object: current, isChanged: false };
    if (dryRun === 'client') return { object: patchedLocally(patch, current), isChanged: true };
    try {
      const object = await client.patch(path, patch, writeQuery(call.flags, dryRun, { validation }));
      return { object, isChanged: true };
    } catch (failure) {
      const isConflict = failure instanceof ApiError && failure.reason === 'Conflict';
      if (!isConflict || attempt >= MAX_TRIES) throw unpatched(failure, target, patch.body);
      current = await client.get(path);
    }
  }
}

function patchedLocally({ type, body }: ReturnType<typeof applyPatch>, current: KubeObject): KubeObject {
  const schema = schemaOf(current.apiVersion, current.kind);
  return (type === 'strategic' ? strategicMerge(schema, current, body) : mergePatch(current, body)) as KubeObject;
}

function unpatched(failure: unknown, target: LiveTarget, body: object): unknown {
  const inner = sourceError('patching', target.source, failure);
  return inSource(inner, `applying patch:\n${goJson(body)}\nto:\n${description(target)}\nfor:`, target);
}

function unread(failure: unknown, target: LiveTarget): unknown {
  return inSource(failure, `retrieving current configuration of:\n${description(target)}\nfrom server for:`, target);
}

function inSource(failure: unknown, verb: string, { source }: LiveTarget): unknown {
  return sourceError(verb, source, failure);
}

/** cli-runtime's Info.String. */
function description({ resource, name, namespace }: LiveTarget): string {
  const version = `${resource.group}/${resource.version}`;
  return `Resource: "${version}, Resource=${resource.name}", GroupVersionKind: "${version}, Kind=${resource.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

function printWhole(answer: Outcome, objects: readonly KubeObject[]): void {
  const [first] = objects;
  if (!first) return;
  if (objects.length === 1) answer.print(first, '');
  else answer.print({ apiVersion: 'v1', kind: 'List', metadata: {}, items: objects } as KubeObject, '');
}

/** Like an apply over an object that is there, one that creates takes `null` for "not set". */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutNulls(field)]));
}
