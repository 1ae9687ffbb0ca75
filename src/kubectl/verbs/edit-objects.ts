/** `edit` and its kin: objects as text in the user's editor, until they fit or the user gives up. */
import { resourceWithGroup } from '../../client/resource-mapper.js';

import { ApiError } from '../../kube/api-error.js';
import { goJson } from '../../kube/go-value.js';
import { makeStrategicPatch } from '../../kube/make-strategic-patch.js';
import { makeMergePatch } from '../../kube/merge-patch.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { readYaml, YamlError } from '../../kube/yaml-read.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { Call } from '../command/command.js';
import type { FlagSpec } from '../command/flags.js';
import { CommandError, Exit, PlainError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS } from '../resource/selector-flags.js';
import { type LiveTarget, liveTargets, targetPath } from '../resource/targets.js';
import { appliedText, LAST_APPLIED, lastApplied, withLastApplied } from '../write/last-applied.js';
import { outcome } from '../write/outcome.js';
import { fieldManagerFlag, VALIDATE, writeQuery } from '../write/write-query.js';

export const EDIT_FLAGS: readonly FlagSpec[] = [
  ...FILENAME_FLAGS,
  ...PRINT_FLAGS,
  VALIDATE,
  fieldManagerFlag('kubectl-edit'),
  { name: 'output-patch', type: 'bool', default: 'false', usage: 'Print the patch, too.' },
  { name: 'save-config', type: 'bool', default: 'false', usage: 'Keep the configuration in an annotation.' },
  { name: 'subresource', type: 'string', usage: 'Subresource to edit.' },
  { name: 'windows-line-endings', type: 'bool', default: 'false', usage: 'End lines as Windows does.' },
];

export type EditMode = 'normal' | 'last-applied';

export async function editObjects(call: Call, mode: EditMode): Promise<undefined> {
  const { args, flags } = call;
  const answer = await outcome(call, 'none');
  const found = await liveTargets(call, { args, typeAlone: true });
  const failure = reduceFailures(found.failures);
  if (failure !== undefined) throw failure;
  const isJson = flags.string('output') === 'json';
  const edits = found.targets.map((target) => ({ target, shown: shownObject(target, mode) }));
  const text = (objects: readonly KubeObject[]) => objectsText(objects, isJson);
  const original = text(edits.map(({ shown }) => shown));
  let body = original;
  let problems: readonly string[] = [];
  for (;;) {
    const { edited, path } = await inEditor(call, `${header(mode, problems)}${body}`, isJson);
    const next = withoutComments(edited);
    if (problems.length > 0 && next === body) throw gaveUp(call, path);
    if (next.trim() === '' || (problems.length === 0 && next === original)) {
      await call.env.files.remove?.(path);
      throw cancelled(next, call);
    }
    body = next;
    problems = await saveAll(call, { text: body, edits, mode, answer: answer.print, path });
    await call.env.files.remove?.(path);
    if (problems.length === 0) return undefined;
  }
}

interface SaveAll extends Omit<Save, 'object'> {
  readonly text: string;
  /** The file of the editor. */
  readonly path: string;
}

/** What the next round has to show; empty when all is saved. Throws Exit when another round cannot help. */
async function saveAll(call: Call, { text, path, ...save }: SaveAll): Promise<readonly string[]> {
  const { env } = call;
  let objects: readonly KubeObject[];
  try {
    objects = parsedObjects(text);
  } catch (cause) {
    if (!(cause instanceof YamlError || cause instanceof SyntaxError)) throw cause;
    return [
      `The edited file had a syntax error: error parsing edited-file: error converting YAML to JSON: ${cause.message}`,
    ];
  }
  const problems: string[] = [];
  for (const object of objects) {
    const { resource } = editOf(object, save.edits).target;
    const name = `${resourceWithGroup(resource)} ${JSON.stringify(object.metadata.name)}`;
    try {
      await saveOne(call, { object, ...save });
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (failure.reason === 'Invalid') {
        env.stderr(`error: ${name} is invalid\n`);
        const { causes = [] } = failure.status.details ?? {};
        problems.push(`${name} was not valid:`, ...causes.map(({ field, message }) => `* ${field}: ${message}`));
      } else if (failure.reason === 'NotFound') {
        env.stderr(`error: ${name} could not be found on the server\n`);
        env.stderr(`The edits you made on deleted resources have been saved to ${JSON.stringify(path)}\n`);
        throw new Exit(1);
      } else {
        env.stderr(`error: ${name} could not be patched: ${failure.message}\n`);
        env.stderr(`You can run \`kubectl replace -f ${path}\` to try this update again.\n`);
        throw new Exit(1);
      }
    }
  }
  return problems;
}

interface Edit {
  readonly target: LiveTarget;
  readonly shown: KubeObject;
}

