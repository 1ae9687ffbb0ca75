import type { Directive, DirectiveLine } from './corefile.js';
import type { ConfigPlace, TemplateSettings } from './plugin-settings.js';
import { expressionOf } from './rewrite.js';
import { argumentError, setupError } from './setup-errors.js';
import { absolute, zonesOr } from './zone-names.js';

const CLASSES = ['IN', 'CH', 'HS', 'ANY', 'NONE', 'CS'];
const TYPES = 'A AAAA ANY CAA CNAME DNSKEY DS HINFO HTTPS MX NAPTR NS NULL PTR RRSIG SOA SPF SRV SVCB TLSA TXT'.split(
  ' ',
);
const RCODES = 'NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE'.split(' ');

/** `template CLASS TYPE [ZONES...] { ... }` (upstream: plugin/template/setup.go). */
export function parseTemplate({ args, lines, line }: Directive, place: ConfigPlace): TemplateSettings {
  const [className, typeName, ...zones] = args;
  const fail = (message: string, at = line) => setupError('template', place, at, message);
  if (className === undefined) throw argumentError('template', place, line, 'template');
  if (!CLASSES.includes(className.toUpperCase())) throw fail(`invalid RR class ${className}`);
  if (typeName === undefined) throw argumentError('template', place, line, className);
  if (!TYPES.includes(typeName.toUpperCase())) throw fail(`invalid RR type ${typeName}`);
  for (const entry of lines) checkLine(entry, place);
  const all = (name: string) => lines.filter(({ words }) => words[0] === name).map(({ words }) => words.slice(1));
  const passing = all('fallthrough')[0];
  return {
    isOurs: ['IN', 'ANY'].includes(className.toUpperCase()),
    type: typeName.toUpperCase(),
    zones: zonesOr(zones, place),
    matches: all('match').flat(),
    answers: all('answer').map((words) => words.join(' ')),
    additional: all('additional').map((words) => words.join(' ')),
    authority: all('authority').map((words) => words.join(' ')),
    rcode: (all('rcode')[0]?.[0] ?? 'NOERROR').toUpperCase(),
    fallthrough: passing?.map(absolute),
  };
}

function checkLine({ words, line }: DirectiveLine, place: ConfigPlace): void {
  const [property = '', ...args] = words;
  const wrong = argumentError('template', place, line, words.at(-1) ?? '');
  switch (property) {
    case 'match': {
      if (args.length === 0) throw wrong;
      const broken = args.find((text) => expressionOf(text) === undefined);
      if (broken !== undefined) throw setupError('template', place, line, `could not parse regex: ${broken}`);
      return;
    }
    case 'answer':
    case 'additional':
    case 'authority':
      if (args.length === 0) throw wrong;
      return;
    case 'rcode':
      if (args.length !== 1) throw wrong;
      if (!RCODES.includes((args[0] ?? '').toUpperCase())) {
        throw setupError('template', place, line, `unknown rcode ${args[0]}`);
      }
      return;
    case 'fallthrough':
    case 'upstream':
    case 'ederror':
      return;
    default:
      throw argumentError('template', place, line, property);
  }
}
