import {
  type Cluster,
  type Context,
  completed,
  findCluster,
  findContext,
  findUser,
  type Kubeconfig,
  type User,
  withNamed,
} from '../../client/kubeconfig.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures, usageError } from '../failures.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';
import { kyamlText } from '../print/kyaml-text.js';
import { TABLE_TABS, TabWriter } from '../print/tab-writer.js';
import { changeKubeconfig } from './config-file.js';
import { setPropertyCommand, unsetPropertyCommand } from './config-property.js';
import { setCredentialsCommand } from './config-user.js';

export const configCommand: Command = {
  name: 'config',
  short: 'Modify kubeconfig files.',
  usage: 'SUBCOMMAND',
  commands: [
    { name: 'current-context', short: 'Display the current-context.', run: currentContext },
    {
      name: 'delete-cluster',
      short: 'Delete the specified cluster from the kubeconfig',
      usage: 'NAME',
      run: (call) => remove(call, 'cluster'),
    },
    {
      name: 'delete-context',
      short: 'Delete the specified context from the kubeconfig',
      usage: 'NAME',
      run: (call) => remove(call, 'context'),
    },
    {
      name: 'delete-user',
      short: 'Delete the specified user from the kubeconfig',
      usage: 'NAME',
      run: (call) => remove(call, 'user'),
    },
    {
      name: 'get-clusters',
      short: 'Display clusters defined in the kubeconfig',
      run: (call) => names(call, 'clusters'),
    },
    {
      name: 'get-contexts',
      short: 'Describe one or many contexts.',
      usage: '[NAME...]',
      flags: [
        { name: 'no-headers', type: 'bool', default: 'false', usage: 'Print no headers.' },
        { name: 'output', short: 'o', type: 'string', usage: "Only 'name' is known." },
      ],
      run: getContexts,
    },
    { name: 'get-users', short: 'Display users defined in the kubeconfig', run: (call) => names(call, 'users') },
    {
      name: 'rename-context',
      short: 'Rename a context from the kubeconfig file',
      usage: 'CONTEXT_NAME NEW_NAME',
      run: renameContext,
    },
    setPropertyCommand,
    { name: 'set-cluster', short: 'Set a cluster entry in kubeconfig', usage: 'NAME', run: setCluster },
    {
      name: 'set-context',
      short: 'Set a context entry in kubeconfig',
      usage: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
      flags: [{ name: 'current', type: 'bool', default: 'false', usage: 'Change the current context.' }],
      run: setContext,
    },
    setCredentialsCommand,
    unsetPropertyCommand,
    {
      name: 'use-context',
      aliases: ['use'],
      short: 'Set the current-context in a kubeconfig file',
      usage: 'CONTEXT_NAME',
      run: useContext,
    },
    {
      name: 'view',
      short: 'Display merged kubeconfig settings or a specified kubeconfig file',
      flags: [
        ...PRINT_FLAGS,
        { name: 'flatten', type: 'bool', default: 'false', usage: 'Put files into the output.' },
        { name: 'merge', type: 'bool', bare: 'true', default: 'true', usage: 'Merge all kubeconfig files.' },
        { name: 'minify', type: 'bool', default: 'false', usage: 'Only what the current context uses.' },
        { name: 'raw', type: 'bool', default: 'false', usage: 'Show certificates and secrets, too.' },
      ],
      run: view,
    },
  ],
};

async function view({ session, env, flags, args, path }: Call): Promise<undefined> {
  if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
  if (!flags.bool('merge') && flags.string('kubeconfig') === '') {
    throw new CommandError('if merge==false a precise file must be specified');
  }
  const config = await session.kubeconfig();
  const minified = flags.bool('minify')
    ? minify(config, flags.string('context') || config['current-context'] || '')
    : config;
  const shown = completed(flags.bool('raw') ? minified : redacted(minified));
  const format = flags.string('output').toLowerCase();
  if (format === 'json') env.stdout(`${JSON.stringify(inOrder(shown), null, 4)}\n`);
  else if (format === 'kyaml') env.stdout(kyamlText(inOrder(shown), 'kept'));
  else {
    const printer = await objectPrinter(flags, env);
    env.stdout(printer ? printer.print(shown as unknown as KubeObject) : yamlText(shown));
  }
  return undefined;
}

