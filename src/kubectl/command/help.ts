/** Our own short help in kubectl's layout. */
import type { Command } from './command.js';
import type { FlagSpec } from './flags.js';
import { GLOBAL_FLAGS } from './global-flags.js';

export function helpText(command: Command, path: string): string {
  const sections = [command.short, ...(command.long === undefined ? [] : [` ${command.long}`])];
  if (command.aliases?.length) sections.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  if (command.examples) sections.push(`Examples:\n${command.examples}`);
  if (command.commands) sections.push(...commandSections(command, command.commands));
  if (command.flags?.length) sections.push(`Options:\n${flagLines(command.flags)}`);
  sections.push(`Usage:\n  ${usageLine(command, path)}`);
  const hints = command.commands ? [`Use "${path} <command> --help" for more information about a given command.`] : [];
  if (path !== 'kubectl options') {
    hints.push('Use "kubectl options" for a list of global command-line options (applies to all commands).');
  }
  return `${sections.join('\n\n')}\n\n${hints.join('\n')}\n`;
}

export function optionsText(): string {
  return `The following options can be passed to any command:\n\n${flagLines(GLOBAL_FLAGS)}\n`;
}

function usageLine(command: Command, path: string): string {
  if (command.commands) return `${path} ${command.usage ?? '[flags]'} [options]`;
  return `${path}${command.usage ? ` ${command.usage}` : ''}${command.flags?.length ? ' [options]' : ''}`;
}

/** The least that cobra leaves for a name. */
const NAME_WIDTH = 11;

function commandSections({ groups }: Command, commands: readonly Command[]): string[] {
  const shown = commands.filter(({ hidden }) => !hidden);
  const width = Math.max(NAME_WIDTH, ...shown.map(({ name }) => name.length));
  const lines = (some: readonly Command[]) =>
    some
      .map(({ name, short, summary = short }) => `  ${name.padEnd(width)}   ${summary.replace(/\.$/, '')}\n`)
      .join('')
      .trimEnd();
  if (!groups) return [`Available Commands:\n${lines(shown)}`];
  const named = groups.map(([title, words]) => {
    const members = words.split(' ');
    return `${title}:\n${lines(shown.filter(({ name }) => members.includes(name)))}`;
  });
  const all = groups.flatMap(([, words]) => words.split(' '));
  const others = shown.filter(({ name }) => !all.includes(name));
  return [...named, 'Subcommands provided by plugins:', `Other Commands:\n${lines(others)}`];
}

function flagLines(flags: readonly FlagSpec[]): string {
  return [...flags]
    .filter(({ hidden }) => !hidden)
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((flag) => `    ${flag.short ? `-${flag.short}, ` : ''}--${flag.name}=${shownDefault(flag)}:\n\t${flag.usage}`)
    .join('\n\n');
}

function shownDefault(flag: FlagSpec): string {
  const value = flag.default ?? '';
  switch (flag.type) {
    case 'string':
      return `'${value}'`;
    case 'list':
    case 'array':
    case 'map':
      return `[${value}]`;
    case 'bool':
      return value || 'false';
    default:
      return value || '0';
  }
}
