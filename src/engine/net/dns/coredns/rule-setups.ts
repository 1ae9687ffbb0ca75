import { CorefileError, type Directive } from './corefile.js';
import type { ConfigPlace, RewriteRule, TemplateSettings } from './plugin-settings.js';
import { absolute, reverseZone } from './zone-names.js';

const MATCHES = ['exact', 'prefix', 'suffix', 'substring', 'regex'] as const;

/** Rules on names; those on types, classes and EDNS are passed over. */
export function parseRewrite({ args, lines, line }: Directive, { path }: ConfigPlace): readonly RewriteRule[] {
  const hasMode = args[0] === 'stop' || args[0] === 'continue';
  const isContinued = args[0] === 'continue';
  const rows = args.length > (hasMode ? 1 : 0) ? [args.slice(hasMode ? 1 : 0)] : lines.map(({ words }) => words);
  const names = rows.filter(([field]) => field === 'name');
  const answers = rows.filter(([field]) => field === 'answer').map((words) => words.slice(1));
  return names.map((words): RewriteRule => {
    const kind = MATCHES.find((match) => match === words[1]);
    const [from, to, ...options] = words.slice(kind === undefined ? 1 : 2);
    if (from === undefined || to === undefined) {
      throw new CorefileError(
        `plugin/rewrite: ${path}:${line} - Error during parsing: must have at least 2 arguments for a name rule`,
      );
    }
    const own = options[0] === 'answer' ? [options.slice(1)] : [];
    const inAnswer = [...own, ...answers];
    const match = kind ?? 'exact';
    return {
      match,
      from: match === 'exact' || match === 'suffix' ? absoluteEnd(from) : from.toLowerCase(),
      to: match === 'prefix' || match === 'substring' ? to : absoluteEnd(to),
      isContinued,
      isAuto: match === 'exact' || inAnswer.some(([word]) => word === 'auto'),
      answers: inAnswer
        .filter(([word]) => word !== 'auto')
        .map((rest) => (rest[0] === 'name' ? rest.slice(1) : rest))
        .flatMap(([before, after]) =>
          before === undefined || after === undefined ? [] : [{ from: before, to: after }],
        ),
    };
  });
}

/** `.local` stays a suffix, `host` becomes `host.` */
function absoluteEnd(name: string): string {
  return name.endsWith('.') ? name.toLowerCase() : `${name.toLowerCase()}.`;
}

export function parseTemplate({ args, lines, line }: Directive, place: ConfigPlace): TemplateSettings {
  const [, type = 'ANY', ...zones] = args;
  if (args.length < 2) {
    throw new CorefileError(
      `plugin/template: ${place.path}:${line} - Error during parsing: Wrong argument count or unexpected line ending after 'template'`,
    );
  }
  const all = (name: string) => lines.filter(({ words }) => words[0] === name).map(({ words }) => words.slice(1));
  const passing = all('fallthrough')[0];
  return {
    type: type.toUpperCase(),
    zones: zones.length > 0 ? zones.map((zone) => absolute(reverseZone(zone) ?? zone)) : place.zones,
    matches: all('match').flat(),
    answers: all('answer').map((words) => words.join(' ')),
    additional: all('additional').map((words) => words.join(' ')),
    authority: all('authority').map((words) => words.join(' ')),
    rcode: (all('rcode')[0]?.[0] ?? 'NOERROR').toUpperCase(),
    fallthrough: passing?.map(absolute),
  };
}