/** Fields as the Go structs of a kubeconfig have them. */
function inOrder({ clusters, users, contexts, ...config }: Kubeconfig): object {
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: (clusters ?? []).map(({ name, cluster }) => ({ name, cluster })),
    users: (users ?? []).map(({ name, user }) => ({ name, user })),
    contexts: (contexts ?? []).map(({ name, context: { cluster, user, namespace } }) => ({
      name,
      context: { cluster, user, ...(namespace ? { namespace } : {}) },
    })),
    'current-context': config['current-context'] ?? '',
  };
}

function minify(config: Kubeconfig, name: string): Kubeconfig {
  if (name === '') throw new CommandError('current-context must exist in order to minify');
  const context = findContext(config, name);
  if (!context) throw new CommandError(`cannot locate context ${name}`);
  const cluster = findCluster(config, context.cluster);
  const user = findUser(config, context.user);
  return {
    clusters: cluster ? [{ name: context.cluster ?? '', cluster }] : [],
    contexts: [{ name, context }],
    users: user ? [{ name: context.user ?? '', user }] : [],
    'current-context': name,
  };
}

function redacted(config: Kubeconfig): Kubeconfig {
  const hide = <T extends Cluster | User>(entry: T): T =>
    Object.fromEntries(
      Object.entries(entry).map(([key, value]) => {
        if (key.endsWith('-data')) return [key, 'DATA+OMITTED'];
        return [key, key === 'token' || key === 'password' ? 'REDACTED' : value];
      }),
    ) as T;
  return {
    ...config,
    clusters: (config.clusters ?? []).map(({ name, cluster }) => ({ name, cluster: hide(cluster) })),
    users: (config.users ?? []).map(({ name, user }) => ({ name, user: hide(user) })),
  };
}

async function currentContext({ session, env }: Call): Promise<undefined> {
  const name = (await session.kubeconfig())['current-context'];
  if (!name) throw new CommandError('current-context is not set');
  env.stdout(`${name}\n`);
  return undefined;
}

async function names({ session, env }: Call, part: 'clusters' | 'users'): Promise<undefined> {
  const entries = completed(await session.kubeconfig())[part] ?? [];
  env.stdout(`NAME\n${entries.map(({ name }) => `${name}\n`).join('')}`);
  return undefined;
}

async function getContexts({ session, env, flags, args }: Call): Promise<undefined> {
  const format = flags.string('output');
  if (format !== '' && format !== 'name') {
    throw new CommandError(
      `--output ${format} is not available in kubectl config get-contexts; resetting to default output format`,
    );
  }
  const config = completed(await session.kubeconfig());
  const all = config.contexts ?? [];
  const shown = args.length === 0 ? all : all.filter(({ name }) => args.includes(name));
  const missing = args.filter((name) => !all.some((entry) => entry.name === name));
  const writer = new TabWriter(TABLE_TABS);
  if (flags.string('output') === 'name') for (const { name } of shown) writer.write(`${name}\n`);
  else {
    if (!flags.bool('no-headers')) writer.write('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n');
    for (const { name, context } of shown) {
      const mark = name === config['current-context'] ? '*' : '';
      writer.write(`${[mark, name, context.cluster ?? '', context.user ?? '', context.namespace ?? ''].join('\t')}\n`);
    }
  }
  env.stdout(writer.flush());
  const failure = reduceFailures(missing.map((name) => new CommandError(`context ${name} not found`)));
  if (failure !== undefined) throw failure;
  return undefined;
}

async function useContext(call: Call): Promise<undefined> {
  const [name] = call.args;
  if (name === undefined || call.args.length > 1) throw new CommandError(`Unexpected args: [${call.args.join(' ')}]`);
  if (!findContext(await call.session.kubeconfig(), name)) {
    throw new CommandError(`no context exists with the name: "${name}"`);
  }
  await changeKubeconfig(call, (config) => ({ ...config, 'current-context': name }));
  call.env.stdout(`Switched to context "${name}".\n`);
  return undefined;
}

