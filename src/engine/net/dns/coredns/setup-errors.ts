import { CorefileError } from './corefile.js';
import { durationMs } from './go-duration.js';
import type { ConfigPlace } from './plugin-settings.js';

/** An error of a plugin that says nothing of the place. */
export function pluginError(plugin: string, message: string): CorefileError {
  return new CorefileError(`plugin/${plugin}: ${message}`);
}

/** An error of a plugin's setup, with file and line. */
export function setupError(plugin: string, { path }: ConfigPlace, line: number, message: string): CorefileError {
  return pluginError(plugin, `${path}:${line} - Error during parsing: ${message}`);
}

/** Too many words, too few, or one that is not known; `token` is the last one that was read. */
export function argumentError(plugin: string, place: ConfigPlace, line: number, token: string): CorefileError {
  return setupError(plugin, place, line, `Wrong argument count or unexpected line ending after '${token}'`);
}

/** A whole number as Go reads one. */
export function goNumber(plugin: string, text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw pluginError(plugin, `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** Ms of a duration as Go reads one. */
export function goDuration(plugin: string, text: string): number {
  const isNegative = text.startsWith('-');
  const ms = durationMs(isNegative ? text.slice(1) : text);
  if (ms !== undefined) return isNegative ? -ms : ms;
  const what = /^\d+(?:\.\d+)?$/.test(text) ? 'missing unit in duration' : 'invalid duration';
  throw pluginError(plugin, `time: ${what} ${JSON.stringify(text)}`);
}
