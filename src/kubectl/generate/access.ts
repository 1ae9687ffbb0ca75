/** `create role|clusterrole|rolebinding|clusterrolebinding`. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { CommandError, PlainError } from '../failures.js';
import { generatorCommand } from './generator.js';

const GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${GROUP}/v1`;

const RULE_FLAGS: readonly FlagSpec[] = [
  { name: 'verb', type: 'list', usage: 'Verbs that are allowed.' },
  { name: 'resource', type: 'list', usage: 'Resources that the rule is about.' },
  { name: 'resource-name', type: 'array', usage: 'Names that the rule is about.' },
];

const SUBJECT_FLAGS: readonly FlagSpec[] = [
  { name: 'user', type: 'array', usage: 'User to bind; may be repeated.' },
  { name: 'group', type: 'array', usage: 'Group to bind; may be repeated.' },
  { name: 'serviceaccount', type: 'array', usage: 'Service account NAMESPACE:NAME to bind; may be repeated.' },
];

export const createRoleCommand = generatorCommand({
  name: 'role',
  short: 'Create a role with single rule.',
  usage: 'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename]',
  resource: 'roles',
  flags: RULE_FLAGS,
  make: async (call, name) => role('Role', name, await resourceRules(call)),
});

export const createClusterRoleCommand = generatorCommand({
  name: 'clusterrole',
  short: 'Create a cluster role.',
  usage: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename]',
  resource: 'clusterroles',
  isClusterScoped: true,
  flags: [
    ...RULE_FLAGS,
    { name: 'aggregation-rule', type: 'map', usage: 'Labels of the cluster roles to combine.' },
    { name: 'non-resource-url', type: 'list', usage: 'Partial URL that is allowed.' },
  ],
  make: clusterRole,
});

export const createRoleBindingCommand = generatorCommand({
  name: 'rolebinding',
  short: 'Create a role binding for a particular role or cluster role.',
  usage: 'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:name]',
  resource: 'rolebindings',
  task: 'create rolebinding',
  flags: [
    ...SUBJECT_FLAGS,
    { name: 'role', type: 'string', usage: 'Role to bind to.' },
    { name: 'clusterrole', type: 'string', usage: 'Cluster role to bind to.' },
  ],
  make(call, name) {
    const [own, wide] = [call.flags.string('role'), call.flags.string('clusterrole')];
    if ((own === '') === (wide === '')) throw new CommandError('exactly one of clusterrole or role must be specified');
    return binding(call, { kind: 'RoleBinding', name, role: own === '' ? ['ClusterRole', wide] : ['Role', own] });
  },
});

export const createClusterRoleBindingCommand = generatorCommand({
  name: 'clusterrolebinding',
  short: 'Create a cluster role binding for a particular cluster role.',
  usage: 'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:name]',
  resource: 'clusterrolebindings',
  isClusterScoped: true,
  task: 'create clusterrolebinding',
  flags: [...SUBJECT_FLAGS, { name: 'clusterrole', type: 'string', required: true, usage: 'Cluster role to bind to.' }],
  make: (call, name) =>
    binding(call, { kind: 'ClusterRoleBinding', name, role: ['ClusterRole', call.flags.string('clusterrole')] }),
});

/** Verbs that a rule about URLs may have. */
const URL_VERBS = ['get', 'post', 'put', 'head', 'options', 'delete', 'patch', '*'];

async function clusterRole(call: Call, name: string): Promise<KubeObject> {
  const { flags } = call;
  const urls = flags.list('non-resource-url');
  const labels = flags.list('aggregation-rule').map((pair) => pair.split('='));
  const verbs = [...new Set(flags.list('verb'))];
  const hasResources = flags.list('resource').length + flags.list('resource-name').length > 0;
  if (labels.length > 0) {
    if (verbs.length + urls.length > 0 || hasResources) {
      throw new CommandError(
        'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
      );
    }
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: Object.fromEntries(labels) }] };
    return { ...role('ClusterRole', name, null), aggregationRule } as KubeObject;
  }
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
  if (urls.length === 0 && !hasResources) throw new CommandError('one of resource or nonResourceURL must be specified');
  const bad = urls.length === 0 ? undefined : verbs.find((verb) => !URL_VERBS.includes(verb));
  if (bad !== undefined) throw new CommandError(`invalid verb: '${bad}' for nonResourceURL`);
  const rules = hasResources ? await resourceRules(call) : [];
  const urlRule = urls.length === 0 ? [] : [{ verbs, nonResourceURLs: urls }];
  return role('ClusterRole', name, [...rules, ...urlRule]);
}

function role(kind: string, name: string, rules: readonly object[] | null): KubeObject {
  return { kind, apiVersion: API_VERSION, metadata: { name }, rules } as KubeObject;
}

/** One rule for each API group. */
async function resourceRules({ flags, session, env }: Call): Promise<object[]> {
  const verbs = [...new Set(flags.list('verb'))];
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
  const wanted = flags.list('resource');
  if (wanted.length === 0) throw new CommandError('at least one resource must be specified');
  const resourceNames = flags.list('resource-name');
  const mapper = await session.mapper();
  for (const verb of verbs) {
    if (!RESOURCE_VERBS.has(verb)) env.stderr(`Warning: '${verb}' is not a standard resource verb\n`);
  }
  const groups = new Map<string, string[]>();
  for (const word of wanted) {
    const [type = '', subresource] = word.split('/');
    const resource = type === '*' ? { group: '', name: '*' } : mapper.byArgument(type);
    if (!resource) throw new PlainError(missingType(type));
    const name = subresource === undefined ? resource.name : `${resource.name}/${subresource}`;
    groups.set(resource.group, [...(groups.get(resource.group) ?? []), name]);
  }
  return [...groups].map(([group, resources]) => ({
    verbs: verbs.includes('*') ? ['*'] : verbs,
    apiGroups: [group],
    resources,
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
  }));
}

const RESOURCE_VERBS: ReadonlySet<string> = new Set(
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate approve sign attest'.split(
    ' ',
  ),
);

function missingType(word: string): string {
  const [name = '', ...group] = word.split('.');
  const where = group.length === 0 ? '' : ` in group ${JSON.stringify(group.join('.'))}`;
  return `the server doesn't have a resource type ${JSON.stringify(name)}${where}`;
}

function binding(
  { flags }: Call,
  wish: { readonly kind: string; readonly name: string; readonly role: readonly [string, string] },
): KubeObject {
  const { kind, name, role: bound } = wish;
  const named = (subject: 'User' | 'Group', flag: string) =>
    flags.list(flag).map((who) => ({ kind: subject, apiGroup: GROUP, name: who }));
  const accounts = flags.list('serviceaccount').map((text) => {
    const [namespace, account, ...rest] = text.split(':');
    if (!namespace || !account || rest.length > 0) throw new CommandError('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name: account, namespace };
  });
  const subjects = [...named('User', 'user'), ...named('Group', 'group'), ...accounts];
  return {
    kind,
    apiVersion: API_VERSION,
    metadata: { name },
    ...(subjects.length > 0 ? { subjects } : {}),
    roleRef: { apiGroup: GROUP, kind: bound[0], name: bound[1] },
  } as KubeObject;
}
