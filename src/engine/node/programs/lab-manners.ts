import type { Sys } from '../../../sh/program.js';

/** Where a container's programs find how a lesson wants them to behave. */
export const LAB_FILE = '/var/run/lab';

/** How a server treats the request that has come in. */
export interface Manners {
  /** The answer comes so much later, in ms. */
  readonly delayMs: number;
  readonly outcome: 'answers' | 'fails' | 'drops';
}

const USUAL: Manners = { delayMs: 0, outcome: 'answers' };

export function mannersOf(sys: Pick<Sys, 'files' | 'random'>): Manners {
  if (sys.files.stat(LAB_FILE) === undefined) return USUAL;
  const lines = sys.files.read(LAB_FILE).split('\n');
  const of = (name: string) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const delayMs = milliseconds(of('delay'));
  if (happens(of('lossy'), sys)) return { delayMs, outcome: 'drops' };
  return { delayMs, outcome: happens(of('fail'), sys) ? 'fails' : 'answers' };
}

/** `30` or `30%` of all requests. */
function happens(text: string, sys: Pick<Sys, 'random'>): boolean {
  const percent = Number(/^(\d+(?:\.\d+)?)%?$/.exec(text)?.[1] ?? 0);
  return percent > 0 && sys.random() * 100 < percent;
}

/** `500ms`, `2s`, or a number of seconds. */
function milliseconds(text: string): number {
  const [, digits = '0', unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? [];
  return Number(digits) * (unit === 'ms' ? 1 : 1000);
}
