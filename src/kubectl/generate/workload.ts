/** `create job|cronjob`. */
import { resourcePath } from '../../client/resource-mapper.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { CommandError } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';
import { generatorCommand } from './generator.js';

export const createJobCommand = generatorCommand({
  name: 'job',
  short: 'Create a job with the specified name.',
  usage: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  resource: 'jobs',
  task: 'create job',
  flags: [
    { name: 'image', type: 'string', usage: 'Image to run.' },
    { name: 'from', type: 'string', usage: 'Resource to make the job of (only cronjob).' },
  ],
  make: job,
});

export const createCronJobCommand = generatorCommand({
  name: 'cronjob',
  aliases: ['cj'],
  short: 'Create a cron job with the specified name.',
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  resource: 'cronjobs',
  task: 'create cronjob',
  flags: [
    { name: 'image', type: 'string', required: true, usage: 'Image to run.' },
    { name: 'schedule', type: 'string', required: true, usage: 'When to run, in cron format.' },
    { name: 'restart', type: 'string', usage: 'Restart policy: OnFailure or Never.' },
  ],
  make({ flags, args }, name) {
    const template = podTemplate({
      name,
      image: flags.string('image'),
      command: args.slice(1),
      restartPolicy: flags.string('restart') || 'OnFailure',
    });
    const jobTemplate = { metadata: { name }, spec: { template } };
    const spec = { schedule: flags.string('schedule'), jobTemplate };
    return { kind: 'CronJob', apiVersion: 'batch/v1', metadata: { name }, spec, status: {} } as KubeObject;
  },
});

async function job(call: Call, name: string): Promise<KubeObject> {
  const { flags, args } = call;
  const [image, from] = [flags.string('image'), flags.string('from')];
  if ((image === '') === (from === '')) throw new CommandError('either --image or --from must be specified');
  const command = args.slice(1);
  if (from !== '') {
    if (command.length > 0) throw new CommandError('cannot specify --from and command');
    return jobOfCronJob(call, name, from);
  }
  const template = podTemplate({ name, image, command, restartPolicy: 'Never' });
  return { kind: 'Job', apiVersion: 'batch/v1', metadata: { name }, spec: { template }, status: {} } as KubeObject;
}

interface CronJob extends KubeObject {
  readonly spec: {
    readonly jobTemplate: { readonly metadata?: KubeObject['metadata']; readonly spec: { readonly template: object } };
  };
}

async function jobOfCronJob({ session }: Call, name: string, from: string): Promise<KubeObject> {
  const [type = '', source = ''] = from.split('/');
  const resource = resourceOf(type, await session.mapper());
  if (resource.kind !== 'CronJob') throw new CommandError(`unknown object type *${resource.version}.${resource.kind}`);
  const path = resourcePath(resource, { namespace: await session.namespace(), name: source });
  const { apiVersion, kind, metadata, spec } = await (await session.client()).get<CronJob>(path);
  const { labels, annotations } = spec.jobTemplate.metadata ?? {};
  const owner = { apiVersion, kind, name: metadata.name ?? '', uid: metadata.uid ?? '', controller: true };
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [owner],
    },
    spec: { ...spec.jobTemplate.spec, template: { metadata: {}, ...spec.jobTemplate.spec.template } },
    status: {},
  } as KubeObject;
}

function podTemplate(pod: {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly restartPolicy: string;
}): object {
  const { name, image, command, restartPolicy } = pod;
  const container = { name, image, ...(command.length > 0 ? { command } : {}), resources: {} };
  return { metadata: {}, spec: { containers: [container], restartPolicy } };
}
