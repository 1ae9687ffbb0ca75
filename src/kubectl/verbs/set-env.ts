import { resourcePath } from '../../client/resource-mapper.js';
import { isEnvVarName } from '../../kube/dns-names.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Container, EnvVar, PodSpec } from '../../kube/shapes/pod.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';
import { withPodSpec } from '../write/template-patch.js';
import { CONTAINERS, fitsWildcard, SET_FLAGS, setOnObjects, setTargets } from './set-object.js';

export const setEnvCommand: Command = {
  name: 'env',
  short: 'Update environment variables on a pod template',
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: [
    ...SET_FLAGS,
    CONTAINERS,
    { name: 'env', short: 'e', type: 'array', usage: 'KEY=VALUE; may be repeated.' },
    { name: 'from', type: 'string', usage: 'ConfigMap or Secret whose keys become variables.' },
    { name: 'keys', type: 'list', usage: 'Only these keys of --from.' },
    { name: 'list', type: 'bool', default: 'false', usage: 'Print the variables.' },
    { name: 'overwrite', type: 'bool', default: 'true', usage: 'Replace values that are there.' },
    { name: 'prefix', type: 'string', usage: 'Put in front of the names of --from.' },
    { name: 'resolve', type: 'bool', default: 'false', usage: 'With --list: look values up (not supported).' },
  ],
  run: setEnv,
};

interface EnvChange {
  readonly set: readonly EnvVar[];
  readonly remove: readonly string[];
}

async function setEnv(call: Call): Promise<undefined> {
  const { flags, args } = call;
  const isEnv = (arg: string) => (arg.includes('=') && !arg.startsWith('=')) || arg.endsWith('-');
  const first = args.findIndex(isEnv);
  const resources = first < 0 ? args : args.slice(0, first);
  const specs = [...(first < 0 ? [] : args.slice(first)), ...flags.list('env')];
  const late = specs.find((spec) => !isEnv(spec));
  if (late !== undefined) {
    throw new CommandError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  }
  const isList = flags.bool('list');
  if (isList && flags.isSet('output')) throw new CommandError('--list and --output may not be specified together');
  const from = flags.string('from') === '' ? [] : await variablesFrom(call);
  if (isList) return listEnv(call, resources);
  const typed = specs.includes('-') ? await typedVariables(call) : [];
  const change = parsedChange([...specs.filter((spec) => spec !== '-'), ...typed], from);
  const pattern = flags.string('containers');
  return setOnObjects(call, {
    resources,
    operation: 'env updated',
    task: 'env update to pod template',
    change: (object) =>
      withPodSpec(object, (spec) => {
        if (!spec.containers.some(({ name }) => fitsWildcard(pattern, name))) {
          const where = `${object.kind}/${object.metadata.name}`;
          call.env.stderr(`Warning: ${where} does not have any containers matching ${JSON.stringify(pattern)}\n`);
        }
        const update = (container: Container) =>
          fitsWildcard(pattern, container.name) ? updated(container, change, flags.bool('overwrite')) : container;
        const { initContainers } = spec;
        return {
          ...spec,
          containers: spec.containers.map(update),
          ...(initContainers ? { initContainers: initContainers.map(update) } : {}),
        };
      }),
  });
}

/** `-`: lines `KEY=VALUE` of standard input. */
async function typedVariables({ env }: Call): Promise<string[]> {
  let text = '';
  for (let piece = await env.stdin.read(); piece !== null; piece = await env.stdin.read()) text += piece;
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function parsedChange(specs: readonly string[], from: readonly EnvVar[]): EnvChange {
  const set: EnvVar[] = [...from];
  const remove: string[] = [];
  for (const spec of specs) {
    const at = spec.indexOf('=');
    if (at < 0) {
      remove.push(spec.slice(0, -1));
      continue;
    }
    const name = spec.slice(0, at);
    const problems = isEnvVarName(name);
    if (problems.length > 0) {
      throw new CommandError(`${JSON.stringify(name)} is not a valid key name: ${problems.join(',')}`);
    }
    set.push({ name, value: spec.slice(at + 1) });
  }
  const both = remove.find((name) => set.some((variable) => variable.name === name));
  if (both !== undefined) {
    throw new CommandError('can not both modify and remove the same environment variable in the same command');
  }
  return { set, remove };
}

function updated(container: Container, { set, remove }: EnvChange, overwrite: boolean): Container {
  const { env = [], ...rest } = container;
  const taken = set.find(({ name }) => env.some((variable) => variable.name === name));
  if (!overwrite && taken)
    throw new CommandError(`'${taken.name}' already has a value (${taken.value ?? ''}), and --overwrite is false`);
  const kept = env
    .filter(({ name }) => !remove.includes(name))
    .map((variable) => set.findLast(({ name }) => name === variable.name) ?? variable);
  const added = set.filter(
    ({ name }, index) =>
      !env.some((variable) => variable.name === name) && set.findLastIndex((one) => one.name === name) === index,
  );
  const next = [...kept, ...added];
  return next.length === 0 ? rest : { ...container, env: next };
}

async function variablesFrom({ flags, session, env }: Call): Promise<EnvVar[]> {
  const [type = '', name = ''] = flags.string('from').split('/');
  const resource = resourceOf(type, await session.mapper());
  if (resource.kind !== 'ConfigMap' && resource.kind !== 'Secret') {
    throw new CommandError('unsupported resource specified in --from');
  }
  const path = resourcePath(resource, { namespace: await session.namespace(), name });
  const source = await (await session.client()).get<KubeObject & { data?: Readonly<Record<string, string>> }>(path);
  const wanted = flags.list('keys');
  const field = resource.kind === 'ConfigMap' ? 'configMapKeyRef' : 'secretKeyRef';
  return Object.keys(source.data ?? {})
    .filter((key) => wanted.length === 0 || wanted.includes(key))
    .sort()
    .map((key) => {
      const plain = key.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
      if (plain !== key) env.stderr(`Warning: key ${key} transferred to ${plain}\n`);
      return { name: flags.string('prefix') + plain, valueFrom: { [field]: { name, key } } };
    });
}

async function listEnv(call: Call, resources: readonly string[]): Promise<undefined> {
  const { flags, env } = call;
  const found = await setTargets(call, resources);
  if (found.failures.length > 0) throw found.failures[0];
  for (const { object, resource } of found.targets) {
    withPodSpec(object, (spec: PodSpec) => {
      for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
        if (!fitsWildcard(flags.string('containers'), container.name)) continue;
        env.stdout(`# ${resource.kind} ${object.metadata.name}, container ${container.name}\n`);
        for (const variable of container.env ?? []) env.stdout(`${variableText(variable)}\n`);
      }
      return spec;
    });
  }
  return undefined;
}

function variableText({ name, value, valueFrom }: EnvVar): string {
  if (!valueFrom) return `${name}=${value ?? ''}`;
  const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = valueFrom;
  if (fieldRef) return `# ${name} from field path ${fieldRef.fieldPath}`;
  if (configMapKeyRef) return `# ${name} from configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `# ${name} from secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  return `# ${name} from resource ${resourceFieldRef?.resource ?? ''}`;
}
