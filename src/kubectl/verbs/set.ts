import { canonicalQuantity, parseQuantity } from '../../kube/quantity.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Container, PodSpec } from '../../kube/shapes/pod.js';
import type { Service } from '../../kube/shapes/service.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, PlainError } from '../failures.js';
import { pairArguments } from '../write/pair-arguments.js';
import { selectorObject } from '../write/pairs.js';
import { withPodSpec } from '../write/template-patch.js';
import { setEnvCommand } from './set-env.js';
import { CONTAINERS, fitsWildcard, requireTargets, SET_FLAGS, setOnObjects } from './set-object.js';

const imageCommand: Command = {
  name: 'image',
  short: 'Update the image of a pod template',
  usage: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  flags: SET_FLAGS,
  run: setImage,
};

const resourcesCommand: Command = {
  name: 'resources',
  short: 'Update resource requests/limits on objects with pod templates',
  usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  flags: [
    ...SET_FLAGS,
    CONTAINERS,
    { name: 'limits', type: 'string', usage: 'Limits as KEY=VALUE, with commas between.' },
    { name: 'requests', type: 'string', usage: 'Requests as KEY=VALUE, with commas between.' },
  ],
  run: setResources,
};

const selectorCommand: Command = {
  name: 'selector',
  short: 'Set the selector on a resource',
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  flags: [
    ...SET_FLAGS.filter(({ name }) => name !== 'selector'),
    { name: 'selector', type: 'string', hidden: true, usage: 'Not used.' },
    { name: 'resource-version', type: 'string', usage: 'Only this version of the object.' },
  ],
  run: setSelector,
};

const serviceAccountCommand: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Update the service account of a resource',
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  flags: SET_FLAGS,
  run: setServiceAccount,
};

const subjectCommand: Command = {
  name: 'subject',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  usage:
    '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname]',
  flags: [
    ...SET_FLAGS,
    { name: 'user', type: 'array', usage: 'User to bind.' },
    { name: 'group', type: 'array', usage: 'Group to bind.' },
    { name: 'serviceaccount', type: 'array', usage: 'Service account NAMESPACE:NAME to bind.' },
  ],
  run: setSubject,
};

export const setCommand: Command = {
  name: 'set',
  short: 'Configure application resources.',
  summary: 'Set specific features on objects',
  long: 'These commands help you make changes to existing application resources.',
  usage: 'SUBCOMMAND',
  commands: [setEnvCommand, imageCommand, resourcesCommand, selectorCommand, serviceAccountCommand, subjectCommand],
};

async function setImage(call: Call): Promise<undefined> {
  const { resources, pairs } = pairArguments(call.args, 'image');
  requireTargets(call, resources);
  if (pairs.length === 0) throw new CommandError('at least one image update is required');
  const images = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  if (images.length > 1 && images.some(([name]) => name === '*')) {
    throw new CommandError(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    );
  }
  return setOnObjects(call, {
    resources,
    operation: 'image updated',
    task: 'image update to pod template',
    change: (object, complain) =>
      withPodSpec(object, (spec) => {
        const names = [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name);
        for (const [name] of images) {
          if (name !== '*' && !names.includes(name)) {
            complain(`error: unable to find container named ${JSON.stringify(name)}`);
          }
        }
        const withImage = (container: Container) => {
          const image = images.findLast(([name]) => name === '*' || name === container.name)?.[1];
          return image === undefined ? container : { ...container, image };
        };
        return eachContainer(spec, withImage);
      }),
  });
}

