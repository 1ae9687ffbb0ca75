/** The answer of a writing verb: `service/web created`, or the object in the format of `-o`. */
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call } from '../command/command.js';
import { objectPrinter } from '../print/format.js';
import { kyamlText } from '../print/kyaml-text.js';
import { objectName } from '../print/name.js';
import { typedJson, typedOrder } from '../print/typed-json.js';
import { type DryRun, dryRunSuffix } from './dry-run.js';

export interface Outcome {
  /** Prints one object; `operation` is `created`, `patched (no change)` and the like. */
  print(object: KubeObject, operation: string): void;
  /** Neither words nor names were asked for, but whole objects. */
  readonly isWhole: boolean;
}

/** Throws CommandError for a format that does not exist. */
export async function outcome(call: Call, dryRun: DryRun): Promise<Outcome> {
  const { flags, env } = call;
  const printer = await objectPrinter(flags, env);
  const isName = flags.string('output') === 'name';
  const suffix = dryRunSuffix(dryRun);
  return {
    isWhole: printer !== undefined && !isName,
    print(object, operation) {
      env.stdout(printer ? printer.print(object) : `${objectName(object)} ${operation}${suffix}\n`);
    },
  };
}

/** Formats in which the fields of Go structs keep their order. */
const TYPED: Readonly<Record<string, (object: KubeObject) => string>> = {
  json: (object) => `${typedJson(object)}\n`,
  kyaml: (object) => kyamlText(typedOrder(object), 'kept'),
};

/** Like `outcome`, for objects that kubectl keeps as Go structs: their JSON has the fields in the order of the struct. */
export async function typedOutcome(call: Call, dryRun: DryRun): Promise<Outcome> {
  const plain = await outcome(call, dryRun);
  const text = TYPED[call.flags.string('output').toLowerCase()];
  return text ? { isWhole: true, print: (object) => call.env.stdout(text(object)) } : plain;
}
