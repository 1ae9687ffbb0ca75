/** `kubectl create KIND NAME`: objects made of flags. */
import { formatResourcePath, parseGroupVersion } from '../../kube/resource-path.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { usageError } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { savedConfig } from '../write/last-applied.js';
import { typedOutcome } from '../write/outcome.js';
import { failedTo } from '../write/source-error.js';
import { fieldManagerFlag, fieldValidation, SAVE_CONFIG, VALIDATE, writeQuery } from '../write/write-query.js';

export interface Generator {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  readonly usage: string;
  readonly flags: readonly FlagSpec[];
  /** `deployments`. */
  readonly resource: string;
  readonly isClusterScoped?: boolean;
  /** Put in front of the server's refusal: `create deployment`. */
  readonly task?: string;
  /** Fields in the order of the Go structs. Throws CommandError. */
  make(call: Call, name: string): Promise<KubeObject> | KubeObject;
}

export function generatorCommand(generator: Generator): Command {
  const { name, aliases, short, usage, flags } = generator;
  return {
    name,
    short,
    usage,
    ...(aliases ? { aliases } : {}),
    flags: [...flags, ...PRINT_FLAGS, DRY_RUN, SAVE_CONFIG, VALIDATE, fieldManagerFlag('kubectl-create')],
    run: (call) => generate(call, generator),
  };
}

/** The one name among the arguments; what stands behind `--` is not counted. */
export function nameArgument({ args, dash, path }: Call): string {
  const count = dash < 0 ? args.length : dash;
  if (count !== 1) throw usageError(path, `exactly one NAME is required, got ${count}`);
  return args[0] ?? '';
}

async function generate(call: Call, generator: Generator): Promise<undefined> {
  const { flags, session } = call;
  const name = nameArgument(call);
  const dryRun = dryRunOf(call);
  const validation = fieldValidation(flags);
  const answer = await typedOutcome(call, dryRun);
  const made = await generator.make(call, name);
  const object = savedConfig(await inNamespace(call, made, generator), flags.bool('save-config'));
  if (dryRun === 'client') {
    answer.print(object, 'created');
    return undefined;
  }
  const client = await session.client();
  const path = formatResourcePath({
    ...parseGroupVersion(object.apiVersion),
    resource: generator.resource,
    ...(generator.isClusterScoped ? {} : { namespace: await session.namespace() }),
  });
  try {
    answer.print(await client.create(path, object, writeQuery(flags, dryRun, { validation })), 'created');
  } catch (failure) {
    throw generator.task === undefined ? failure : failedTo(generator.task, failure);
  }
  return undefined;
}

/** A namespace is written into the object only when a flag names it. */
async function inNamespace({ session }: Call, object: KubeObject, { isClusterScoped }: Generator): Promise<KubeObject> {
  if (isClusterScoped || !session.hasNamespaceFlag()) return object;
  const { name, ...rest } = object.metadata;
  return { ...object, metadata: { ...(name ? { name } : {}), namespace: await session.namespace(), ...rest } };
}
