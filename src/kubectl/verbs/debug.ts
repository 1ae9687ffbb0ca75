import { resourcePath } from '../../client/resource-mapper.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';
import { debugContainer, freeName, profileOf } from '../resource/debug-container.js';
import { copiedPod, debuggedNode } from '../resource/debug-pods.js';
import { attachTo } from './attach.js';

export const debugCommand: Command = {
  name: 'debug',
  short: 'Create debugging sessions for troubleshooting workloads and nodes.',
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  examples: [
    '  # A container with tools beside those of a running pod',
    '  kubectl debug mypod -it --image=busybox',
    '',
    '  # A copy of the pod with another image',
    "  kubectl debug mypod --copy-to=my-debugger --set-image='*=busybox'",
    '',
    '  # A pod in the namespaces of a node',
    '  kubectl debug node/mynode -it --image=busybox',
  ].join('\n'),
  flags: [
    { name: 'arguments-only', type: 'bool', default: 'false', usage: 'What stands after -- are Args, not Command.' },
    { name: 'attach', type: 'bool', default: 'false', usage: 'Wait for the container and attach to it.' },
    { name: 'container', short: 'c', type: 'string', usage: 'Name of the debug container.' },
    { name: 'copy-to', type: 'string', usage: 'Create a copy of the target pod with this name.' },
    { name: 'env', type: 'array', usage: 'Environment variables of the container.' },
    { name: 'image', type: 'string', usage: 'Image of the debug container.' },
    { name: 'image-pull-policy', type: 'string', usage: 'When the image is pulled.' },
    { name: 'keep-annotations', type: 'bool', default: 'false', usage: 'Keep the annotations in the copy.' },
    { name: 'keep-init-containers', type: 'bool', default: 'true', usage: 'Keep the init containers in the copy.' },
    { name: 'keep-labels', type: 'bool', default: 'false', usage: 'Keep the labels in the copy.' },
    { name: 'keep-liveness', type: 'bool', default: 'false', usage: 'Keep liveness probes in the copy.' },
    { name: 'keep-readiness', type: 'bool', default: 'false', usage: 'Keep readiness probes in the copy.' },
    { name: 'keep-startup', type: 'bool', default: 'false', usage: 'Keep startup probes in the copy.' },
    {
      name: 'profile',
      type: 'string',
      default: 'general',
      usage: 'general, baseline, restricted, netadmin or sysadmin.',
    },
    { name: 'quiet', short: 'q', type: 'bool', default: 'false', usage: 'Print no messages of kubectl itself.' },
    { name: 'replace', type: 'bool', default: 'false', usage: 'With --copy-to, delete the original pod.' },
    { name: 'same-node', type: 'bool', default: 'false', usage: 'With --copy-to, schedule the copy on the same node.' },
    { name: 'set-image', type: 'map', usage: 'With --copy-to, NAME=IMAGE for each container to change; * for all.' },
    { name: 'share-processes', type: 'bool', default: 'true', usage: 'With --copy-to, share processes in the copy.' },
    {
      name: 'stdin',
      short: 'i',
      type: 'bool',
      default: 'false',
      usage: 'Keep stdin open, also when nothing is attached.',
    },
    { name: 'target', type: 'string', usage: 'The container whose processes the debug container sees.' },
    { name: 'tty', short: 't', type: 'bool', default: 'false', usage: 'Allocate a terminal for the debug container.' },
  ],
  run: debug,
};

async function debug(call: Call): Promise<number> {
  const { args, dash, flags } = call;
  const names = dash < 0 ? args : args.slice(0, dash);
  const [argument] = names;
  checkFlags(call);
  if (argument === undefined) throw new CommandError('NAME or filename is required for debug');
  const { pod, container } = await target(call, argument);
  const attaches = flags.isSet('attach') ? flags.bool('attach') : flags.bool('stdin');
  if (!attaches || container === '') return 0;
  const running = await whenStarted(call, pod, container);
  const wish = {
    pod: running,
    container,
    stdin: flags.bool('stdin'),
    tty: flags.bool('tty'),
    quiet: flags.bool('quiet'),
  };
  return attachTo(call, wish);
}

