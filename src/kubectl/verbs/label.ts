import { isLabelValue } from '../../kube/dns-names.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { AggregateFailure, CommandError } from '../failures.js';
import { type MetadataChange, type MetadataVerb, metadataCommand } from '../write/metadata-verb.js';

const LABELS: MetadataVerb = {
  field: 'labels',
  noun: 'label',
  parse: parseLabels,
  check(object, { set }, overwrite) {
    if (overwrite) return;
    const current = object.metadata.labels ?? {};
    const taken = Object.entries(set).filter(([key, value]) => current[key] !== undefined && current[key] !== value);
    const failures = taken.map(
      ([key]) => new CommandError(`'${key}' already has a value (${current[key]}), and --overwrite is false`),
    );
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateFailure(failures);
  },
  operation: labelOperation,
  reportMissing: (call: Call, key) => call.env.stdout(`label ${JSON.stringify(key)} not found.\n`),
};

export const labelCommand = metadataCommand(
  {
    name: 'label',
    short: 'Update the labels on a resource.',
    examples: '  # Set a label, take another one away\n  kubectl label pod web tier=front old-',
  },
  LABELS,
);

function parseLabels(specs: readonly string[]): MetadataChange {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const spec of specs) {
    const [key = '', value, ...rest] = spec.split('=');
    if (value === undefined) remove.push(spec.slice(0, -1));
    else {
      if (rest.length > 0) throw new CommandError(`invalid label spec: ${spec}`);
      const problems = isLabelValue(value);
      if (problems.length > 0) {
        throw new CommandError(`invalid label value: ${JSON.stringify(spec)}: ${problems.join(';')}`);
      }
      set[key] = value;
    }
  }
  if (remove.some((key) => set[key] !== undefined)) {
    throw new CommandError('can not both modify and remove a label in the same command');
  }
  return { set, remove };
}

function labelOperation(before: KubeObject, after: KubeObject): string {
  const [old, next] = [before.metadata.labels ?? {}, after.metadata.labels ?? {}];
  const isSet = Object.keys(next).some((key) => next[key] !== old[key]);
  const isRemoved = Object.keys(old).some((key) => next[key] === undefined);
  if (isSet) return isRemoved ? 'modified' : 'labeled';
  return isRemoved ? 'unlabeled' : 'not labeled';
}
