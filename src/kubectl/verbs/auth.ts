import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, Exit } from '../failures.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';
import { TABLE_TABS, TabWriter } from '../print/tab-writer.js';
import { typedJson } from '../print/typed-json.js';

const whoamiCommand: Command = {
  name: 'whoami',
  short: 'Experimental: Check self subject attributes.',
  flags: PRINT_FLAGS,
  run: whoami,
};

const canICommand: Command = {
  name: 'can-i',
  short: 'Check whether an action is allowed.',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: [
    { name: 'all-namespaces', short: 'A', type: 'bool', default: 'false', usage: 'Ask for all namespaces.' },
    { name: 'list', type: 'bool', default: 'false', usage: 'Print all that is allowed.' },
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Print no headers.' },
    { name: 'quiet', short: 'q', type: 'bool', default: 'false', usage: 'Only the exit code tells.' },
    { name: 'subresource', type: 'string', usage: 'Subresource such as log or scale.' },
  ],
  run: canI,
};

export const authCommand: Command = {
  name: 'auth',
  short: 'Inspect authorization.',
  commands: [canICommand, whoamiCommand],
};

interface Review extends KubeObject {
  readonly status: {
    readonly allowed?: boolean;
    readonly reason?: string;
    readonly userInfo?: UserInfo;
    readonly resourceRules?: readonly Rule[];
    readonly nonResourceRules?: readonly Rule[];
  };
}

interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

async function whoami({ session, env, flags }: Call): Promise<undefined> {
  const printer = await objectPrinter(flags, env);
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
  const client = await session.client();
  const review = await client.create<Review>('/apis/authentication.k8s.io/v1/selfsubjectreviews', body);
  if (printer) {
    env.stdout(flags.string('output') === 'json' ? `${typedJson(review)}\n` : printer.print(review));
    return undefined;
  }
  const { username, uid, groups, extra = {} } = review.status.userInfo ?? {};
  const writer = new TabWriter(TABLE_TABS);
  writer.write('ATTRIBUTE\tVALUE\n');
  if (username) writer.write(`Username\t${username}\n`);
  if (uid) writer.write(`UID\t${uid}\n`);
  if (groups?.length) writer.write(`Groups\t[${groups.join(' ')}]\n`);
  for (const key of Object.keys(extra).sort()) writer.write(`Extra: ${key}\t[${(extra[key] ?? []).join(' ')}]\n`);
  env.stdout(writer.flush());
  return undefined;
}

async function canI(call: Call): Promise<undefined> {
  const { args, flags, env, path } = call;
  if (flags.bool('list')) {
    if (args.length > 0) throw new CommandError('list option must be specified with no arguments');
    return listRules(call);
  }
  if (args.length !== 2) {
    throw new CommandError(
      `you must specify two arguments: verb resource or verb resource/resourceName.\nSee '${path} -h' for help and examples.`,
    );
  }
  const client = await call.session.client();
  const review = await client.create<Review>('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: {},
    spec: await attributes(call),
  });
  const { allowed = false, reason } = review.status;
  if (!flags.bool('quiet')) env.stdout(`${allowed ? 'yes' : 'no'}${reason && !allowed ? ` - ${reason}` : ''}\n`);
  if (!allowed) throw new Exit(1);
  return undefined;
}

const RESOURCE_VERBS: ReadonlySet<string> = new Set(
  '* get list watch create update patch delete deletecollection use bind impersonate escalate approve sign attest'.split(
    ' ',
  ),
);
const URL_VERBS: ReadonlySet<string> = new Set('* get put post head options delete patch'.split(' '));

async function attributes({ args, flags, session, env }: Call): Promise<object> {
  const [verb = '', what = ''] = args;
  const isUrl = what.startsWith('/');
  if (!(isUrl ? URL_VERBS : RESOURCE_VERBS).has(verb)) {
    env.stderr(`Warning: verb '${verb}' is not a known verb\n\n`);
  }
  if (what.startsWith('/')) return { nonResourceAttributes: { path: what, verb } };
  const [type = '', name = ''] = what.split('/');
  const mapper = await session.mapper();
  const resource = mapper.byArgument(type);
  if (!resource && type !== '*') {
    const [word = '', ...group] = type.split('.');
    env.stderr(
      group.length > 0
        ? `Warning: the server doesn't have a resource type '${word}' in group '${group.join('.')}'\n\n`
        : `Warning: the server doesn't have a resource type '${word}'\n\n`,
    );
  } else if (resource && !resource.namespaced && !flags.bool('all-namespaces')) {
    const scope = resource.group === '' ? '' : ` in group '${resource.group}'`;
    env.stderr(`Warning: resource '${resource.name}' is not namespace scoped${scope}\n\n`);
  }
  const isWide = flags.bool('all-namespaces') || resource?.namespaced === false;
  const fields = {
    namespace: isWide ? '' : await session.namespace(),
    verb,
    group: resource?.group ?? '',
    resource: resource?.name ?? type,
    subresource: flags.string('subresource'),
    name,
  };
  return { resourceAttributes: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) };
}

async function listRules({ session, env, flags }: Call): Promise<undefined> {
  const client = await session.client();
  const review = await client.create<Review>('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    metadata: {},
    spec: { namespace: await session.namespace() },
  });
  const writer = new TabWriter(TABLE_TABS);
  if (!flags.bool('no-headers')) writer.write('Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  const { resourceRules = [], nonResourceRules = [] } = review.status;
  const rules = [...compacted(resourceRules), ...nonResourceRules.flatMap(byUrl)];
  for (const line of rules.sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1)).map(ruleLine))
    writer.write(line);
  env.stdout(writer.flush());
  return undefined;
}

interface SingleRule {
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly url: string;
  readonly verbs: readonly string[];
}

/** One rule for each resource, whose verbs are gathered. */
function compacted(rules: readonly Rule[]): readonly SingleRule[] {
  const found = new Map<string, SingleRule>();
  for (const { apiGroups = [''], resources = [''], resourceNames: names = [], verbs } of rules) {
    for (const group of apiGroups.length > 0 ? apiGroups : ['']) {
      for (const resource of resources) {
        const key = JSON.stringify([group, resource, names]);
        const known = found.get(key)?.verbs ?? [];
        found.set(key, { group, resource, names, url: '', verbs: [...new Set([...known, ...verbs])] });
      }
    }
  }
  return [...found.values()];
}

function byUrl({ nonResourceURLs = [], verbs }: Rule): readonly SingleRule[] {
  return nonResourceURLs.map((url) => ({ group: '', resource: '', names: [], url, verbs }));
}

/** kubectl sorts by what Go prints for a rule: verbs come first. */
function sortKey({ verbs, group, resource, names, url }: SingleRule): string {
  const isUrl = url !== '';
  return [verbs, isUrl ? [] : [group], isUrl ? [] : [resource], names, isUrl ? [url] : []]
    .map((words) => `[${words.join(' ')}]`)
    .join();
}

function ruleLine({ group, resource, names, url, verbs }: SingleRule): string {
  const name = group === '' || resource === '' ? resource : `${resource}.${group}`;
  return `${name}\t[${url}]\t[${names.join(' ')}]\t[${verbs.join(' ')}]\n`;
}
