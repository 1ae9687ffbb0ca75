import { kindWithGroup, resourcePath, resourceWithGroup } from '../../client/resource-mapper.js';
import { ApiError } from '../../kube/api-error.js';
import { goText } from '../../kube/go-value.js';
import { JsonPathError, jsonPath, relaxedJsonPath } from '../../kube/jsonpath.js';
import type { Condition, KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, Exit, reduceFailures } from '../failures.js';
import type { Selection } from '../resource/arguments.js';
import { ALL_NAMESPACES, FIELD_SELECTOR, FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { select } from './get.js';
import { itemsOf } from './get-print.js';

export const waitCommand: Command = {
  name: 'wait',
  short: 'Wait for a specific condition on one or many resources.',
  usage:
    '([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath=VALUE]',
  examples: '  # Wait until a pod is ready\n  kubectl wait --for=condition=Ready pod/web',
  flags: [
    ...FILENAME_FLAGS,
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
    {
      name: 'for',
      type: 'array',
      usage: 'What to wait for: create, delete, condition=NAME[=VALUE], jsonpath=EXPR[=VALUE].',
    },
    { name: 'local', type: 'bool', default: 'false', usage: 'Do not ask the server.' },
    { name: 'output', short: 'o', type: 'string', usage: 'Format of the output.' },
    { name: 'timeout', type: 'duration', default: '30s', usage: 'Time to wait; 0 looks once, negative means a week.' },
  ],
  run: wait,
};

/** Whether the wish is fulfilled by an object, or by its absence. */
type Wish = (object: KubeObject | undefined) => boolean;

const WEEK = 7 * 24 * 3_600_000;
const STEP = 100;

async function wait(call: Call): Promise<undefined> {
  const { flags, env, args } = call;
  const words = flags.list('for');
  if (words.length === 0) throw new CommandError('unrecognized condition: []');
  if (args.length === 0 && flags.list('filename').length === 0) {
    throw new CommandError(
      "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    );
  }
  const wishes = words.map(wishOf);
  const timeout = flags.duration('timeout');
  const deadline = env.clock.now() + (timeout < 0 ? WEEK : timeout);
  const isForAbsence = words.some((word) => /^(create|delete)$/i.test(word));
  const targets = await targetsOf(call, isForAbsence);
  if (targets.length === 0 && !isForAbsence) throw new CommandError('no matching resources found');
  const failures: unknown[] = [];
  for (const target of targets) {
    const failure = await awaitTarget(call, target, { words, wishes, deadline });
    if (failure !== undefined) failures.push(failure);
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

interface Waiting {
  readonly words: readonly string[];
  readonly wishes: readonly Wish[];
  readonly deadline: number;
}

/** What is to be said when one of the wishes did not come true. */
async function awaitTarget(call: Call, target: Target, { words, wishes, deadline }: Waiting): Promise<unknown> {
  const { env, flags } = call;
  const where = `${resourceWithoutGroup(target)}/${target.name}`;
  for (const [index, wish] of wishes.entries()) {
    const word = words[index] ?? '';
    if (!(await fulfilled(call, { target, wish, deadline }))) {
      if (env.signal.aborted) throw new Exit(1);
      if (flags.duration('timeout') === 0) return new CommandError(`condition not met for ${where}`);
      const isCreation = /^create$/i.test(word);
      return new CommandError(`timed out waiting for the condition${isCreation ? '' : ` on ${where}`}`);
    }
    const done = /^delete$/i.test(word) ? 'deleted' : 'condition met';
    if (!(done === 'deleted' && target.wasMissing)) {
      env.stdout(`${kindWithGroup(target.resource)}/${target.name} ${done}\n`);
    }
  }
  return undefined;
}

interface Target extends Selection {
  readonly wasMissing?: boolean;
}

function resourceWithoutGroup({ resource }: Selection): string {
  return resourceWithGroup({ name: resource.name, group: '' });
}

/** One target for each object; for `delete`, what is gone already counts as done. */
async function targetsOf(call: Call, isForAbsence: boolean): Promise<Target[]> {
  const { flags, session } = call;
  const { selections } = await select(call);
  const client = await session.client();
  const targets: Target[] = [];
  for (const selection of selections) {
    const { resource, namespace, name } = selection;
    if (name === undefined) {
      const query = { labelSelector: flags.string('selector'), fieldSelector: flags.string('field-selector') };
      const wanted = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
      const list = await client.get<KubeObject>(resourcePath(resource, { namespace }), wanted);
      for (const { metadata } of itemsOf(list)) {
        targets.push({ resource, namespace: metadata.namespace ?? '', name: metadata.name ?? '' });
      }
      continue;
    }
    const object = await look(call, selection);
    if (!object && !isForAbsence) throw await missing(call, selection);
    targets.push({ ...selection, wasMissing: !object });
  }
  return targets;
}

async function missing(call: Call, { resource, namespace, name }: Selection): Promise<unknown> {
  const client = await call.session.client();
  return client.get(resourcePath(resource, { namespace, name })).then(
    () => new CommandError('no matching resources found'),
    (failure: unknown) => failure,
  );
}

async function fulfilled(
  call: Call,
  { target, wish, deadline }: { target: Target; wish: Wish; deadline: number },
): Promise<boolean> {
  const { clock, signal } = call.env;
  for (;;) {
    if (wish(await look(call, target))) return true;
    if (clock.now() >= deadline || signal.aborted) return false;
    await clock.sleep(Math.min(STEP, Math.max(1, deadline - clock.now())), signal);
  }
}

async function look({ session }: Call, { resource, namespace, name }: Selection): Promise<KubeObject | undefined> {
  const client = await session.client();
  try {
    return await client.get<KubeObject>(resourcePath(resource, { namespace, name }));
  } catch (failure) {
    if (failure instanceof ApiError && failure.reason === 'NotFound') return undefined;
    throw failure;
  }
}

function wishOf(word: string): Wish {
  if (/^delete$/i.test(word)) return (object) => object === undefined;
  if (/^create$/i.test(word)) return (object) => object !== undefined;
  if (word.startsWith('condition=')) return conditionWish(word.slice('condition='.length));
  if (word.startsWith('jsonpath=')) return jsonPathWish(word.slice('jsonpath='.length));
  throw new CommandError(`unrecognized condition: ${JSON.stringify(word)}`);
}

function conditionWish(text: string): Wish {
  const [name = '', value = 'true'] = text.split('=');
  return (object) => {
    const { conditions = [], observedGeneration } =
      (object as { status?: { conditions?: readonly Condition[]; observedGeneration?: number } } | undefined)?.status ??
      {};
    const generation = object?.metadata.generation;
    if (observedGeneration !== undefined && generation !== undefined && observedGeneration < generation) return false;
    const found = conditions.find(({ type }) => type.toLowerCase() === name.toLowerCase());
    return found?.status.toLowerCase() === value.toLowerCase();
  };
}

function jsonPathWish(text: string): Wish {
  if (text === '') throw new CommandError('jsonpath expression cannot be empty');
  const match = /^('?)(\{.*\}|[^=]*)\1(?:=(.*))?$/s.exec(text);
  const expression = match?.[2] ?? text;
  const value = match?.[3]?.replace(/^(['"])(.*)\1$/, '$2');
  if (value === '')
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  const path = parsedPath(expression);
  return (object) => {
    if (!object) return false;
    const found = path.find(object).flat();
    if (found.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
    if (found.length === 0) return false;
    if (value === undefined) return true;
    if (typeof found[0] === 'object')
      throw new CommandError('jsonpath leads to a nested object or list which is not supported');
    return goText(found[0]).trim().toLowerCase() === value.trim().toLowerCase();
  };
}

function parsedPath(expression: string) {
  try {
    return jsonPath(relaxedJsonPath(expression), { allowMissingKeys: true });
  } catch (cause) {
    if (!(cause instanceof JsonPathError)) throw cause;
    throw new CommandError(cause.message, { cause });
  }
}
