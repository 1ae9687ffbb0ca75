/** `config set` and `config unset`: one value by its dotted name. */
import { type Kubeconfig, withNamed } from '../../client/kubeconfig.js';
import type { Call, Command } from '../command/command.js';
import { isBoolean } from '../command/flags.js';
import { CommandError } from '../failures.js';
import { changeKubeconfig } from './config-file.js';

export const setPropertyCommand: Command = {
  name: 'set',
  short: 'Set an individual value in a kubeconfig file',
  usage: 'PROPERTY_NAME PROPERTY_VALUE',
  run: set,
};

export const unsetPropertyCommand: Command = {
  name: 'unset',
  short: 'Unset an individual value in a kubeconfig file',
  usage: 'PROPERTY_NAME',
  run: unset,
};

async function set(call: Call): Promise<undefined> {
  const [name, value, ...others] = call.args;
  if (name === undefined || value === undefined || others.length > 0) throw unexpected(call);
  await changeKubeconfig(call, (config) => changed(config, propertyOf(config, name), value));
  call.env.stdout(`Property ${JSON.stringify(name)} set.\n`);
  return undefined;
}

async function unset(call: Call): Promise<undefined> {
  const [name, ...others] = call.args;
  if (name === undefined || others.length > 0) throw unexpected(call);
  await changeKubeconfig(call, (config) => changed(config, propertyOf(config, name), undefined));
  call.env.stdout(`Property ${JSON.stringify(name)} unset.\n`);
  return undefined;
}

function unexpected({ args }: Call): CommandError {
  return new CommandError(`Unexpected args: [${args.join(' ')}]`);
}

type Part = 'clusters' | 'contexts' | 'users';

/** The current context, or an entry of a part with one of its fields. */
type Property =
  | { readonly part: 'current-context' }
  | { readonly part: Part; readonly name: string; readonly field: string | undefined };

const FIELDS: Readonly<Record<Part, readonly string[]>> = {
  clusters: [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
  ],
  contexts: ['cluster', 'user', 'namespace'],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'as',
    'as-uid',
    'username',
    'password',
  ],
};

const SWITCHES = ['insecure-skip-tls-verify', 'disable-compression'];

/** Names of entries may have dots of their own: what ends like a field is one. */
function propertyOf(config: Kubeconfig, text: string): Property {
  if (text === 'current-context') return { part: text };
  const [first = '', ...rest] = text.split('.');
  const part = (['clusters', 'contexts', 'users'] as const).find((one) => one === first);
  if (!part || rest.length === 0) throw new CommandError(`unable to parse ${text} after [] at api.Config`);
  const whole = rest.join('.');
  if (config[part]?.some(({ name }) => name === whole)) return { part, name: whole, field: undefined };
  const field = rest.at(-1) ?? '';
  const name = rest.slice(0, -1).join('.');
  if (name === '') return { part, name: whole, field: undefined };
  if (!FIELDS[part].includes(field)) {
    throw new CommandError(`unable to parse ${field} after [${first}.${name}] at api.${part}`);
  }
  return { part, name, field };
}

/** Without a value the field goes, or the whole entry where none is named. */
function changed(config: Kubeconfig, property: Property, value: string | undefined): Kubeconfig {
  if (property.part === 'current-context') return { ...config, 'current-context': value ?? '' };
  const { part, name, field } = property;
  const kind = part.slice(0, -1);
  const entries = (config[part] ?? []) as unknown as readonly Entry[];
  if (field === undefined) {
    if (value !== undefined) throw new CommandError(`can't set a map to a value: ${part}.${name}`);
    return { ...config, [part]: entries.filter((entry) => entry.name !== name) };
  }
  const old = (entries.find((entry) => entry.name === name)?.[kind] ?? blank(part)) as Readonly<
    Record<string, unknown>
  >;
  const { [field]: _, ...others } = old;
  const next = value === undefined ? others : { ...old, [field]: typed(field, value) };
  return { ...config, [part]: withNamed(entries, { name, [kind]: next }) };
}

type Entry = { readonly name: string } & Readonly<Record<string, unknown>>;

function blank(part: Part): object {
  return part === 'contexts' ? { cluster: '', user: '' } : {};
}

function typed(field: string, value: string): string | boolean {
  if (!SWITCHES.includes(field)) return value;
  if (!isBoolean(value)) throw new CommandError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  return /^(1|t)/i.test(value);
}
