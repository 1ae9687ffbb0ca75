import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { nameArgument } from '../generate/generator.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';
import { failedTo } from '../write/source-error.js';

interface TokenRequest extends KubeObject {
  readonly status?: { readonly token?: string };
}

export const createTokenCommand: Command = {
  name: 'token',
  short: 'Request a service account token.',
  usage: 'SERVICE_ACCOUNT_NAME',
  flags: [
    { name: 'audience', type: 'array', usage: 'Audience of the token; may be repeated.' },
    { name: 'duration', type: 'duration', default: '0s', usage: 'Wanted lifetime.' },
    { name: 'bound-object-kind', type: 'string', usage: 'Kind of the object that the token is bound to.' },
    { name: 'bound-object-name', type: 'string', usage: 'Name of the object that the token is bound to.' },
    { name: 'bound-object-uid', type: 'string', usage: 'UID of the object that the token is bound to.' },
    ...PRINT_FLAGS,
  ],
  run: createToken,
};

async function createToken(call: Call): Promise<undefined> {
  const { flags, env, session } = call;
  const name = nameArgument(call);
  const printer = await objectPrinter(flags, env);
  const seconds = Math.floor(flags.duration('duration') / 1000);
  if (flags.duration('duration') < 0) throw new CommandError('--duration must be greater than or equal to 0');
  const kind = flags.string('bound-object-kind');
  const audiences = flags.list('audience');
  const request = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: {
      audiences: audiences.length > 0 ? audiences : null,
      ...(seconds > 0 ? { expirationSeconds: seconds } : {}),
      ...(kind === ''
        ? {}
        : { boundObjectRef: { kind, name: flags.string('bound-object-name'), uid: flags.string('bound-object-uid') } }),
    },
  };
  const client = await session.client();
  const path = `/api/v1/namespaces/${await session.namespace()}/serviceaccounts/${name}/token`;
  try {
    const answer = await client.create<TokenRequest>(path, request);
    if (printer) env.stdout(printer.print(answer));
    else if (answer.status?.token) env.stdout(`${answer.status.token}\n`);
    else throw new CommandError('token from server is empty');
  } catch (failure) {
    throw failedTo('create token', failure);
  }
  return undefined;
}
