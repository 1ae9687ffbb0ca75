import { readYaml } from '../../kube/yaml-read.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { objectPrinter, PRINT_FLAGS } from '../print/format.js';

export const kubercCommand: Command = {
  name: 'kuberc',
  short: 'Manage user preferences (kuberc) file.',
  summary: 'Manage kuberc configuration files',
  usage: 'SUBCOMMAND',
  commands: [{ name: 'view', short: 'Display the current kuberc configuration', flags: PRINT_FLAGS, run: view }],
};

/** What kubectl offers to whoever has no preferences yet. */
const RECOMMENDED = {
  aliases: null,
  apiVersion: 'kubectl.config.k8s.io/v1beta1',
  defaults: [
    { command: 'apply', options: [{ default: 'true', name: 'server-side' }] },
    { command: 'delete', options: [{ default: 'true', name: 'interactive' }] },
  ],
  kind: 'Preference',
};

async function view({ env, flags }: Call): Promise<undefined> {
  const path = flags.string('kuberc') || env.env['KUBERC'] || `${env.env['HOME'] ?? ''}/.kube/kuberc`;
  const text = await env.files.read(path);
  if (typeof text === 'string') {
    const preferences = { aliases: [], ...(readYaml(text) as object) } as { readonly aliases: unknown };
    const shown = { ...preferences, aliases: preferences.aliases ?? [] };
    const printer = await objectPrinter(flags, env);
    env.stdout(printer ? printer.print(shown as never) : yamlText(shown));
    return undefined;
  }
  env.stdout(
    `kuberc file not found at ${path}\nWould you like to generate a default kuberc file with recommended options? (y/N): `,
  );
  if (!/^y(es)?\s*$/i.test((await env.stdin.read()) ?? '')) return undefined;
  const failure = await env.files.write(path, yamlText(RECOMMENDED));
  if (failure) throw new CommandError(`open ${path}: ${failure.message}`);
  env.stdout(`Updated ${path}\n`);
  return undefined;
}
