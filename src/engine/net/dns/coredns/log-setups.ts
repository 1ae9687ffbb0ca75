import type { Directive } from './corefile.js';
import type { ConfigPlace, ErrorsSettings, LogClass, LogSettings } from './plugin-settings.js';
import { expressionOf } from './rewrite.js';
import { argumentError, goDuration, pluginError, setupError } from './setup-errors.js';
import { absolute } from './zone-names.js';

const CLASSES: readonly LogClass[] = ['all', 'success', 'denial', 'error'];

/** `log [NAMES...] [FORMAT] { class CLASSES... }`; a format is only one behind a name. */
export function parseLog({ args, lines }: Directive, place: ConfigPlace): LogSettings {
  const last = args.at(-1) ?? '';
  const hasFormat = args.length > 1 && last.includes('{');
  const names = hasFormat ? args.slice(0, -1) : args;
  const classes = lines.flatMap(({ words, line }) => {
    const [property = '', ...wanted] = words;
    if (property !== 'class' || wanted.length === 0) throw argumentError('log', place, line, property);
    return wanted.map((name) => {
      const known = CLASSES.find((one) => one === name.toLowerCase());
      if (known === undefined) throw pluginError('log', `invalid Class: ${name}`);
      return known;
    });
  });
  const zones = names.length === 0 ? ['.'] : names.map(absolute);
  return { zones, classes, format: hasFormat ? last : '{common}' };
}

const LEVELS = { warning: 'WARNING', error: 'ERROR', info: 'INFO', debug: 'DEBUG' } as const;

/** `errors { stacktrace; consolidate DURATION REGEXP [LEVEL] [show_first] }` */
export function parseErrors({ args, lines, line }: Directive, place: ConfigPlace): ErrorsSettings {
  if (args.length > 1) throw argumentError('errors', place, line, args.at(-1) ?? '');
  if (args.length === 1 && args[0] !== 'stdout') throw pluginError('errors', `invalid log file: ${args[0]}`);
  const consolidated = lines.flatMap(({ words, line: at }) => {
    const [property = '', duration, pattern, ...more] = words;
    if (property === 'stacktrace') return [];
    if (property !== 'consolidate') {
      const expected = `Unknown field ${property}`;
      throw pluginError(
        'errors',
        `${place.path}:${at} - Syntax error: Unexpected token '${property}', expecting '${expected}'`,
      );
    }
    if (duration === undefined || pattern === undefined) throw argumentError('errors', place, at, words.at(-1) ?? '');
    const ms = goDuration('errors', duration);
    if (expressionOf(pattern) === undefined) {
      throw setupError('errors', place, at, `error parsing regexp: ${JSON.stringify(pattern)}`);
    }
    const level = more.find((word) => Object.hasOwn(LEVELS, word));
    const stranger = more.find((word) => word !== level && word !== 'show_first');
    if (stranger !== undefined) {
      throw setupError('errors', place, at, `unknown log level argument in consolidate: ${stranger}`);
    }
    const shown = LEVELS[(level ?? 'error') as keyof typeof LEVELS];
    return [{ ms, duration: goText(ms), pattern, level: shown, showsFirst: more.includes('show_first') }];
  });
  return { consolidated };
}

/** A duration as Go prints it: `5m0s`. */
function goText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${ms / 1000}s`;
}