async function setResources(call: Call): Promise<undefined> {
  const { flags, args } = call;
  requireTargets(call, args);
  const [limits, requests] = [amounts(flags.string('limits')), amounts(flags.string('requests'))];
  if (!limits && !requests) {
    throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  }
  const pattern = flags.string('containers');
  return setOnObjects(call, {
    resources: args,
    operation: 'resource requirements updated',
    task: 'resources update to pod template',
    joint: ' ',
    change: (object, complain) =>
      withPodSpec(object, (spec) => {
        if (!spec.containers.some(({ name }) => fitsWildcard(pattern, name))) {
          complain(`error: unable to find container named ${pattern}`);
        }
        const containers = spec.containers.map((container) => {
          if (!fitsWildcard(pattern, container.name)) return container;
          const { resources = {} } = container;
          return {
            ...container,
            resources: {
              ...resources,
              ...(limits ? { limits: { ...resources.limits, ...limits } } : {}),
              ...(requests ? { requests: { ...resources.requests, ...requests } } : {}),
            },
          };
        });
        return { ...spec, containers };
      }),
  });
}

function amounts(text: string): Readonly<Record<string, string>> | undefined {
  if (text === '') return undefined;
  const pairs = text.split(',').map((part): [string, string] => {
    const [key = '', value, ...rest] = part.split('=');
    if (value === undefined || rest.length > 0) {
      throw new CommandError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    }
    if (!parseQuantity(value)) {
      throw new CommandError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    }
    return [key, canonicalQuantity(value)];
  });
  return Object.fromEntries(pairs);
}

async function setSelector(call: Call): Promise<undefined> {
  const { args } = call;
  const text = args.at(-1);
  if (text === undefined) throw new CommandError('one selector is required');
  const { matchLabels = {}, matchExpressions = [] } = selectorObject(text);
  return setOnObjects(call, {
    resources: args.slice(0, -1),
    operation: 'selector updated',
    task: 'selector',
    change(object) {
      if (object.kind !== 'Service') throw new PlainError('setting a selector is only supported for Services');
      if (matchExpressions.length > 0) {
        const texts = matchExpressions.map(
          ({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`,
        );
        throw new PlainError(`error: match expression [${texts.join(' ')}] not supported on this object`);
      }
      return { ...object, spec: { ...(object as Service).spec, selector: matchLabels } } as KubeObject;
    },
  });
}

async function setServiceAccount(call: Call): Promise<undefined> {
  const { args } = call;
  const name = args.at(-1);
  if (name === undefined) throw new CommandError('serviceaccount is required');
  return setOnObjects(call, {
    resources: args.slice(0, -1),
    operation: 'serviceaccount updated',
    task: 'ServiceAccountName',
    evenUnchanged: true,
    change: (object) => withPodSpec(object, (spec) => ({ ...spec, serviceAccountName: name })),
  });
}

interface Binding extends KubeObject {
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

async function setSubject(call: Call): Promise<undefined> {
  const { flags, args } = call;
  requireTargets(call, args);
  const apiGroup = 'rbac.authorization.k8s.io';
  const added = [
    ...flags.list('user').map((name) => ({ kind: 'User', apiGroup, name })),
    ...flags.list('group').map((name) => ({ kind: 'Group', apiGroup, name })),
    ...flags.list('serviceaccount').map((text) => {
      const [namespace = '', name] = text.split(':');
      if (name === undefined) throw new CommandError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', namespace, name };
    }),
  ];
  if (added.length === 0)
    throw new CommandError('you must specify at least one value of user, group or serviceaccount');
  return setOnObjects(call, {
    resources: args,
    operation: 'subjects updated',
    task: 'subjects',
    change(object) {
      if (!/^(Cluster)?RoleBinding$/.test(object.kind)) {
        throw new CommandError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
      }
      const { subjects = [] } = object as Binding;
      const isNew = (one: (typeof added)[number]) =>
        !subjects.some(({ kind, name }) => kind === one.kind && name === one.name);
      return { ...object, subjects: [...subjects, ...added.filter(isNew)] } as KubeObject;
    },
  });
}

function eachContainer(spec: PodSpec, change: (container: Container) => Container): PodSpec {
  const { initContainers } = spec;
  return {
    ...spec,
    containers: spec.containers.map(change),
    ...(initContainers ? { initContainers: initContainers.map(change) } : {}),
  };
}
