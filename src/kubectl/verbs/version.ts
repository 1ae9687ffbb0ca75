import { goJson } from '../../kube/go-value.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';

const CLIENT_VERSION = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3',
  gitCommit: '0f29094e5b73085e3802ecc1298ecae13866bfe6',
  gitTreeState: 'clean',
  buildDate: '2026-07-22T18:10:35Z',
  goVersion: 'go1.26.5',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const;

const KUSTOMIZE_VERSION = 'v5.8.1';

export const versionCommand: Command = {
  name: 'version',
  short: 'Print the client and server version information for the current context.',
  summary: 'Print the client and server version information',
  flags: [
    { name: 'client', type: 'bool', default: 'false', usage: 'Print the client version only.' },
    { name: 'output', short: 'o', type: 'string', usage: "One of 'yaml' or 'json'." },
  ],
  run: version,
};

async function version({ flags, env, session, args, path }: Call): Promise<undefined> {
  if (args.length > 0)
    throw new CommandError(`extra arguments: [${args.join(' ')}]\nSee '${path} -h' for help and examples`);
  const output = flags.string('output');
  if (!['', 'yaml', 'json'].includes(output)) throw new CommandError(`--output must be 'yaml' or 'json'`);
  let server: Record<string, string> | undefined;
  let failure: unknown;
  if (!flags.bool('client')) {
    try {
      server = await (await session.client()).get<Record<string, string>>('/version');
    } catch (cause) {
      failure = cause;
    }
  }
  const all = {
    clientVersion: CLIENT_VERSION,
    kustomizeVersion: KUSTOMIZE_VERSION,
    ...(server ? { serverVersion: server } : {}),
  };
  if (output === 'json') env.stdout(`${JSON.stringify(all, null, 2)}\n`);
  else if (output === 'yaml') env.stdout(`${yamlText(JSON.parse(goJson(all)))}\n`);
  else {
    env.stdout(`Client Version: ${CLIENT_VERSION.gitVersion}\nKustomize Version: ${KUSTOMIZE_VERSION}\n`);
    if (server) env.stdout(`Server Version: ${server['gitVersion']}\n`);
  }
  if (failure !== undefined) throw failure;
  return undefined;
}
