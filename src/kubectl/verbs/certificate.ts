import { resourcePath } from '../../client/resource-mapper.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';

export const certificateCommand: Command = {
  name: 'certificate',
  short: 'Modify certificate resources.',
  usage: 'SUBCOMMAND',
  alone: { to: 'stdout', exit: 0 },
  commands: [
    decision('approve', 'Approve a certificate signing request.', 'Approved'),
    decision('deny', 'Deny a certificate signing request.', 'Denied'),
  ],
};

function decision(name: string, short: string, type: 'Approved' | 'Denied'): Command {
  return { name, short, usage: 'NAME', run: (call) => decide(call, type) };
}

interface SigningRequest extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

async function decide({ args, session, env, path }: Call, type: 'Approved' | 'Denied'): Promise<undefined> {
  if (args.length === 0) throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>');
  const resource = resourceOf('certificatesigningrequests', await session.mapper());
  const client = await session.client();
  for (const name of args) {
    const place = resourcePath(resource, { namespace: '', name });
    const request = await client.get<SigningRequest>(place);
    const { conditions = [] } = request.status ?? {};
    if (!conditions.some((condition) => condition.type === type)) {
      const condition = {
        type,
        status: 'True',
        reason: type === 'Approved' ? 'KubectlApprove' : 'KubectlDeny',
        message: `This CSR was ${type.toLowerCase()} by ${path}.`,
      };
      await client.update(`${place}/approval`, {
        ...request,
        status: { ...request.status, conditions: [...conditions, condition] },
      });
    }
    env.stdout(`certificatesigningrequest.certificates.k8s.io/${name} ${type.toLowerCase()}\n`);
  }
  return undefined;
}