function shownObject({ object }: LiveTarget, mode: EditMode): KubeObject {
  if (mode === 'last-applied') {
    const text = lastApplied(object);
    if (text === undefined) {
      throw new CommandError(
        `no last-applied-configuration annotation found on resources, to create the annotation, use command \`kubectl apply set-last-applied --create-annotation\``,
      );
    }
    return JSON.parse(text) as KubeObject;
  }
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function objectsText(objects: readonly KubeObject[], isJson: boolean): string {
  const [first] = objects;
  const shown = objects.length === 1 ? first : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  return isJson ? `${goJson(shown, '    ')}\n` : yamlText(shown);
}

const HEADERS: Readonly<Record<EditMode, readonly string[]>> = {
  normal: [
    "Please edit the object below. Lines beginning with a '#' will be ignored,",
    'and an empty file will abort the edit. If an error occurs while saving this file will be',
    'reopened with the relevant failures.',
    '',
  ],
  'last-applied': [
    "Please edit the 'last-applied-configuration' annotations below.",
    "Lines beginning with a '#' will be ignored, and an empty file will abort the edit.",
    '',
  ],
};

function header(mode: EditMode, problems: readonly string[]): string {
  return [...HEADERS[mode], ...problems, ...(problems.length > 0 ? [''] : [])]
    .map((line) => (line === '' ? '#\n' : `# ${line}\n`))
    .join('');
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}

/** What a shell says of a program that is not there. */
const NO_SUCH_PROGRAM = 127;

async function inEditor(
  { env }: Call,
  text: string,
  isJson: boolean,
): Promise<{ readonly edited: string; readonly path: string }> {
  const command = env.env['KUBE_EDITOR'] || env.env['EDITOR'] || 'vi';
  const unlaunched = `unable to launch the editor ${JSON.stringify(command)}`;
  if (!env.editor) throw new CommandError(unlaunched);
  const path = `/tmp/kubectl-edit-${Math.floor((env.random?.() ?? 0.5) * 4294967296)}.${isJson ? 'json' : 'yaml'}`;
  await env.files.write(path, text);
  const code = await env.editor(path, env.env['KUBE_EDITOR'] || env.env['EDITOR']);
  const edited = await env.files.read(path);
  if (code === NO_SUCH_PROGRAM && !/["'\\/]/.test(command)) throw new CommandError(unlaunched);
  if (code !== 0) throw new PlainError(`error: there was a problem with the editor ${JSON.stringify(command)}`);
  return { edited: typeof edited === 'string' ? edited : '', path };
}

function cancelled(text: string, { env }: Call): PlainError {
  const reason = text.trim() === '' ? 'saved file was empty' : 'no changes made';
  env.stderr(`Edit cancelled, ${reason}.\n`);
  return new PlainError('', { exitCode: 0 });
}

function gaveUp({ env }: Call, path: string): PlainError {
  env.stderr(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
  return new PlainError('error: Edit cancelled, no valid changes were saved.');
}

function parsedObjects(text: string): KubeObject[] {
  const value = (text.trimStart().startsWith('{') ? JSON.parse(text) : readYaml(text)) as KubeObject & {
    readonly items?: readonly KubeObject[];
  };
  return value.kind === 'List' && value.items ? [...value.items] : [value];
}

interface Save {
  readonly object: KubeObject;
  readonly edits: readonly Edit[];
  readonly mode: EditMode;
  readonly answer: (object: KubeObject, operation: string) => void;
}

function editOf(object: KubeObject, edits: readonly Edit[]): Edit {
  const edit = edits.find(({ shown }) => shown.kind === object.kind && shown.metadata.name === object.metadata?.name);
  if (!edit) throw new CommandError('At least one of apiVersion, kind and name was changed');
  return edit;
}

async function saveOne(call: Call, { object, edits, mode, answer }: Save): Promise<void> {
  const { target, shown } = editOf(object, edits);
  const { flags, session } = call;
  const client = await session.client();
  if (mode === 'last-applied') {
    const body = { metadata: { annotations: { [LAST_APPLIED]: appliedText(object) } } };
    answer(
      await client.patch<KubeObject>(targetPath(target), { type: 'merge', body }, writeQuery(flags, 'none')),
      'edited',
    );
    return;
  }
  const next = lastApplied(object) !== undefined && flags.bool('save-config') ? withLastApplied(object) : object;
  const schema = schemaOf(object.apiVersion, object.kind);
  const body = schema ? makeStrategicPatch(schema, record(shown), record(next)) : makeMergePatch(shown, next);
  if (Object.keys(body).length === 0) {
    answer(shown, 'skipped');
    return;
  }
  if (flags.bool('output-patch')) call.env.stdout(`Patch: ${goJson(body)}\n`);
  const path = targetPath(target, flags.string('subresource') || undefined);
  const type = schema ? 'strategic' : 'merge';
  answer(await client.patch<KubeObject>(path, { type, body }, writeQuery(flags, 'none')), 'edited');
}

function record(object: KubeObject): Readonly<Record<string, unknown>> {
  return object as unknown as Readonly<Record<string, unknown>>;
}
