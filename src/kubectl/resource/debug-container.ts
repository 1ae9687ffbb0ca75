/** The container that `kubectl debug` adds, by its flags and profile. */
import type { Container, EnvVar, Pod } from '../../kube/shapes/pod.js';
import type { Call } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const PROFILES = ['general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];

export type DebugTarget = 'ephemeral' | 'copy' | 'node';

export function debugContainer(call: Call, name: string, target: DebugTarget): Container {
  const { flags, args, dash } = call;
  const words = dash < 0 ? [] : args.slice(dash);
  const env = envOf(call);
  const security = securityContext(profileOf(call), target);
  const pullPolicy = flags.string('image-pull-policy') as NonNullable<Container['imagePullPolicy']> | '';
  return {
    name,
    ...(flags.string('image') ? { image: flags.string('image') } : {}),
    ...(words.length > 0 ? { [flags.bool('arguments-only') ? 'args' : 'command']: words } : {}),
    ...(env.length > 0 ? { env } : {}),
    ...(pullPolicy ? { imagePullPolicy: pullPolicy } : {}),
    ...(flags.bool('stdin') ? { stdin: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    ...(security ? { securityContext: security } : {}),
    terminationMessagePolicy: 'File',
  };
}

export function profileOf({ flags }: Call): string {
  const profile = flags.string('profile');
  if (PROFILES.includes(profile)) return profile;
  throw new CommandError(`unknown profile: ${profile}`);
}

/** One that no container of the Pod has. */
export function freeName({ env, flags }: Call, pod: Pod): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const taken = [...containers, ...initContainers, ...ephemeralContainers].map(({ name }) => name);
  for (let attempt = 0; ; attempt += 1) {
    const name = `debugger-${randomSuffix(env.random, attempt)}`;
    if (taken.includes(name)) continue;
    if (!flags.bool('quiet')) env.stdout(`Defaulting debug container name to ${name}.\n`);
    return name;
  }
}

/** Without a source of chance each attempt still gets letters of its own. */
export function randomSuffix(random: (() => number) | undefined, attempt = 0): string {
  const place = () => (random ? Math.floor(random() * LETTERS.length) : attempt % LETTERS.length);
  return Array.from({ length: 5 }, () => LETTERS[place()] ?? '').join('');
}

function envOf({ flags, path }: Call): readonly EnvVar[] {
  return flags.list('env').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw usageError(path, `invalid argument ${JSON.stringify(pair)} for "--env" flag`);
    return { name: pair.slice(0, at), value: pair.slice(at + 1) };
  });
}

function securityContext(profile: string, target: DebugTarget): Container['securityContext'] {
  switch (profile) {
    case 'general':
      return target === 'node' ? undefined : { capabilities: { add: ['SYS_PTRACE'] } };
    case 'restricted':
      return {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      };
    case 'netadmin':
      return { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } };
    case 'sysadmin':
      return { privileged: true };
    default:
      return undefined;
  }
}