function checkFlags(call: Call): void {
  const { flags, args, dash } = call;
  const copies = flags.string('copy-to') !== '';
  const hasImage = flags.string('image') !== '';
  const hasCommand = dash >= 0 && args.length > dash;
  if (!hasImage && !copies) throw new CommandError('you must specify --image when not using --copy-to.');
  if (copies && !hasImage && flags.list('set-image').length === 0 && !hasCommand) {
    throw new CommandError('you must specify --image, --set-image or command arguments.');
  }
  if (flags.bool('tty') && !flags.bool('stdin')) {
    throw new CommandError('-i/--stdin is required for containers with -t/--tty=true');
  }
  profileOf(call);
  const policy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) {
    throw new CommandError(`invalid image pull policy: ${policy}`);
  }
  const forCopies = ['replace', 'same-node', 'set-image'].find((name) => flags.isSet(name));
  if (!copies && forCopies) throw new CommandError(`--${forCopies} may only be used with --copy-to.`);
  if (flags.string('target') !== '' && copies) {
    throw new CommandError('--target is incompatible with --copy-to. Use --share-processes instead.');
  }
}

interface Debugged {
  readonly pod: Pod;
  /** `''` when none was added. */
  readonly container: string;
}

async function target(call: Call, argument: string): Promise<Debugged> {
  const { session, flags } = call;
  const [type = '', name] = argument.includes('/') ? argument.split('/') : ['pods', argument];
  const resource = resourceOf(type, await session.mapper());
  const client = await session.client();
  const where = { namespace: await session.namespace(), name: name ?? '' };
  const object = await client.get(resourcePath(resource, where));
  if (resource.kind === 'Node') return debuggedNode(call, object);
  if (resource.kind !== 'Pod') {
    throw new CommandError(`"${resource.group}/${resource.version}, Kind=${resource.kind}" not supported by debug`);
  }
  const pod = object as Pod;
  return flags.string('copy-to') === '' ? addedTo(call, pod) : copiedPod(call, pod);
}

/** The Pod with one more ephemeral container. */
async function addedTo(call: Call, pod: Pod): Promise<Debugged> {
  const { env, flags, session } = call;
  const wanted = flags.string('target');
  if (wanted !== '' && !flags.bool('quiet')) {
    env.stdout(
      `Targeting container "${wanted}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    );
  }
  const container = flags.string('container') || freeName(call, pod);
  const added = { ...debugContainer(call, container, 'ephemeral'), ...(wanted ? { targetContainerName: wanted } : {}) };
  const { namespace, name } = pod.metadata;
  const client = await session.client();
  const changed = await client.patch<Pod>(`/api/v1/namespaces/${namespace}/pods/${name}/ephemeralcontainers`, {
    type: 'strategic',
    body: { spec: { ephemeralContainers: [added] } },
  });
  return { pod: changed, container };
}

const POLL_MS = 250;

/** Waits until the container runs, or has run. */
async function whenStarted({ env, session }: Call, { metadata }: Pod, container: string): Promise<Pod> {
  const client = await session.client();
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
  let told = '';
  for (;;) {
    const pod = await client.get<Pod>(path);
    const { containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
    const state = [...containerStatuses, ...ephemeralContainerStatuses].find(({ name }) => name === container)?.state;
    if (state?.running || state?.terminated) return pod;
    const { message = '' } = state?.waiting ?? {};
    if (message !== '' && message !== told) env.stderr(`Warning: container ${container}: ${message}\n`);
    told = message;
    if (!(await env.clock.sleep(POLL_MS, env.signal))) throw new CommandError('timed out waiting for the condition');
  }
}
