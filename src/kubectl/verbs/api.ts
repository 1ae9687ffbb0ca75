/** api-resources and api-versions. */
import type { ApiResource } from '../../client/discovery.js';
import { resourceWithGroup } from '../../client/resource-mapper.js';
import { groupVersion } from '../../kube/resource-path.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';
import { TABLE_TABS, TabWriter } from '../print/tab-writer.js';

export const apiResourcesCommand: Command = {
  name: 'api-resources',
  short: 'Print the supported API resources on the server.',
  flags: [
    { name: 'api-group', type: 'string', usage: 'Only resources of this group.' },
    { name: 'cached', type: 'bool', default: 'false', usage: 'Use the cached list.' },
    { name: 'categories', type: 'list', usage: 'Only resources of these categories.' },
    {
      name: 'namespaced',
      type: 'bool',
      default: 'true',
      usage: 'Only namespaced resources, or with false the others.',
    },
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Print no headers.' },
    { name: 'output', short: 'o', type: 'string', usage: "One of 'wide' or 'name'." },
    { name: 'show-managed-fields', type: 'bool', default: 'false', usage: 'Without effect.' },
    { name: 'sort-by', type: 'string', usage: "One of 'name' or 'kind'." },
    { name: 'verbs', type: 'list', usage: 'Only resources that know these verbs.' },
  ],
  run: apiResources,
};

export const apiVersionsCommand: Command = {
  name: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version".',
  async run({ session, env, args, path }) {
    if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
    const { groups } = (await session.mapper()).api;
    const versions = groups.flatMap(({ name, versions: list }) => list.map((version) => groupVersion(name, version)));
    env.stdout(
      versions
        .sort()
        .map((version) => `${version}\n`)
        .join(''),
    );
    return undefined;
  },
};

async function apiResources({ flags, env, session, args, path }: Call): Promise<undefined> {
  if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
  const output = flags.string('output');
  const order = flags.string('sort-by');
  if (!['', 'name', 'kind'].includes(order)) {
    throw new CommandError('--sort-by accepts only name or kind');
  }
  if (!['', 'wide', 'name', 'json', 'yaml'].includes(output))
    throw new CommandError(`--output ${output} is not available`);
  const mapper = await session.mapper();
  const resources = sorted(
    mapper.preferred().filter((resource) => isWanted(resource, flags)),
    order,
  );
  if (output === 'name') {
    env.stdout(resources.map((resource) => `${resourceWithGroup(resource)}\n`).join(''));
    return undefined;
  }
  const isWide = output === 'wide';
  const writer = new TabWriter(TABLE_TABS);
  if (!flags.bool('no-headers')) {
    writer.write(`NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${isWide ? '\tVERBS\tCATEGORIES' : ''}\n`);
  }
  for (const { name, shortNames, group, version, namespaced, kind, verbs, categories } of resources) {
    const cells = [name, shortNames.join(','), groupVersion(group, version), `${namespaced}`, kind];
    writer.write(`${[...cells, ...(isWide ? [verbs.join(','), categories.join(',')] : [])].join('\t')}\n`);
  }
  env.stdout(writer.flush());
  return undefined;
}

function isWanted(resource: ApiResource, flags: Call['flags']): boolean {
  return (
    resource.verbs.length > 0 &&
    (!flags.isSet('api-group') || resource.group === flags.string('api-group')) &&
    (!flags.isSet('namespaced') || resource.namespaced === flags.bool('namespaced')) &&
    flags.list('verbs').every((verb) => resource.verbs.includes(verb)) &&
    flags.list('categories').every((category) => resource.categories.includes(category))
  );
}

/** Without a wish: by group, then by name. */
function sorted(resources: readonly ApiResource[], order: string): ApiResource[] {
  const keys = (resource: ApiResource) =>
    order === 'kind' ? [resource.kind] : order === 'name' ? [resource.name] : [resource.group, resource.name];
  return [...resources].sort((left, right) => {
    const [a, b] = [keys(left).join('\0'), keys(right).join('\0')];
    return a < b ? -1 : a > b ? 1 : 0;
  });
}
