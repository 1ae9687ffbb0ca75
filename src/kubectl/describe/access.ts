/** Roles and their bindings. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import { annotationsBlock, pairsBlock } from './common.js';
import type { Page } from './page.js';

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Role extends KubeObject {
  readonly rules?: readonly Rule[] | null;
}

/** Role and ClusterRole. */
export async function describeRole(page: Page, role: Role): Promise<void> {
  head(page, role);
  page.raw('PolicyRule:\n  Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  page.raw('  ---------\t-----------------\t--------------\t-----\n');
  for (const line of sortedLines(role.rules ?? [])) {
    page.line(`  ${line.resource}`, goList(line.urls), goList(line.names), goList(line.verbs));
  }
}

interface Line {
  readonly resource: string;
  readonly urls: readonly string[];
  readonly names: readonly string[];
  readonly verbs: readonly string[];
  /** What Go prints of the rule, which is its rank. */
  readonly rank: string;
}

/** One line for each resource and name, with all verbs that any rule has for it. */
function sortedLines(rules: readonly Rule[]): Line[] {
  const lines = new Map<string, Line>();
  const urlLines: Line[] = [];
  for (const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } of rules) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        for (const names of resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]]) {
          const key = JSON.stringify([group, resource, names]);
          const all = [...(lines.get(key)?.verbs ?? []), ...verbs];
          const rank = `${goList(all)} ${goList([group])} ${goList([resource])} ${goList(names)}`;
          lines.set(key, { resource: withGroup(resource, group), urls: [], names, verbs: all, rank });
        }
      }
    }
    for (const url of nonResourceURLs) {
      for (const verb of verbs) {
        urlLines.push({ resource: '', urls: [url], names: [], verbs: [verb], rank: `[${verb}] [] [] [] [${url}]` });
      }
    }
  }
  return [...lines.values(), ...urlLines].sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
}

/** `deployments.apps/scale` */
function withGroup(resource: string, group: string): string {
  const [name, ...sub] = resource.split('/');
  return [group === '' ? name : `${name}.${group}`, ...sub].join('/');
}

function goList(texts: readonly string[]): string {
  return `[${texts.join(' ')}]`;
}

interface Binding extends KubeObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

/** RoleBinding and ClusterRoleBinding. */
export async function describeBinding(page: Page, binding: Binding): Promise<void> {
  head(page, binding);
  page.raw('Role:\n');
  page.line('  Kind:', binding.roleRef.kind);
  page.line('  Name:', binding.roleRef.name);
  page.raw('Subjects:\n  Kind\tName\tNamespace\n  ----\t----\t---------\n');
  for (const { kind, name, namespace = '' } of binding.subjects ?? []) page.line(`  ${kind}`, name, namespace);
}

function head(page: Page, { metadata }: KubeObject): void {
  page.line('Name:', metadata.name ?? '');
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
}
