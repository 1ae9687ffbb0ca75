import type { Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { ALL_NAMESPACES, FIELD_SELECTOR, FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { DRY_RUN } from '../write/dry-run.js';
import { changeMetadata, type MetadataChange, type MetadataVerb } from '../write/metadata-verb.js';
import { fieldManagerFlag } from '../write/write-query.js';

export const annotateCommand: Command = {
  name: 'annotate',
  short: 'Update the annotations on one or more resources.',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  examples: "  # Annotate a pod\n  kubectl annotate pod web description='my frontend'",
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    DRY_RUN,
    fieldManagerFlag('kubectl-annotate'),
    { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
    { name: 'list', type: 'bool', default: 'false', usage: 'Print the annotations.' },
    { name: 'local', type: 'bool', default: 'false', usage: 'Do not ask the server.' },
    { name: 'overwrite', type: 'bool', default: 'false', usage: 'Replace values that are there.' },
    { name: 'resource-version', type: 'string', usage: 'Only change this version of the object.' },
  ],
  run: (call) => changeMetadata(call, ANNOTATIONS),
};

const ANNOTATIONS: MetadataVerb = {
  field: 'annotations',
  noun: 'annotation',
  parse: parseAnnotations,
  check(object, { set }, overwrite) {
    if (overwrite) return;
    const current = object.metadata.annotations ?? {};
    const taken = Object.keys(set).filter((key) => current[key] !== undefined && current[key] !== set[key]);
    if (taken.length === 0) return;
    const texts = taken.map((key) => `'${key}' already has a value (${current[key]})`);
    throw new CommandError(`--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`);
  },
  operation: () => 'annotated',
  reportMissing: () => undefined,
};

function parseAnnotations(specs: readonly string[]): MetadataChange {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const spec of specs) {
    const at = spec.indexOf('=');
    if (at < 0) remove.push(spec.slice(0, -1));
    else set[spec.slice(0, at)] = spec.slice(at + 1);
  }
  const both = remove.filter((key) => set[key] !== undefined);
  if (both.length > 0) {
    throw new CommandError(
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    );
  }
  return { set, remove };
}
