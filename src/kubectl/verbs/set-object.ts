/** What the subcommands of `set` have in common. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { AggregateFailure, CommandError, messageOf, PlainError } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { NO_RESOURCES } from '../resource/arguments.js';
import { hasFiles } from '../resource/files.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { type Found, fileTargets, type LiveTarget, liveTargets, targetPath } from '../resource/targets.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { outcome } from '../write/outcome.js';
import { templatePatch } from '../write/template-patch.js';
import { fieldManagerFlag, writeQuery } from '../write/write-query.js';

export const SET_FLAGS: readonly FlagSpec[] = [
  ...FILENAME_FLAGS,
  ...PRINT_FLAGS,
  SELECTOR,
  DRY_RUN,
  fieldManagerFlag('kubectl-set'),
  { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
  { name: 'local', type: 'bool', default: 'false', usage: 'Do not ask the server.' },
];

export const CONTAINERS: FlagSpec = {
  name: 'containers',
  short: 'c',
  type: 'string',
  default: '*',
  usage: 'Names of containers; * is a wildcard.',
};

export interface SetWork {
  readonly resources: readonly string[];
  /** `image updated`. */
  readonly operation: string;
  /** Put in front of the server's refusal. */
  readonly task: string;
  /** Between the task and the refusal; `: ` when absent. */
  readonly joint?: string;
  /** Objects that do not change are sent and printed, too. */
  readonly evenUnchanged?: boolean;
  /** The changed object; complaints do not stop the others. Throws CommandError to leave the object as it is. */
  change(object: KubeObject, complain: (message: string) => void): KubeObject;
}

export async function setOnObjects(call: Call, work: SetWork): Promise<undefined> {
  const { flags, session } = call;
  const dryRun = dryRunOf(call);
  const answer = await outcome(call, dryRun);
  const found = await setTargets(call, work.resources);
  const failures = [...found.failures];
  const complain = (message: string) => failures.push(new CommandError(message));
  for (const target of found.targets) {
    try {
      const next = work.change(target.object, complain);
      const patch = templatePatch(target.object, next) ?? (work.evenUnchanged ? {} : undefined);
      if (patch === undefined) continue;
      if (dryRun === 'client' || flags.bool('local')) answer.print(next, work.operation);
      else {
        const client = await session.client();
        const body = { type: 'strategic', body: patch } as const;
        answer.print(
          await client.patch<KubeObject>(targetPath(target), body, writeQuery(flags, dryRun)),
          work.operation,
        );
      }
    } catch (failure) {
      failures.push(named(failure, target, work));
    }
  }
  if (failures.length > 1) throw new AggregateFailure(failures);
  if (failures.length === 1) throw alone(failures[0]);
  return undefined;
}

function named(failure: unknown, { resource, name }: LiveTarget, { task, joint = ': ' }: SetWork): CommandError {
  if (failure instanceof PlainError) return failure;
  return failure instanceof CommandError
    ? new CommandError(`error: ${resource.name}/${name} ${failure.message}`)
    : new CommandError(`failed to patch ${task}${joint}${plainText(failure)}`, { cause: failure });
}

/** A refusal that stands alone is marked as an error; among others it is a line of its own. */
function alone(failure: unknown): unknown {
  return failure instanceof PlainError ? new CommandError(failure.message) : failure;
}

/** Throws CommandError when nothing names an object. */
export function requireTargets(call: Call, args: readonly string[]): void {
  if (call.flags.bool('local') && args.length > 0) {
    throw new CommandError(
      "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  }
  if (args.length === 0 && !hasFiles(call)) throw new CommandError(NO_RESOURCES);
}

export async function setTargets(call: Call, args: readonly string[]): Promise<Found<LiveTarget>> {
  const { flags } = call;
  if (args.length === 0 && flags.list('filename').length === 0) {
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (flags.bool('local')) return { ...(await fileTargets(call)), single: false };
  return liveTargets(call, { args, all: flags.bool('all'), labelSelector: flags.string('selector') });
}

/** `*` and `web-*` as kubectl matches names of containers. */
export function fitsWildcard(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(name);
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function plainText(failure: unknown): string {
  return failure instanceof Error ? failure.message : messageOf(failure);
}
