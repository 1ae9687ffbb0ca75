import { isDNS1123Subdomain, isPortName, isPortNumber } from '../../kube/dns-names.js';
import type { IntOrString, KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { CommandError } from '../failures.js';
import { generatorCommand } from './generator.js';

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

const TCP: FlagSpec = { name: 'tcp', type: 'list', usage: 'Ports as PORT or PORT:TARGETPORT; may be repeated.' };

export const createServiceCommand: Command = {
  name: 'service',
  aliases: ['svc'],
  short: 'Create a service using a specified subcommand.',
  commands: [
    typeCommand('ClusterIP', 'Create a ClusterIP service', [
      TCP,
      { name: 'clusterip', type: 'string', usage: "The service's address; None for a headless service." },
    ]),
    typeCommand('ExternalName', 'Create an ExternalName service', [
      TCP,
      { name: 'external-name', type: 'string', required: true, usage: 'Name that the service stands for.' },
    ]),
    typeCommand('LoadBalancer', 'Create a LoadBalancer service', [TCP]),
    typeCommand('NodePort', 'Create a NodePort service', [
      TCP,
      { name: 'node-port', type: 'int', default: '0', usage: 'Port on the nodes.' },
    ]),
  ],
};

function typeCommand(type: ServiceType, short: string, flags: readonly FlagSpec[]): Command {
  return generatorCommand({
    name: type.toLowerCase(),
    short,
    usage: 'NAME [--tcp=port:targetPort]',
    resource: 'services',
    task: `create ${type} service`,
    flags,
    make: (call, name) => service(call, name, type),
  });
}

function service({ flags }: Call, name: string, type: ServiceType): KubeObject {
  const clusterIP = type === 'ClusterIP' ? flags.string('clusterip') : '';
  const externalName = type === 'ExternalName' ? flags.string('external-name') : '';
  const specifiers = flags.list('tcp');
  if (clusterIP !== 'None' && type !== 'ExternalName' && specifiers.length === 0) {
    throw new CommandError('at least one tcp port specifier must be provided');
  }
  if (type === 'ExternalName' && isDNS1123Subdomain(externalName).length > 0) {
    throw new CommandError(`invalid service external name ${externalName}`);
  }
  const nodePort = type === 'NodePort' ? flags.int('node-port') : 0;
  const ports = specifiers.map((text) => ({
    name: text.replaceAll(':', '-'),
    protocol: 'TCP',
    ...portPair(text),
    ...(nodePort === 0 ? {} : { nodePort }),
  }));
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, labels: { app: name } },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      selector: { app: name },
      ...(clusterIP === '' ? {} : { clusterIP }),
      type,
      ...(externalName === '' ? {} : { externalName }),
    },
    status: { loadBalancer: {} },
  } as KubeObject;
}

/** `80:8080`, `80:http` or `80`. Throws CommandError in Go's words. */
function portPair(text: string): { readonly port: number; readonly targetPort: IntOrString } {
  const [first = '', second] = text.split(':');
  const port = unsigned16(first);
  if (second === undefined) return { port, targetPort: port };
  const isNumber = /^[-+]?\d+$/.test(second);
  const problems = isNumber ? isPortNumber(Number(second)) : isPortName(second);
  if (problems.length > 0) throw new CommandError(problems.join(','));
  return { port, targetPort: isNumber ? Number(second) : second };
}

function unsigned16(text: string): number {
  const parsing = `strconv.ParseUint: parsing ${JSON.stringify(text)}`;
  if (!/^\d+$/.test(text)) throw new CommandError(`${parsing}: invalid syntax`);
  if (Number(text) > 65535) throw new CommandError(`${parsing}: value out of range`);
  return Number(text);
}
