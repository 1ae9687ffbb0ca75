/** Changes of an object's Pod template, sent as the strategic patch that makes them. */
import { makeStrategicPatch } from '../../kube/make-strategic-patch.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { PodSpec } from '../../kube/shapes/pod.js';
import { CommandError } from '../failures.js';

type Fields = Readonly<Record<string, unknown>>;

/** The object with another Pod spec. Throws CommandError for kinds without one. */
export function withPodSpec(object: KubeObject, change: (spec: PodSpec) => PodSpec): KubeObject {
  const path = podSpecPath(object.kind);
  const spec = path?.reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], object);
  if (path === undefined || spec === undefined) {
    const type = `*${object.apiVersion.split('/').at(-1)}.${object.kind}`;
    throw new CommandError(`the object is not a pod or does not have a pod template: ${type}`);
  }
  return put(object as unknown as Fields, path, change(spec as PodSpec)) as unknown as KubeObject;
}

/** `undefined` when nothing differs. */
export function templatePatch(before: KubeObject, after: KubeObject): Fields | undefined {
  const schema = schemaOf(before.apiVersion, before.kind);
  const patch = makeStrategicPatch(schema, before as unknown as Fields, after as unknown as Fields);
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function podSpecPath(kind: string): readonly string[] | undefined {
  switch (kind) {
    case 'Pod':
      return ['spec'];
    case 'CronJob':
      return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicationController':
    case 'Job':
      return ['spec', 'template', 'spec'];
    default:
      return undefined;
  }
}

function put(fields: Fields, [key = '', ...rest]: readonly string[], value: unknown): Fields {
  return { ...fields, [key]: rest.length === 0 ? value : put((fields[key] ?? {}) as Fields, rest, value) };
}
