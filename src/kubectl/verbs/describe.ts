import { resourcePath } from '../../client/resource-mapper.js';
import { ApiError } from '../../kube/api-error.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { describeObject } from '../describe/describe-object.js';
import { CommandError, reduceFailures } from '../failures.js';
import type { Selection } from '../resource/arguments.js';
import { fetchAll } from '../resource/fetch.js';
import { ALL_NAMESPACES, CHUNK_SIZE, FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { select } from './get.js';
import { itemsOf } from './get-print.js';

export const describeCommand: Command = {
  name: 'describe',
  short: 'Show details of a specific resource or group of resources.',
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  examples: '  # Describe a service\n  kubectl describe service web',
  flags: [
    ...FILENAME_FLAGS,
    SELECTOR,
    ALL_NAMESPACES,
    CHUNK_SIZE,
    { name: 'show-events', type: 'bool', default: 'true', usage: 'Show the events of the object.' },
    { name: 'field-selector', type: 'string', usage: 'Field query.', hidden: true },
  ],
  run: describe,
};

async function describe(call: Call): Promise<undefined> {
  const { args, flags, env, session } = call;
  if (args.length === 0 && flags.list('filename').length === 0) {
    throw new CommandError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  }
  const selected = await select(call);
  const options = { labelSelector: flags.string('selector'), chunkSize: flags.int('chunk-size') };
  const client = await session.client();
  const { fetched, failures } = await fetchAll(client, selected.selections, options);
  const objects = fetched.flatMap(({ selection, body }) => itemsOf(body).map((object) => ({ selection, object })));
  // Of several objects events are only shown on demand.
  const showEvents = flags.bool('show-events') && (objects.length + failures.length <= 1 || flags.isSet('show-events'));
  let shown = 0;
  const text = ({ resource }: Selection, object: KubeObject, withEvents: boolean) =>
    describeObject({ client, now: env.clock.now(), showEvents: withEvents }, { resource, object });
  for (const { selection, object } of objects) {
    env.stdout(`${shown > 0 ? '\n\n' : ''}${await text(selection, object, showEvents)}`);
    shown += 1;
  }
  const left = await describePrefixes(call, selected.selections, {
    failures,
    async show(selection, object) {
      env.stdout(`${await text(selection, object, flags.isSet('show-events') && showEvents)}\n`);
      shown += 1;
    },
  });
  if (shown === 0 && left.length === 0) {
    const where = flags.bool('all-namespaces') ? '' : ` in ${await session.namespace()} namespace.`;
    env.stderr(`No resources found${where}\n`);
  }
  const failure = reduceFailures(left);
  if (failure !== undefined) throw failure;
  return undefined;
}

interface Prefixes {
  readonly failures: readonly unknown[];
  readonly show: (selection: Selection, object: KubeObject) => Promise<void>;
}

/** A single name that no object has may be the beginning of names. */
async function describePrefixes(
  call: Call,
  selections: readonly Selection[],
  { failures, show }: Prefixes,
): Promise<readonly unknown[]> {
  const [selection, ...others] = selections;
  const [failure] = failures;
  const isMissing = failure instanceof ApiError && failure.reason === 'NotFound';
  if (!isMissing || others.length > 0 || selection?.name === undefined || call.args[0]?.includes('/')) return failures;
  const prefix = selection.name;
  const client = await call.session.client();
  const list = await client.get<KubeObject>(resourcePath(selection.resource, { namespace: selection.namespace }));
  const items = itemsOf(list).filter(({ metadata }) => metadata.name?.startsWith(prefix));
  for (const item of items) await show(selection, item);
  if (items.length > 0) return [];
  // A namespace that is missing is the better answer.
  if (selection.namespace !== '') await client.get(`/api/v1/namespaces/${selection.namespace}`);
  return failures;
}
