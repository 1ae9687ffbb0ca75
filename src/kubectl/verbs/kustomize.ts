import { goJson } from '../../kube/go-value.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { kustomized } from '../kustomize/build.js';

export const kustomizeCommand: Command = {
  name: 'kustomize',
  short: 'Build a kustomization target from a directory or URL.',
  usage: 'DIR',
  examples: '  # Print the objects of a directory\n  kubectl kustomize overlays/dev',
  run: kustomize,
};

async function kustomize({ args, env }: Call): Promise<undefined> {
  if (args.length > 1) throw new CommandError('specify one path to kustomization.yaml');
  const objects = await kustomized(env, args[0] ?? '.');
  env.stdout(objects.map((object) => yamlText(JSON.parse(goJson(object)))).join('---\n'));
  return undefined;
}
