/** Which objects a command line names: `svc,ep`, `svc web api`, `svc/web deploy/web`, with or without selectors. */
import type { ApiResource } from '../../client/discovery.js';
import type { ResourceMapper } from '../../client/resource-mapper.js';
import { CommandError } from '../failures.js';

/** One request's worth of objects. */
export interface Selection {
  readonly resource: ApiResource;
  /** `''`: all namespaces. */
  readonly namespace: string;
  /** Absent: the whole collection, or what the selectors leave of it. */
  readonly name?: string;
}

export interface SelectionOptions {
  readonly namespace: string;
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `--all`. */
  readonly all?: boolean;
  /** A type without names means all of it (get), else it is an error (label). */
  readonly typeAlone?: boolean;
}

export interface Selected {
  readonly selections: readonly Selection[];
  /** One named object was asked for, so that it is printed alone and not in a List. */
  readonly single: boolean;
}

export const NO_RESOURCES = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** Throws CommandError in cli-runtime's words. */
export function selectByArguments(
  args: readonly string[],
  mapper: ResourceMapper,
  options: SelectionOptions,
): Selected {
  const slashed = args.filter((arg) => arg.includes('/')).length;
  if (slashed > 0 && slashed < args.length) {
    throw new CommandError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  }
  const hasSelector = Boolean(options.labelSelector || options.fieldSelector || options.all);
  if (slashed > 0) {
    if (hasSelector) {
      throw new CommandError('selectors and the all flag cannot be used when passing resource/name arguments');
    }
    return byTuples(args.map(splitTuple), mapper, options);
  }
  const [types = '', ...names] = args;
  const words = args.length === 0 ? [] : types.split(',');
  const known = words.flatMap((word) => resourcesOf(word, mapper));
  if (hasSelector) return bySelector(known, { names, mapper, options });
  if (names.length > 0) {
    // A category stands for too much to look for a name in it.
    if (known.length > words.length) throw new CommandError('you must specify only one resource');
    if (names.includes('')) throw new CommandError('resource name may not be empty');
    return byTuples(
      known.flatMap((word) => names.map((name) => ({ type: resourceOf(word, mapper), name }))),
      mapper,
      options,
    );
  }
  if (known.length === 0) throw new CommandError(NO_RESOURCES);
  const resources = known.map((word) => resourceOf(word, mapper));
  if (!options.typeAlone) throw new CommandError('resource(s) were provided, but no name was specified');
  return { selections: resources.map((resource) => collection(resource, options)), single: false };
}

/** Throws CommandError when the server has no such resource. */
export function resourceOf(word: string | ApiResource, mapper: ResourceMapper): ApiResource {
  if (typeof word !== 'string') return word;
  const resource = mapper.byArgument(word);
  if (!resource) throw new CommandError(`the server doesn't have a resource type "${word.split('.')[0] ?? word}"`);
  return resource;
}

/** A category such as `all` stands for its resources. */
function resourcesOf(word: string, mapper: ResourceMapper): readonly (string | ApiResource)[] {
  const members = mapper.inCategory(word);
  return members.length > 0 ? members : [word];
}

interface Tuple {
  readonly type: string | ApiResource;
  readonly name: string;
}

function splitTuple(text: string): Tuple {
  const parts = text.split('/');
  if (parts.length !== 2) {
    throw new CommandError('arguments in resource/name form may not have more than one slash');
  }
  const [type = '', name = ''] = parts;
  if (type === '' || name === '' || type.includes(',')) {
    throw new CommandError('arguments in resource/name form must have a single resource and name');
  }
  return { type, name };
}

function byTuples(tuples: readonly Tuple[], mapper: ResourceMapper, options: SelectionOptions): Selected {
  const selections = tuples.map(({ type, name }) => {
    const resource = resourceOf(type, mapper);
    if (options.allNamespaces && resource.namespaced) {
      throw new CommandError('a resource cannot be retrieved by name across all namespaces');
    }
    return { ...collection(resource, options), name };
  });
  return { selections, single: selections.length === 1 };
}

function bySelector(
  known: readonly (string | ApiResource)[],
  { names, mapper, options }: { names: readonly string[]; mapper: ResourceMapper; options: SelectionOptions },
): Selected {
  if (names.length > 0) throw new CommandError('name cannot be provided when a selector is specified');
  if (known.length === 0) throw new CommandError('at least one resource must be specified to use a selector');
  const selections = known.map((word) => collection(resourceOf(word, mapper), options));
  return { selections, single: false };
}

function collection(resource: ApiResource, options: SelectionOptions): Selection {
  return { resource, namespace: resource.namespaced && !options.allNamespaces ? options.namespace : '' };
}
