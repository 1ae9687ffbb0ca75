import { type ResourceMapper, resourceWithGroup } from '../../client/resource-mapper.js';
import { matchesLabels } from '../../kube/label-selector.js';
import type { Call, Command } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { CommandError, Exit, reduceFailures } from '../failures.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';
import { TABLE_ACCEPT } from '../print/table.js';
import { type Selected, type Selection, selectByArguments } from '../resource/arguments.js';
import { type FetchOptions, fetchAll } from '../resource/fetch.js';
import { hasFiles, readObjects } from '../resource/files.js';
import { ALL_NAMESPACES, CHUNK_SIZE, FIELD_SELECTOR, FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { parsedSelector } from '../write/pairs.js';
import { printObjects, printTables } from './get-print.js';
import { watchTables } from './get-watch.js';

const FLAGS: readonly FlagSpec[] = [
  ...PRINT_FLAGS,
  ...FILENAME_FLAGS,
  SELECTOR,
  FIELD_SELECTOR,
  ALL_NAMESPACES,
  CHUNK_SIZE,
  { name: 'watch', short: 'w', type: 'bool', default: 'false', usage: 'Go on and print changes as they come.' },
  { name: 'watch-only', type: 'bool', default: 'false', usage: 'Print changes alone, without the list.' },
  { name: 'output-watch-events', type: 'bool', default: 'false', usage: 'Print the kind of each change.' },
  { name: 'ignore-not-found', type: 'bool', default: 'false', usage: 'Missing objects are no error.' },
  { name: 'no-headers', type: 'bool', default: 'false', usage: 'Print no headers.' },
  { name: 'label-columns', short: 'L', type: 'list', usage: 'Labels to show as columns.' },
  { name: 'show-labels', type: 'bool', default: 'false', usage: 'Show all labels in the last column.' },
  { name: 'show-kind', type: 'bool', default: 'false', usage: 'Put the kind in front of names.' },
  { name: 'sort-by', type: 'string', usage: 'JSONPath of the field to sort by.' },
  { name: 'server-print', type: 'bool', default: 'true', usage: 'Let the server choose the columns.' },
  { name: 'subresource', type: 'string', usage: 'Subresource to get instead: status, scale, resize.' },
  { name: 'raw', type: 'string', usage: 'Path on the server to fetch as it is.' },
];

export const getCommand: Command = {
  name: 'get',
  short: 'Display one or many resources.',
  usage: '(TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  examples: '  # List the services of the current namespace\n  kubectl get services',
  flags: FLAGS,
  run: get,
};

async function get(call: Call): Promise<number | undefined> {
  const { flags, args, session } = call;
  if (flags.isSet('raw')) return raw(call);
  if (args.length === 0 && !hasFiles(call)) throw withoutType(call);
  checkFlags(call);
  const isWatch = flags.bool('watch') || flags.bool('watch-only');
  const printer = await objectPrinter(flags, call.env, {
    extra: ['custom-columns', 'custom-columns-file', 'wide'],
    headers: !flags.bool('no-headers'),
  });
  const selected = await select(call);
  if (flags.string('subresource') !== '' && selected.selections.some(({ name }) => name === undefined)) {
    throw new CommandError('subresource cannot be used when bulk resources are specified');
  }
  if (isWatch) return watchTables(call, selected, printer);
  const options: FetchOptions = {
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    chunkSize: flags.int('chunk-size'),
    subresource: flags.string('subresource'),
    ignoreNotFound: flags.bool('ignore-not-found'),
    ...(printer || !flags.bool('server-print') ? {} : { accept: TABLE_ACCEPT }),
    ...(printer || flags.string('sort-by') === '' ? {} : { includeObject: 'Object' }),
  };
  const { fetched, failures } = await fetchAll(await session.client(), selected.selections, options);
  const print = { call, selected, fetched, failures: [...failures] };
  if (printer) printObjects(print, printer);
  else await printTables(print);
  const failure = reduceFailures(print.failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

/** Objects of the command line or of files. */
export async function select(call: Call): Promise<Selected> {
  const { flags, session, args } = call;
  const mapper = await session.mapper();
  const namespace = await session.namespace();
  if (hasFiles(call)) {
    if (args.length > 0) {
      throw new CommandError(
        'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      );
    }
    const selections: Selection[] = [];
    const wanted = parsedSelector(flags.string('selector'));
    for await (const { object, resource } of readObjects(call)) {
      if (!matchesLabels(wanted, object.metadata.labels)) continue;
      const name = object.metadata.name ?? '';
      selections.push({
        resource,
        namespace: object.metadata.namespace ?? (resource.namespaced ? namespace : ''),
        name,
      });
    }
    return { selections, single: selections.length === 1 };
  }
  for (const word of (args[0] ?? '').split('/')[0]?.split(',') ?? []) warnOfRivals(call, mapper, word);
  return selectByArguments(args, mapper, {
    namespace,
    allNamespaces: flags.bool('all-namespaces'),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    typeAlone: true,
  });
}

function warnOfRivals({ session }: Call, mapper: ResourceMapper, word: string): void {
  const chosen = mapper.byArgument(word);
  for (const rival of chosen ? mapper.rivals(word, chosen) : []) {
    session.warn(
      `short name ${JSON.stringify(word)} could also match lower priority resource ${resourceWithGroup(rival)}`,
    );
  }
}

function withoutType({ env, path }: Call): Exit {
  const hint = 'Use "kubectl api-resources" for a complete list of supported resources.';
  env.stderr(
    `You must specify the type of resource to get. ${hint}\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee '${path} -h' for help and examples\n`,
  );
  return new Exit(1);
}

function checkFlags({ flags }: Call): void {
  const isWatch = flags.bool('watch') || flags.bool('watch-only');
  if (flags.bool('output-watch-events') && !isWatch) {
    throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only');
  }
  if (flags.bool('show-labels') && !['', 'wide'].includes(flags.string('output'))) {
    throw new CommandError(`--show-labels option cannot be used with ${flags.string('output')} printer`);
  }
}

async function raw({ env, session, flags, args }: Call): Promise<undefined> {
  if (args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  if (flags.isSet('output')) throw new CommandError('--raw and --output are mutually exclusive');
  if (['watch', 'watch-only', 'selector'].some((name) => flags.isSet(name))) {
    throw new CommandError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    );
  }
  const uri = flags.string('raw');
  if (!uri.startsWith('/')) {
    throw new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(uri)}: invalid URI for request`);
  }
  const [path = '', query = ''] = uri.split('?');
  const client = await session.client();
  const { body } = await client.request({ method: 'GET', path, query: queryOf(query) });
  env.stdout(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
  return undefined;
}

function queryOf(text: string): Record<string, string> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part));
      return [key, value];
    }),
  );
}
