import { isLabelValue } from '../../kube/dns-names.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { AggregateFailure, CommandError } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { ALL_NAMESPACES, FIELD_SELECTOR, FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { DRY_RUN } from '../write/dry-run.js';
import { changeMetadata, type MetadataChange, type MetadataVerb } from '../write/metadata-verb.js';
import { fieldManagerFlag } from '../write/write-query.js';

export const labelCommand: Command = {
  name: 'label',
  short: 'Update the labels on a resource.',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  examples: '  # Set a label, take another one away\n  kubectl label pod web tier=front old-',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    DRY_RUN,
    fieldManagerFlag('kubectl-label'),
    { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
    { name: 'list', type: 'bool', default: 'false', usage: 'Print the labels.' },
    { name: 'local', type: 'bool', default: 'false', usage: 'Do not ask the server.' },
    { name: 'overwrite', type: 'bool', default: 'false', usage: 'Replace values that are there.' },
    { name: 'resource-version', type: 'string', usage: 'Only change this version of the object.' },
  ],
  run: (call) => changeMetadata(call, LABELS),
};

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
