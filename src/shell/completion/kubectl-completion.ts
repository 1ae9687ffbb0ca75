import type { Transport } from '../../client/transport.js';
import type { Command } from '../../kubectl/command/command.js';
import type { FlagSpec } from '../../kubectl/command/flags.js';
import { GLOBAL_FLAGS } from '../../kubectl/command/global-flags.js';
import { ROOT } from '../../kubectl/root.js';
import type { Candidate } from './candidate.js';

/** Kinds that learners type, with their short names. */
const KINDS: readonly (readonly [name: string, path: string])[] = [
  ['pods', '/api/v1/{ns}pods'],
  ['services', '/api/v1/{ns}services'],
  ['endpoints', '/api/v1/{ns}endpoints'],
  ['endpointslices', '/apis/discovery.k8s.io/v1/{ns}endpointslices'],
  ['deployments', '/apis/apps/v1/{ns}deployments'],
  ['replicasets', '/apis/apps/v1/{ns}replicasets'],
  ['configmaps', '/api/v1/{ns}configmaps'],
  ['secrets', '/api/v1/{ns}secrets'],
  ['serviceaccounts', '/api/v1/{ns}serviceaccounts'],
  ['namespaces', '/api/v1/namespaces'],
  ['nodes', '/api/v1/nodes'],
  ['events', '/api/v1/{ns}events'],
];
const SHORT: Readonly<Record<string, string>> = {
  po: 'pods',
  pod: 'pods',
  svc: 'services',
  service: 'services',
  ep: 'endpoints',
  deploy: 'deployments',
  deployment: 'deployments',
  rs: 'replicasets',
  replicaset: 'replicasets',
  cm: 'configmaps',
  configmap: 'configmaps',
  ns: 'namespaces',
  namespace: 'namespaces',
  no: 'nodes',
  node: 'nodes',
  ev: 'events',
  event: 'events',
  sa: 'serviceaccounts',
  secret: 'secrets',
  endpointslice: 'endpointslices',
};
/** Verbs whose first argument is the name of a Pod. */
const POD_VERBS: ReadonlySet<string> = new Set(['logs', 'exec', 'attach', 'port-forward', 'cp']);
const KIND_VERBS: ReadonlySet<string> = new Set([
  'get',
  'describe',
  'delete',
  'edit',
  'label',
  'annotate',
  'patch',
  'scale',
  'expose',
  'wait',
  'explain',
  'autoscale',
  'status',
  'history',
  'undo',
  'restart',
  'pause',
  'resume',
  'image',
  'env',
  'resources',
  'selector',
  'view-last-applied',
]);

/** What could stand at the cursor of a kubectl command. `before` holds the words after `kubectl`. */
export async function completeKubectl(
  before: readonly string[],
  current: string,
  api: Transport,
): Promise<readonly Candidate[]> {
  if (before.includes('--')) return [];
  const { command, rest } = descend(before);
  const flags = [...(command.flags ?? []), ...GLOBAL_FLAGS];
  const last = before.at(-1) ?? '';
  if (last === '-n' || last === '--namespace') return names(api, '/api/v1/namespaces');
  if (last === '-o' || last === '--output')
    return ['wide', 'yaml', 'json', 'name', 'jsonpath='].map((text) => ({ text }));
  if (takesValue(flags, last)) return [];
  if (current.startsWith('-')) return flags.filter(({ hidden }) => !hidden).map(flagCandidate);
  if (command.commands) return command.commands.map(({ name, short }) => ({ text: name, description: short }));
  const namespace = namespaceOf(before);
  const words = argumentsOf(rest, flags);
  if (current.includes('/')) return slashNames(api, current, namespace);
  if (POD_VERBS.has(command.name) && words.length === 0) return names(api, `/api/v1/namespaces/${namespace}/pods`);
  if (!KIND_VERBS.has(command.name)) return [];
  const [kind] = words;
  return kind === undefined ? KINDS.map(([text]) => ({ text })) : names(api, pathOfKind(kind, namespace));
}

function descend(before: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  let command = ROOT;
  let rest: readonly string[] = [];
  for (const [index, word] of before.entries()) {
    if (takesValue(GLOBAL_FLAGS, before[index - 1] ?? '')) continue;
    const next = command.commands?.find(({ name, aliases }) => name === word || aliases?.includes(word));
    if (!next) continue;
    command = next;
    rest = before.slice(index + 1);
  }
  return { command, rest };
}

function takesValue(flags: readonly FlagSpec[], word: string): boolean {
  if (!word.startsWith('-') || word.includes('=')) return false;
  const spec = flags.find(({ name, short }) => word === `--${name}` || (short !== undefined && word === `-${short}`));
  return spec !== undefined && spec.type !== 'bool' && spec.bare === undefined;
}

function flagCandidate({ name, usage }: FlagSpec): Candidate {
  return { text: `--${name}`, description: usage };
}

function namespaceOf(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-n' || word === '--namespace');
  const glued = words.find((word) => word.startsWith('--namespace='));
  return (at >= 0 ? words[at + 1] : glued?.slice('--namespace='.length)) ?? 'default';
}

function argumentsOf(words: readonly string[], flags: readonly FlagSpec[]): readonly string[] {
  return words.filter((word, index) => !word.startsWith('-') && !takesValue(flags, words[index - 1] ?? ''));
}

function pathOfKind(kind: string, namespace: string): string | undefined {
  const plural = SHORT[kind] ?? kind;
  return KINDS.find(([name]) => name === plural)?.[1].replace('{ns}', `namespaces/${namespace}/`);
}

async function slashNames(api: Transport, current: string, namespace: string): Promise<readonly Candidate[]> {
  const kind = current.slice(0, current.indexOf('/'));
  return (await names(api, pathOfKind(kind, namespace))).map(({ text }) => ({ text: `${kind}/${text}` }));
}

async function names(api: Transport, path: string | undefined): Promise<readonly Candidate[]> {
  if (path === undefined) return [];
  const { status, body } = await api.request({ method: 'GET', path });
  if (status >= 400) return [];
  const { items } = body as { readonly items: readonly { readonly metadata: { readonly name: string } }[] };
  return items.map(({ metadata }) => ({ text: metadata.name }));
}
