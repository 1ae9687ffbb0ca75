import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, Exit } from '../failures.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';
import { TABLE_TABS, TabWriter } from '../print/tab-writer.js';

const whoamiCommand: Command = {
  name: 'whoami',
  short: 'Check self subject attributes.',
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
    env.stdout(printer.print(review));
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
  if (flags.bool('list')) return listRules(call);
  if (args.length < 1 || args.length > 3 || (args.length === 1 && !flags.bool('list'))) {
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

async function attributes({ args, flags, session, env }: Call): Promise<object> {
  const [verb = '', what = '', nameAfter = ''] = args;
  if (what.startsWith('/')) return { nonResourceAttributes: { path: what, verb } };
  const [type = '', name = nameAfter] = what.split('/');
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
  for (const rule of review.status.resourceRules ?? []) {
    const groups = rule.apiGroups?.length ? rule.apiGroups : [''];
    for (const group of groups) {
      for (const resource of rule.resources ?? ['']) {
        const name = group === '' || resource === '' ? resource : `${resource}.${group}`;
        writer.write(`${name}\t[]\t[${(rule.resourceNames ?? []).join(' ')}]\t[${rule.verbs.join(' ')}]\n`);
      }
    }
  }
  for (const { nonResourceURLs = [], verbs } of review.status.nonResourceRules ?? []) {
    for (const url of nonResourceURLs) writer.write(`\t[${url}]\t[]\t[${verbs.join(' ')}]\n`);
  }
  env.stdout(writer.flush());
  return undefined;
}
