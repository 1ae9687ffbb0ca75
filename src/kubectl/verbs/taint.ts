import { isLabelValue, isQualifiedName } from '../../kube/dns-names.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, PlainError, reduceFailures, usageError } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { SELECTOR } from '../resource/selector-flags.js';
import { type LiveTarget, liveTargets, targetPath } from '../resource/targets.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { outcome } from '../write/outcome.js';
import type { pairArguments } from '../write/pair-arguments.js';
import { fieldManagerFlag, VALIDATE, writeQuery } from '../write/write-query.js';

export const taintCommand: Command = {
  name: 'taint',
  short: 'Update the taints on one or more nodes.',
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  flags: [
    ...PRINT_FLAGS,
    SELECTOR,
    DRY_RUN,
    VALIDATE,
    fieldManagerFlag('kubectl-taint'),
    { name: 'all', type: 'bool', default: 'false', usage: 'All nodes.' },
    { name: 'overwrite', type: 'bool', default: 'false', usage: 'Replace taints that are there.' },
  ],
  run: taint,
};

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

interface Node extends KubeObject {
  readonly spec?: { readonly taints?: readonly (Taint & { readonly timeAdded?: string })[] };
}

interface Change {
  readonly add: readonly Taint[];
  /** Without an effect all taints of the key go. */
  readonly remove: readonly { readonly key: string; readonly effect?: string }[];
}

async function taint(call: Call): Promise<undefined> {
  const { args, flags, path, session } = call;
  const { resources, pairs } = taintArguments(args);
  if (resources.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>');
  const change = parsedOrUsage(path, pairs);
  if (change.add.length + change.remove.length === 0) throw new CommandError('at least one taint update is required');
  const [type = '', ...names] = resources;
  if (!/^(no|nodes?)(\/|$)/.test(type))
    throw new CommandError(`invalid resource type ${type}, only node types are supported`);
  const dryRun = dryRunOf(call);
  const answer = await outcome(call, 'none');
  const found = await liveTargets(call, {
    args: [type, ...names],
    all: flags.bool('all'),
    labelSelector: flags.string('selector'),
  });
  const failures = [...found.failures];
  const client = await session.client();
  for (const target of found.targets) {
    try {
      const { taints, operation } = changed(target, change, flags.bool('overwrite'));
      const body = { spec: { taints: taints.length > 0 ? taints : null } };
      const node =
        dryRun === 'client'
          ? target.object
          : await client.patch<KubeObject>(targetPath(target), { type: 'merge', body }, writeQuery(flags, dryRun));
      answer.print(node, operation);
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

/** A taint may have no value: `key:NoSchedule`. */
function taintArguments(args: readonly string[]): ReturnType<typeof pairArguments> {
  const at = args.findIndex((arg) => /[=:]/.test(arg) || arg.endsWith('-'));
  return at < 0 ? { resources: args, pairs: [] } : { resources: args.slice(0, at), pairs: args.slice(at) };
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function parsedOrUsage(path: string, specs: readonly string[]): Change {
  try {
    return parsedChange(specs);
  } catch (failure) {
    throw failure instanceof CommandError && !(failure instanceof PlainError)
      ? usageError(path, failure.message)
      : failure;
  }
}

function parsedChange(specs: readonly string[]): Change {
  const add: Taint[] = [];
  const remove: { key: string; effect?: string }[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const [key = '', effect] = spec
        .slice(0, -1)
        .replace(/=[^:]*/, '')
        .split(':');
      if (effect !== undefined && !EFFECTS.includes(effect)) throw unsupported(effect);
      remove.push({ key, ...(effect === undefined ? {} : { effect }) });
      continue;
    }
    const [pair = '', effect, ...rest] = spec.split(':');
    const [key = '', value = ''] = pair.split('=');
    if (rest.length > 0) throw new CommandError(`invalid taint spec: ${spec}`);
    const problems = effect === undefined ? isQualifiedName(pair) : [...isQualifiedName(key), ...isLabelValue(value)];
    if (problems.length > 0) throw new CommandError(`invalid taint spec: ${spec}, ${problems.join('; ')}`);
    if (effect === undefined) throw new CommandError(`invalid taint spec: ${spec}`);
    if (!EFFECTS.includes(effect)) throw unsupported(effect);
    if (add.some((one) => one.key === key && one.effect === effect)) {
      throw new CommandError(`duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`);
    }
    add.push({ key, ...(value === '' ? {} : { value }), effect });
  }
  const both = remove.filter(({ key, effect }) =>
    add.some((one) => one.key === key && (effect === undefined || one.effect === effect)),
  );
  if (both.length > 0) {
    const names = both.map(({ key, effect }) => `${key}=${effect === undefined ? '' : `:${effect}`}`).join(',');
    throw new PlainError(`error: can not both modify and remove the following taint(s) in the same command: ${names}`);
  }
  return { add, remove };
}

function unsupported(effect: string): CommandError {
  return new CommandError(`invalid taint effect: ${effect}, unsupported taint effect`);
}

function changed({ object, name }: LiveTarget, { add, remove }: Change, overwrite: boolean) {
  const current = (object as Node).spec?.taints ?? [];
  const isSame = (left: { key: string; effect?: string }, right: Taint) =>
    left.key === right.key && (left.effect === undefined || left.effect === right.effect);
  const missing = remove.filter((wish) => !current.some((one) => isSame(wish, one)));
  if (missing.length > 0) {
    const texts = missing.map(
      ({ key, effect }) => `taint "${key}${effect === undefined ? '' : `:${effect}`}" not found`,
    );
    throw new CommandError(texts.length > 1 ? `[${texts.join(', ')}]` : (texts[0] ?? ''));
  }
  const taken = add.filter((wish) => current.some((one) => isSame(wish, one)));
  if (taken.length > 0 && !overwrite) {
    const keys = taken.map(({ key }) => key).join(',');
    throw new CommandError(`node ${name} already has ${keys} taint(s) with same effect(s) and --overwrite is false`);
  }
  const kept = current.filter(
    (one) => !remove.some((wish) => isSame(wish, one)) && !add.some((wish) => isSame(wish, one)),
  );
  const operation = add.length > 0 ? (remove.length > 0 || taken.length > 0 ? 'modified' : 'tainted') : 'untainted';
  return { taints: [...add, ...kept], operation };
}
