import { CommandError } from '../failures.js';
import { type MetadataChange, type MetadataVerb, metadataCommand } from '../write/metadata-verb.js';

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

export const annotateCommand = metadataCommand(
  {
    name: 'annotate',
    short: 'Update the annotations on one or more resources.',
    summary: 'Update the annotations on a resource',
    examples: "  # Annotate a pod\n  kubectl annotate pod web description='my frontend'",
  },
  ANNOTATIONS,
);

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
