/** Where a request points: `/api/v1/namespaces/default/pods/web/log` taken apart. */
export interface ResourcePath {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  /** What follows the subresource (`proxy/some/path`). */
  readonly rest?: string;
}

/** `undefined` for paths that name no resource: discovery, health, documents. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] === 'api' && parts.length > 2) return below({ group: '', version: parts[1] ?? '' }, parts.slice(2));
  if (parts[0] === 'apis' && parts.length > 3) {
    return below({ group: parts[1] ?? '', version: parts[2] ?? '' }, parts.slice(3));
  }
  return undefined;
}

export function formatResourcePath({
  group,
  version,
  resource,
  namespace,
  name,
  subresource,
  rest,
}: ResourcePath): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return [root + scope, resource, name, subresource, rest].filter((part) => part !== undefined).join('/');
}

/** `apps/v1`, or `v1` for the core group. */
export function groupVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

export function parseGroupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Subresources of Namespace itself, which a path would otherwise take for resources inside it. */
const OF_NAMESPACE = new Set(['status', 'finalize']);

function below(root: { readonly group: string; readonly version: string }, parts: readonly string[]): ResourcePath {
  const [first, second, third] = parts;
  const inNamespace =
    first === 'namespaces' &&
    second !== undefined &&
    third !== undefined &&
    !(parts.length === 3 && OF_NAMESPACE.has(third));
  const [resource = '', name, subresource, ...rest] = inNamespace ? parts.slice(2) : parts;
  return {
    ...root,
    resource,
    ...(inNamespace ? { namespace: second } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(rest.length === 0 ? {} : { rest: rest.join('/') }),
  };
}