async function setContext(call: Call): Promise<undefined> {
  const { args, flags, session, env } = call;
  const config = await session.kubeconfig();
  if (args.length > 1) throw new CommandError(`Unexpected args: [${args.join(' ')}]`);
  if (flags.bool('current') === args.length > 0) {
    throw new CommandError('you must specify a non-empty context name or --current');
  }
  const name = flags.bool('current') ? (config['current-context'] ?? '') : (args[0] ?? '');
  if (name === '') throw new CommandError('no current context is set');
  const old = findContext(config, name);
  const given: Context = Object.fromEntries(
    (['cluster', 'user', 'namespace'] as const)
      .filter((field) => flags.isSet(field))
      .map((field) => [field, flags.string(field)]),
  );
  const context = { ...(old ?? { cluster: '', user: '' }), ...given };
  await changeKubeconfig(call, (file) => ({ ...file, contexts: withNamed(file.contexts, { name, context }) }));
  env.stdout(`Context "${name}" ${old ? 'modified' : 'created'}.\n`);
  return undefined;
}

async function setCluster(call: Call): Promise<undefined> {
  const { args, flags, session, env } = call;
  const [name] = args;
  if (name === undefined) throw new CommandError('Unexpected args: []');
  const old = findCluster(await session.kubeconfig(), name);
  const given: Cluster = {
    ...(flags.isSet('server') ? { server: flags.string('server') } : {}),
    ...(flags.isSet('insecure-skip-tls-verify')
      ? { 'insecure-skip-tls-verify': flags.bool('insecure-skip-tls-verify') }
      : {}),
    ...(flags.isSet('certificate-authority') ? { 'certificate-authority': flags.string('certificate-authority') } : {}),
  };
  await changeKubeconfig(call, (file) => ({
    ...file,
    clusters: withNamed(file.clusters, { name, cluster: { ...old, ...given } }),
  }));
  env.stdout(`Cluster "${name}" set.\n`);
  return undefined;
}

async function renameContext(call: Call): Promise<undefined> {
  const { args, session, env } = call;
  const [from = '', to = ''] = args;
  if (args.length !== 2) throw new CommandError(`Unexpected args: [${args.join(' ')}]`);
  const config = await session.kubeconfig();
  const file = session.kubeconfigPaths()[0] ?? '';
  if (!findContext(config, from)) throw new CommandError(`cannot rename the context "${from}", it's not in ${file}`);
  if (findContext(config, to))
    throw new CommandError(`cannot rename the context "${from}", the context "${to}" already exists in ${file}`);
  await changeKubeconfig(call, (old) => ({
    ...old,
    contexts: (old.contexts ?? []).map((entry) => (entry.name === from ? { ...entry, name: to } : entry)),
    'current-context': old['current-context'] === from ? to : (old['current-context'] ?? ''),
  }));
  env.stdout(`Context "${from}" renamed to "${to}".\n`);
  return undefined;
}

async function remove(call: Call, kind: 'cluster' | 'context' | 'user'): Promise<undefined> {
  const { args, session, env, path } = call;
  const [name] = args;
  if (name === undefined) throw usageError(path, `requires exactly 1 argument`);
  const file = session.kubeconfigPaths()[0] ?? '';
  const part = `${kind}s` as const;
  const config = await session.kubeconfig();
  if (!config[part]?.some((entry) => entry.name === name)) {
    throw new CommandError(`cannot delete ${kind} ${name}, not in ${file}`);
  }
  if (kind === 'context' && config['current-context'] === name) {
    env.stderr(
      'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
    );
  }
  await changeKubeconfig(call, (old) => ({ ...old, [part]: (old[part] ?? []).filter((entry) => entry.name !== name) }));
  env.stdout(`deleted ${kind} ${name} from ${file}\n`);
  return undefined;
}
