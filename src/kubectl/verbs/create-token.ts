import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { nameArgument } from '../generate/generator.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';
import { typedJson } from '../print/typed-json.js';
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

const BOUND_KINDS = ['Node', 'Pod', 'Secret'];

function boundKind(flags: Call['flags']): string {
  const kind = flags.string('bound-object-kind');
  const [name, uid] = [flags.string('bound-object-name'), flags.string('bound-object-uid')];
  const needs = (flag: string) => new CommandError(`--${flag} is required if --bound-object-kind is provided`);
  if (kind === '') {
    const lone = name !== '' ? 'name' : uid !== '' ? 'uid' : undefined;
    if (lone) throw new CommandError(`--bound-object-${lone} can only be set if --bound-object-kind is provided`);
    return '';
  }
  if (!BOUND_KINDS.includes(kind)) {
    throw new CommandError(`supported --bound-object-kind values are ${BOUND_KINDS.join(', ')}`);
  }
  if (name === '') throw needs('bound-object-name');
  return kind;
}

async function createToken(call: Call): Promise<undefined> {
  const { flags, env, session } = call;
  const name = nameArgument(call);
  const printer = await objectPrinter(flags, env);
  const seconds = Math.floor(flags.duration('duration') / 1000);
  if (flags.duration('duration') < 0) throw new CommandError('--duration must be greater than or equal to 0');
  const kind = boundKind(flags);
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
    if (printer) env.stdout(flags.string('output') === 'json' ? `${typedJson(answer)}\n` : printer.print(answer));
    else if (answer.status?.token) env.stdout(answer.status.token);
    else throw new CommandError('token from server is empty');
  } catch (failure) {
    throw failedTo('create token', failure);
  }
  return undefined;
}
