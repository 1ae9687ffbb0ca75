import { formatResourcePath, parseGroupVersion } from '../kube/resource-path.js';
import type { ApiResource, ServedApi } from './discovery.js';

/** Finds resources by what people and objects call them: plural, singular, short name, `deploy.v1.apps`, kind. */
export class ResourceMapper {
  constructor(private readonly served: ServedApi) {}

  /** By an argument of the command line; `undefined` when the server has none such. */
  byArgument(argument: string): ApiResource | undefined {
    const [name = '', second, ...rest] = argument.split('.');
    if (second === undefined) return this.find(name, () => true);
    const group = rest.join('.');
    return (
      (rest.length > 0 ? this.find(name, (r) => r.version === second && r.group === group) : undefined) ??
      this.find(name, (r) => r.group === [second, ...rest].join('.')) ??
      this.find(name, (r) => r.group.startsWith([second, ...rest].join('.')))
    );
  }

  /** By the words of an object; `undefined` when the server does not know that version of the kind. */
  byKind(apiVersion: string, kind: string): ApiResource | undefined {
    const { group, version } = parseGroupVersion(apiVersion);
    return this.served.resources.find(
      (r) => (r.kind === kind || r.kind.toLowerCase() === kind) && r.group === group && r.version === version,
    );
  }

  /** Resources of a category such as `all`, one version each, in the server's order. */
  inCategory(category: string): readonly ApiResource[] {
    return this.preferred().filter((resource) => resource.categories.includes(category));
  }

  /** One version of every resource: the group's preferred one that has it. */
  preferred(): readonly ApiResource[] {
    const seen = new Set<string>();
    return this.served.resources.filter((resource) => {
      const id = `${resource.name}.${resource.group}`;
      return !seen.has(id) && seen.add(id) !== undefined;
    });
  }

  get api(): ServedApi {
    return this.served;
  }

  /** Other groups' resources that the same short name stands for. */
  rivals(argument: string, chosen: ApiResource): readonly ApiResource[] {
    if (!chosen.shortNames.includes(argument)) return [];
    return this.preferred().filter((other) => other.group !== chosen.group && other.shortNames.includes(argument));
  }

  /** Short names alone are particular about their case. */
  private find(word: string, fits: (resource: ApiResource) => boolean): ApiResource | undefined {
    const candidates = this.served.resources.filter(fits);
    const name = word.toLowerCase();
    return (
      candidates.find((r) => r.name === name) ??
      candidates.find((r) => r.singular === name || r.kind.toLowerCase() === name) ??
      candidates.find((r) => r.shortNames.includes(word))
    );
  }
}

/** `deployments.apps`, or `services` for the core group. */
export function resourceWithGroup({ name, group }: Pick<ApiResource, 'name' | 'group'>): string {
  return group === '' ? name : `${name}.${group}`;
}

/** `deployment.apps`, as kubectl prints kinds in front of names. */
export function kindWithGroup({ kind, group }: Pick<ApiResource, 'kind' | 'group'>): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

/** Path of a collection, or of one object. Cluster-scoped resources ignore the namespace; `''` means all namespaces. */
export function resourcePath(
  resource: ApiResource,
  place: {
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
    readonly subresource?: string | undefined;
  } = {},
): string {
  return formatResourcePath({
    group: resource.group,
    version: resource.version,
    resource: resource.name,
    ...(resource.namespaced && place.namespace ? { namespace: place.namespace } : {}),
    ...(place.name === undefined ? {} : { name: place.name }),
    ...(place.subresource ? { subresource: place.subresource } : {}),
  });
}
