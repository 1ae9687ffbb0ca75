import { findUser, type User, withNamed } from '../../client/kubeconfig.js';
import type { Call, Command } from '../command/command.js';
import type { Flags } from '../command/flags.js';
import { CommandError } from '../failures.js';
import { changeKubeconfig } from './config-file.js';

export const setCredentialsCommand: Command = {
  name: 'set-credentials',
  short: 'Set a user entry in kubeconfig',
  usage: 'NAME',
  flags: [
    { name: 'exec-api-version', type: 'string', usage: 'API version of the command that gives credentials.' },
    { name: 'exec-arg', type: 'list', usage: 'Argument of that command; may be repeated.' },
    { name: 'exec-command', type: 'string', usage: 'Command that gives credentials.' },
    { name: 'exec-env', type: 'array', usage: 'KEY=VALUE for the environment of that command.' },
  ],
  run: setCredentials,
};

async function setCredentials(call: Call): Promise<undefined> {
  const { args, flags, session, env } = call;
  const [name, ...others] = args;
  if (name === undefined || others.length > 0) throw new CommandError(`unexpected args: [${args.join(' ')}]`);
  const old = findUser(await session.kubeconfig(), name);
  const given: User = Object.fromEntries(
    (['token', 'username', 'password', 'client-certificate', 'client-key'] as const)
      .filter((field) => flags.isSet(field))
      .map((field) => [field, flags.string(field)]),
  );
  const isBasic = given.username !== undefined || given.password !== undefined;
  const { token, username, password, ...files } = old ?? {};
  // A token and a password exclude each other.
  const kept: User = {
    ...files,
    ...(token && !isBasic ? { token } : {}),
    ...(given.token === undefined ? { ...(username ? { username } : {}), ...(password ? { password } : {}) } : {}),
  };
  const user = { ...kept, ...given, ...(flags.isSet('exec-command') ? { exec: execOf(flags) } : {}) };
  await changeKubeconfig(call, (file) => ({ ...file, users: withNamed(file.users, { name, user }) }));
  env.stdout(`User "${name}" set.\n`);
  return undefined;
}

function execOf(flags: Flags): object {
  const args = flags.list('exec-arg');
  const variables = flags.list('exec-env').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('=') };
  });
  return {
    apiVersion: flags.string('exec-api-version'),
    args: args.length > 0 ? args : null,
    command: flags.string('exec-command'),
    env: variables.length > 0 ? variables : null,
    provideClusterInfo: false,
  };
}
