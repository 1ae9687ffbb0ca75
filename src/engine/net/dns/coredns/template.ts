import type { DnsRecord } from '../../../../sh/program.js';
import { passesOn } from '../answer.js';
import { type Answer, matchZone, type Question } from '../zone.js';
import type { TemplateSettings } from './plugin-settings.js';
import { expressionOf } from './rewrite.js';

/** The first template that fits makes the answer; `undefined`: the next plugin is asked. */
export function answerTemplate(templates: readonly TemplateSettings[], question: Question): Answer | undefined {
  for (const settings of templates) {
    const zone = matchZone(settings.zones, question.name);
    if (!settings.isOurs || zone === undefined || (settings.type !== 'ANY' && settings.type !== question.type))
      continue;
    const found = matched(settings, question.name);
    if (found === undefined) {
      const { fallthrough } = settings;
      if (fallthrough && (fallthrough.length === 0 || passesOn(fallthrough, question.name))) continue;
      return NO_SUCH_NAME;
    }
    const values = { Name: question.name, Type: question.type, Class: 'IN', Zone: zone.zone };
    const records = (lines: readonly string[]) => lines.flatMap((line) => recordOf(fill(line, found, values)) ?? []);
    return {
      rcode: settings.rcode as Answer['rcode'],
      authoritative: true,
      answers: records(settings.answers),
      authority: records(settings.authority),
      additional: records(settings.additional),
    };
  }
  return undefined;
}

const NO_SUCH_NAME: Answer = {
  rcode: 'NXDOMAIN',
  authoritative: false,
  answers: [],
  authority: [],
  additional: [],
};

function matched({ matches }: TemplateSettings, name: string): RegExpExecArray | [string] | undefined {
  if (matches.length === 0) return [name];
  for (const text of matches) {
    const found = expressionOf(text)?.exec(name);
    if (found) return found;
  }
  return undefined;
}

/** Fields of Go's template language, as far as the plugin has them. */
function fill(line: string, found: RegExpExecArray | [string], values: Readonly<Record<string, string>>): string {
  const groups = 'groups' in found ? found.groups : undefined;
  return line
    .replace(/\{\{\s*\.(Name|Type|Class|Zone)\s*\}\}/g, (_, name: string) => values[name] ?? '')
    .replace(/\{\{\s*\.Group\.(\w+)\s*\}\}/g, (_, name: string) => groups?.[name] ?? '')
    .replace(/\{\{\s*index \.Match (\d+)\s*\}\}/g, (_, number: string) => found[Number(number)] ?? '');
}

/** `NAME [TTL] [CLASS] TYPE DATA`, in the form of a zone file. */
function recordOf(line: string): DnsRecord | undefined {
  const [, name, ttl, type, data] = /^(\S+)\s+(?:(\d+)\s+)?(?:IN\s+)?([A-Z]+)\s+(.+)$/.exec(line.trim()) ?? [];
  if (name === undefined || type === undefined || data === undefined) return undefined;
  const hasTarget = ['CNAME', 'SRV', 'PTR', 'NS', 'MX'].includes(type);
  return { name: dotted(name), type, ttl: Number(ttl ?? 3600), data: hasTarget ? dotted(data) : data };
}

function dotted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
