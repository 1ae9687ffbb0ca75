/** The objects that a writing verb works on, from files or from the command line. */
import type { ApiResource } from '../../client/discovery.js';
import { resourcePath } from '../../client/resource-mapper.js';
import { ApiError } from '../../kube/api-error.js';
import { groupVersion } from '../../kube/resource-path.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { type Selection, selectByArguments } from './arguments.js';
import { fetchAll } from './fetch.js';
import { hasFiles, type ReadOptions, readObjects } from './files.js';

export interface Target {
  readonly resource: ApiResource;
  /** `''` for resources without a namespace. */
  readonly namespace: string;
  readonly name: string;
  /** The file that named it, `''` for the command line. */
  readonly source: string;
}

export interface LiveTarget extends Target {
  readonly object: KubeObject;
}

export interface TargetWish {
  readonly args: readonly string[];
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly ignoreNotFound?: boolean;
  /** `TYPE` alone means all objects of it. */
  readonly typeAlone?: boolean;
}

export interface Found<T extends Target> {
  readonly targets: readonly T[];
  readonly failures: readonly unknown[];
  /** Exactly one object was named. */
  readonly single: boolean;
}

/** Names only; objects are asked for where a selector needs them. */
export async function namedTargets(call: Call, wish: TargetWish): Promise<Found<Target & { object?: KubeObject }>> {
  const found = await selections(call, wish);
  const targets: (Target & { object?: KubeObject })[] = [];
  const failures = [...found.failures];
  for (const { selection, source, object } of found.items) {
    const { name } = selection;
    if (name !== undefined) targets.push({ ...place(selection, name), source, ...(object ? { object } : {}) });
    else {
      const listed = await live(call, selection, { ...wish, source });
      targets.push(...listed.targets);
      failures.push(...listed.failures);
    }
  }
  return { targets, failures, single: found.single };
}

/** The objects as the server has them now. */
export async function liveTargets(call: Call, wish: TargetWish): Promise<Found<LiveTarget>> {
  const found = await selections(call, wish);
  const targets: LiveTarget[] = [];
  const failures = [...found.failures];
  for (const { selection, source } of found.items) {
    const listed = await live(call, selection, { ...wish, source });
    targets.push(...listed.targets);
    failures.push(...listed.failures);
  }
  return { targets, failures, single: found.single };
}

export function targetPath({ resource, namespace, name }: Target, subresource?: string): string {
  if (name === '') throw new CommandError('resource name may not be empty');
  return resourcePath(resource, { namespace, name, subresource });
}

export function collectionPath({ resource, namespace }: Target): string {
  return resourcePath(resource, { namespace });
}

/** An object out of a list knows its kind, too. */
export function withKind(object: KubeObject, resource: ApiResource): KubeObject {
  return { ...object, apiVersion: groupVersion(resource.group, resource.version), kind: resource.kind };
}

/** Objects of files in order, as targets; what could not be read is kept beside. */
export async function fileTargets(
  call: Call,
  options: ReadOptions = {},
): Promise<{ readonly targets: readonly LiveTarget[]; readonly failures: readonly unknown[] }> {
  const failures: unknown[] = [];
  const targets: LiveTarget[] = [];
  const read = readObjects(call, { ...options, onFailure: (failure) => failures.push(failure) });
  for await (const { object, resource, source } of read) {
    targets.push({
      resource,
      namespace: resource.namespaced ? (object.metadata.namespace ?? '') : '',
      name: object.metadata.name ?? '',
      source,
      object,
    });
  }
  return { targets, failures };
}

interface SourcedSelection {
  readonly selection: Selection;
  readonly source: string;
  readonly object?: KubeObject;
}

async function selections(
  call: Call,
  wish: TargetWish,
): Promise<{
  readonly items: readonly SourcedSelection[];
  readonly failures: readonly unknown[];
  readonly single: boolean;
}> {
  const { session } = call;
  if (hasFiles(call)) {
    if (wish.args.length > 0) {
      throw new CommandError(
        'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      );
    }
    const { targets, failures } = await fileTargets(call);
    const items = targets.map(({ resource, namespace, name, source, object }) => ({
      selection: { resource, namespace, name },
      source,
      object,
    }));
    return { items, failures, single: items.length === 1 };
  }
  const { args, ...options } = wish;
  const mapper = await session.mapper();
  const selected = selectByArguments(args, mapper, { namespace: await session.namespace(), ...options });
  return {
    items: selected.selections.map((selection) => ({ selection, source: '' })),
    failures: [],
    single: selected.single,
  };
}

async function live(
  call: Call,
  selection: Selection,
  wish: Omit<TargetWish, 'args'> & { readonly source: string },
): Promise<{ readonly targets: readonly LiveTarget[]; readonly failures: readonly unknown[] }> {
  const { labelSelector = '', fieldSelector = '' } = wish;
  const isList = selection.name === undefined;
  const { fetched, failures } = await fetchAll(await call.session.client(), [selection], {
    ...(isList ? { labelSelector, fieldSelector, chunkSize: 500 } : {}),
    ignoreNotFound: wish.ignoreNotFound ?? false,
  });
  const objects = fetched.flatMap(({ body }) => {
    const { items } = body as { items?: readonly KubeObject[] };
    return isList && Array.isArray(items)
      ? items.map((item: KubeObject) => withKind(item, selection.resource))
      : [body];
  });
  const targets = objects.map((object) => ({
    ...place({ ...selection, namespace: object.metadata.namespace ?? selection.namespace }, object.metadata.name ?? ''),
    source: wish.source,
    object,
  }));
  return { targets, failures };
}

function place({ resource, namespace }: Selection, name: string): Omit<Target, 'source'> {
  return { resource, namespace: resource.namespaced ? namespace : '', name };
}

/** `true` when the server said that there is no such object. */
export function isNotFound(failure: unknown): boolean {
  return failure instanceof ApiError && failure.reason === 'NotFound';
}
