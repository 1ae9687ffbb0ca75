/** What label and annotate have in common: pairs that are set or removed on many objects. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { ALL_NAMESPACES, FIELD_SELECTOR, FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { type Found, fileTargets, type LiveTarget, liveTargets, targetPath } from '../resource/targets.js';
import { DRY_RUN, type DryRun, dryRunOf } from './dry-run.js';
import { type Outcome, outcome } from './outcome.js';
import { pairArguments } from './pair-arguments.js';
import { fieldManagerFlag, writeQuery } from './write-query.js';

export interface MetadataChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export interface MetadataVerb {
  readonly field: 'labels' | 'annotations';
  readonly noun: string;
  /** Throws CommandError. */
  parse(specs: readonly string[]): MetadataChange;
  /** Throws CommandError when a value is there and may not be overwritten. */
  check(object: KubeObject, change: MetadataChange, overwrite: boolean): void;
  operation(before: KubeObject, after: KubeObject): string;
  reportMissing(call: Call, key: string): void;
}

/** `label` and `annotate`: the same flags over different fields. */
export function metadataCommand(head: Omit<Command, 'flags' | 'run'>, verb: MetadataVerb): Command {
  return {
    ...head,
    usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
    flags: [
      ...FILENAME_FLAGS,
      ...PRINT_FLAGS,
      SELECTOR,
      FIELD_SELECTOR,
      ALL_NAMESPACES,
      DRY_RUN,
      fieldManagerFlag(`kubectl-${head.name}`),
      { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
      { name: 'list', type: 'bool', default: 'false', usage: `Print the ${verb.field}.` },
      { name: 'local', type: 'bool', default: 'false', usage: 'Do not ask the server.' },
      { name: 'overwrite', type: 'bool', default: 'false', usage: 'Replace values that are there.' },
      { name: 'resource-version', type: 'string', usage: 'Only change this version of the object.' },
    ],
    run: (call) => changeMetadata(call, verb),
  };
}

async function changeMetadata(call: Call, verb: MetadataVerb): Promise<undefined> {
  const { flags, args } = call;
  const dryRun = dryRunOf(call);
  const { resources, pairs } = pairArguments(args, verb.noun);
  const change = verb.parse(pairs);
  const isList = flags.bool('list');
  const hasSelector = flags.string('selector') !== '' || flags.string('field-selector') !== '';
  if (flags.bool('all') && hasSelector) throw new CommandError('cannot set --all and --selector at the same time');
  if (resources.length === 0 && flags.list('filename').length === 0) {
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  const hasChange = Object.keys(change.set).length + change.remove.length > 0;
  if (!hasChange && !isList) throw new CommandError(`at least one ${verb.noun} update is required`);
  if (isList && flags.isSet('output')) throw new CommandError('--list and --output may not be specified together');
  const answer = await outcome(call, dryRun);
  const found = await targetsOf(call, resources);
  if (flags.string('resource-version') !== '' && found.targets.length > 1) {
    throw new CommandError('--resource-version may only be used with a single resource');
  }
  const failures = [...found.failures];
  for (const target of found.targets) {
    try {
      const object = await changed(call, { verb, change, dryRun, target, answer: isList ? undefined : answer });
      if (isList) list(call, verb, { object, single: found.targets.length === 1 });
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

async function targetsOf(call: Call, args: readonly string[]): Promise<Found<LiveTarget>> {
  const { flags } = call;
  if (flags.bool('local')) return { ...(await fileTargets(call)), single: false };
  return liveTargets(call, {
    args,
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
  });
}

interface Work {
  readonly verb: MetadataVerb;
  readonly change: MetadataChange;
  readonly dryRun: DryRun;
  readonly target: LiveTarget;
  readonly answer: Outcome | undefined;
}

async function changed(call: Call, { verb, change, dryRun, target, answer }: Work): Promise<KubeObject> {
  const { flags, session } = call;
  const { object } = target;
  const isLocal = dryRun === 'client' || flags.bool('local') || answer === undefined;
  const current = object.metadata[verb.field] ?? {};
  if (!isLocal) for (const key of change.remove) if (current[key] === undefined) verb.reportMissing(call, key);
  verb.check(object, change, flags.bool('overwrite'));
  const kept = Object.entries({ ...current, ...change.set }).filter(([key]) => !change.remove.includes(key));
  const next = { ...object, metadata: { ...object.metadata, [verb.field]: Object.fromEntries(kept) } };
  const operation = verb.operation(object, next);
  if (isLocal) {
    answer?.print(next, operation);
    return next;
  }
  const client = await session.client();
  const body = patchBody(flags.string('resource-version'), verb, { change, current });
  const written = await client.patch<KubeObject>(
    targetPath(target),
    { type: 'merge', body },
    writeQuery(flags, dryRun),
  );
  answer.print(written, operation);
  return written;
}

function patchBody(
  resourceVersion: string,
  { field }: MetadataVerb,
  { change, current }: { change: MetadataChange; current: Readonly<Record<string, string>> },
): object {
  const set = Object.entries(change.set).filter(([key, value]) => current[key] !== value);
  const removed = change.remove.filter((key) => current[key] !== undefined).map((key) => [key, null] as const);
  const pairs = Object.fromEntries([...set, ...removed]);
  const metadata = {
    ...(Object.keys(pairs).length > 0 ? { [field]: pairs } : {}),
    ...(resourceVersion === '' ? {} : { resourceVersion }),
  };
  return Object.keys(metadata).length === 0 ? {} : { metadata };
}

function list({ env }: Call, verb: MetadataVerb, { object, single }: { object: KubeObject; single: boolean }): void {
  const indent = single ? '' : ' ';
  const { kind, apiVersion, metadata } = object;
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  if (!single) env.stdout(`Listing ${verb.field} for ${kind}.${group}/${metadata.name ?? ''}:\n`);
  for (const [key, value] of Object.entries(metadata[verb.field] ?? {}).sort())
    env.stdout(`${indent}${key}=${value}\n`);
}
