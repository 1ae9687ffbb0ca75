import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { ClusterNetworkOptions } from '../engine/public-face.js';
import { nearest } from '../hosts/tutorial/typo.js';
import { type Addon, addonNames } from '../kube/addon.js';
import { cliWords } from '../words/cli.js';
import type { Lang } from '../words/sentence.js';
import { UsageError } from './usage-error.js';

/** Options that every command takes; they may stand anywhere before the words of `kubectl`. */
const GLOBAL_OPTIONS = {
  lang: { type: 'string' },
  ascii: { type: 'boolean' },
  plain: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/** More nodes than anybody has looked at in a terminal. */
export const MOST_NODES = 100;

type OptionSpecs = NonNullable<ParseArgsConfig['options']>;
type AllOptions<T> = typeof GLOBAL_OPTIONS & T;

/** What was given: text or a boolean by option, and the words that are no options. */
export interface Options<T> {
  readonly values: {
    readonly [K in keyof AllOptions<T>]?: AllOptions<T>[K] extends { readonly type: 'boolean' } ? boolean : string;
  };
  readonly positionals: readonly string[];
}

/** Parses a command's own words, of which at most so many are no options. Throws `UsageError`. */
export function readOptions<T extends OptionSpecs>(
  args: readonly string[],
  options: T,
  lang: Lang,
  most = 0,
): Options<T> {
  const all = { ...GLOBAL_OPTIONS, ...options };
  const { values, positionals } = parsed(args, all, lang);
  const extra = positionals[most];
  if (extra !== undefined) throw new UsageError(cliWords.tooManyWords[lang](extra));
  return { values: values as Options<T>['values'], positionals };
}

function parsed(args: readonly string[], options: OptionSpecs, lang: Lang) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    // Node names the option first, perhaps behind its short form: `Option '-h, --help' ...`.
    const name = /'(?:-\w, )?(-[^' ]+)/.exec(message)?.[1] ?? '';
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const meant = nearest(
        name,
        [...Object.keys(options), 'lang'].map((known) => `--${known}`),
      );
      throw new UsageError(cliWords.unknownOption[lang](name, meant), { cause });
    }
    const takesValue = options[name.replace(/^-+/, '')]?.type === 'string';
    throw new UsageError(cliWords[takesValue ? 'valueNeeded' : 'noValue'][lang](name), { cause });
  }
}

export interface NumberRange {
  readonly lang: Lang;
  readonly min: number;
  readonly max?: number;
  /** Default: whole numbers only. */
  readonly isFraction?: boolean;
}

export function readNumber(name: string, value: string | undefined, range: NumberRange): number | undefined {
  if (value === undefined) return undefined;
  const { lang, min, max = Number.MAX_SAFE_INTEGER, isFraction = false } = range;
  const number = Number(value);
  const isGood = value.trim() !== '' && number >= min && number <= max && (isFraction || Number.isInteger(number));
  if (!isGood) throw new UsageError(cliWords.badNumber[lang](name, value, { min, max: range.max, isFraction }));
  return number;
}

interface NetworkValues {
  readonly 'proxy-mode'?: string | undefined;
  readonly cloud?: string | undefined;
  /** Names, parted by commas. */
  readonly addons?: string | undefined;
  readonly 'dual-stack'?: boolean | undefined;
  /** The primary one first: `IPv6,IPv4`. */
  readonly 'ip-families'?: string | undefined;
}

/** What options say of the network; nothing when nothing was said. Throws `UsageError`. */
export function readNetwork(values: NetworkValues, lang: Lang): ClusterNetworkOptions {
  const proxyMode = readChoice('proxy-mode', values['proxy-mode'], { choices: ['iptables', 'nftables'], lang });
  const address = readChoice('cloud', values.cloud, { choices: ['ip', 'hostname'], lang });
  const addons = values.addons?.split(',').flatMap((name) => {
    const addon: Addon | undefined = readChoice('addons', name, { choices: addonNames, lang });
    return addon === undefined ? [] : [addon];
  });
  const families = readChoice('ip-families', values['ip-families'], { choices: familyNames, lang });
  return {
    ...(proxyMode && { proxyMode }),
    ...(address && { cloud: { address } }),
    ...(addons && { addons }),
    ...(values['dual-stack'] && { ipFamilies: FAMILIES['IPv4,IPv6'] }),
    ...(families && { ipFamilies: FAMILIES[families] }),
  };
}

const FAMILIES = {
  IPv4: ['IPv4'],
  IPv6: ['IPv6'],
  'IPv4,IPv6': ['IPv4', 'IPv6'],
  'IPv6,IPv4': ['IPv6', 'IPv4'],
} as const;
const familyNames = ['IPv4', 'IPv6', 'IPv4,IPv6', 'IPv6,IPv4'] as const;

function readChoice<T extends string>(
  name: string,
  value: string | undefined,
  { choices, lang }: { readonly choices: readonly T[]; readonly lang: Lang },
): T | undefined {
  if (value === undefined) return undefined;
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new UsageError(cliWords.badChoice[lang](name, value, choices));
  return chosen;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `30s`, `5m`, `500ms` in ms. Throws `UsageError`. */
export function readDuration(value: string, lang: Lang): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) throw new UsageError(cliWords.badDuration[lang](value));
  return Number(match[1]) * unit;
}

/** Language of what the program says: `--lang`, else Japanese. Throws `UsageError`. */
export function readLang(args: readonly string[]): Lang {
  const at = args.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  if (at < 0) return 'ja';
  const value = args[at]?.includes('=') ? args[at].slice('--lang='.length) : (args[at + 1] ?? '');
  if (value !== 'ja' && value !== 'en') throw new UsageError(cliWords.badLang.ja(value));
  return value;
}
