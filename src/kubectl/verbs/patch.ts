import { apiError } from '../../kube/api-error.js';
import { deepEqual } from '../../kube/deep-equal.js';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '../../kube/json-patch.js';
import { mergePatch } from '../../kube/merge-patch.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { strategicMerge } from '../../kube/strategic-merge-patch.js';
import { readYaml, YamlError } from '../../kube/yaml-read.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS } from '../resource/selector-flags.js';
import { type Found, fileTargets, type LiveTarget, liveTargets, targetPath } from '../resource/targets.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { goJsonProblem } from '../write/go-json-problem.js';
import { outcome } from '../write/outcome.js';
import { fieldManagerFlag, writeQuery } from '../write/write-query.js';

export const patchCommand: Command = {
  name: 'patch',
  short: 'Update fields of a resource using strategic merge patch, a JSON merge patch, or a JSON patch.',
  summary: 'Update fields of a resource',
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  examples: '  # Make a service a NodePort service\n  kubectl patch svc web -p \'{"spec":{"type":"NodePort"}}\'',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    fieldManagerFlag('kubectl-patch'),
    { name: 'local', type: 'bool', default: 'false', usage: 'Patch the file, not the object of the server.' },
    { name: 'patch', short: 'p', type: 'string', usage: 'The patch.' },
    { name: 'patch-file', type: 'string', usage: 'File with the patch.' },
    { name: 'subresource', type: 'string', usage: 'Subresource to patch: status, scale, resize.' },
    { name: 'type', type: 'string', default: 'strategic', usage: 'Type of the patch: json, merge, strategic.' },
  ],
  run: patch,
};

type PatchType = 'json' | 'merge' | 'strategic';

const TYPES: readonly PatchType[] = ['json', 'merge', 'strategic'];

async function patch(call: Call): Promise<undefined> {
  const { flags, session } = call;
  const dryRun = dryRunOf(call);
  // patch alone does not say that it was a dry run.
  const answer = await outcome(call, 'none');
  const type = patchType(flags.string('type'));
  const isLocal = flags.bool('local');
  if (isLocal && call.args.length > 0) throw new CommandError('cannot specify --local and server resources');
  const text = await patchText(call);
  const subresource = flags.string('subresource');
  const found = await targetsOf(call);
  const failures = [...found.failures];
  const body = found.targets.length === 0 ? undefined : patchBody(text);
  const client = await session.client();
  for (const target of found.targets) {
    try {
      const path = targetPath(target, subresource || undefined);
      const before = subresource !== '' && !isLocal ? await client.get(path) : target.object;
      const after =
        isLocal || dryRun === 'client'
          ? patchedLocally(before, type, body)
          : await client.patch<KubeObject>(path, { type, body }, writeQuery(flags, dryRun));
      answer.print(after, deepEqual(before, after) ? 'patched (no change)' : 'patched');
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

function patchType(word: string): PatchType {
  const type = TYPES.find((candidate) => candidate === word.toLowerCase());
  if (!type) throw new CommandError(`--type must be one of [${TYPES.join(' ')}], not ${JSON.stringify(word)}`);
  return type;
}

async function patchText({ flags, env }: Call): Promise<string> {
  const [text, file] = [flags.string('patch'), flags.string('patch-file')];
  if (text === '' && file === '') {
    throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
  }
  if (text !== '' && file !== '') throw new CommandError('cannot specify --patch and --patch-file together');
  if (text !== '') return text;
  const content = await env.files.read(file);
  if (typeof content === 'string') return content;
  throw new CommandError(`unable to read patch file: open ${file}: ${content.message}`);
}

/** Files are patched as they are: kubectl compares the answer with the file, not with the server's object. */
async function targetsOf(call: Call): Promise<Found<LiveTarget>> {
  if (call.flags.list('filename').length > 0) return { ...(await fileTargets(call)), single: false };
  return liveTargets(call, { args: call.args });
}

/** A text that starts like a JSON object goes to the server as it is, and the server's decoder finds its mistakes. */
function patchBody(text: string): unknown {
  if (/^\s*\{/.test(text)) {
    const problem = goJsonProblem(text);
    if (problem !== undefined) throw apiError('BadRequest', problem);
    return JSON.parse(text);
  }
  try {
    return readYaml(text) ?? null;
  } catch (cause) {
    if (!(cause instanceof YamlError)) throw cause;
    throw new CommandError(`unable to parse ${JSON.stringify(text)}: ${cause.message}`, { cause });
  }
}

function patchedLocally(object: KubeObject, type: PatchType, body: unknown): KubeObject {
  const schema = schemaOf(object.apiVersion, object.kind);
  if (type === 'merge') return mergePatch(object, body) as KubeObject;
  if (type === 'json') return jsonPatched(object, body);
  if (!schema) {
    throw new CommandError(
      `strategic merge patch is not supported for ${object.apiVersion}, Kind=${object.kind} locally, try --type merge`,
    );
  }
  return strategicMerge(schema, object, body) as KubeObject;
}

function jsonPatched(object: KubeObject, body: unknown): KubeObject {
  try {
    return applyJsonPatch(object, body as readonly JsonPatchOperation[]) as KubeObject;
  } catch (cause) {
    if (!(cause instanceof JsonPatchError)) throw cause;
    throw new CommandError(cause.message, { cause });
  }
}
