import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { generatorCommand } from './generator.js';

export const createDeploymentCommand = generatorCommand({
  name: 'deployment',
  aliases: ['deploy'],
  short: 'Create a deployment with the specified name.',
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  resource: 'deployments',
  task: 'create deployment',
  flags: [
    { name: 'image', type: 'list', required: true, usage: 'Image to run; may be repeated.' },
    { name: 'port', type: 'int32', default: '-1', usage: 'Port of the containers.' },
    { name: 'replicas', short: 'r', type: 'int32', default: '1', usage: 'Number of replicas.' },
  ],
  make: deployment,
});

function deployment({ flags, args, env }: Call, name: string): KubeObject {
  const images = flags.list('image');
  const command = args.slice(1);
  if (images.length > 1 && command.length > 0) {
    throw new CommandError('cannot specify multiple --image options and command');
  }
  const port = flags.int('port');
  const containers = images.map((image, index) => ({
    name: containerName(image, env.random),
    image,
    ...(command.length > 0 ? { command } : {}),
    ...(index === 0 && port >= 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }));
  const labels = { app: name };
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: { name, labels },
    spec: {
      replicas: flags.int('replicas'),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: containers.length === 0 ? null : containers } },
      strategy: {},
    },
    status: {},
  } as KubeObject;
}

/** The last part of the image's name without tag and digest; signs that no name may hold make it unique by chance. */
function containerName(image: string, random: (() => number) | undefined): string {
  const name = (image.split('/').at(-1) ?? '').split(':')[0]?.split('@')[0] ?? '';
  if (!/[_.]/.test(name)) return name;
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const suffix = Array.from({ length: 5 }, () => letters[Math.floor((random?.() ?? 0) * letters.length)]).join('');
  return `${name.replace(/[_.]/g, '-')}-${suffix}`;
}
