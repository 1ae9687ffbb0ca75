/** What the subcommands of `set` have in common. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { AggregateFailure, CommandError, messageOf } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
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
      const patch = templatePatch(target.object, next);
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
      failures.push(
        failure instanceof CommandError
          ? new CommandError(`error: ${target.resource.name}/${target.name} ${failure.message}`)
          : new CommandError(`failed to patch ${work.task}: ${plainText(failure)}`, { cause: failure }),
      );
    }
  }
  if (failures.length > 1) throw new AggregateFailure(failures);
  if (failures.length === 1) throw failures[0];
  return undefined;
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
