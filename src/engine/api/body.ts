import { parseDocument } from 'yaml';
import { badRequest } from './errors.js';

/** A body that is text still becomes a value here. */
export function parseBody(
  body: unknown,
  { isYaml, expected }: { readonly isYaml: boolean; readonly expected: string },
): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    if (isYaml) return parseYaml(body, expected);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected}): couldn't get version/kind; json parse error: ${goJsonError(body)} (${shortened(body)})`,
    );
  }
}

/** At most this many nodes may come of aliases. */
const MAX_ALIASES = 100;

function parseYaml(text: string, expected: string): unknown {
  const document = parseDocument(text, { schema: 'core', maxAliasCount: MAX_ALIASES, prettyErrors: false } as object);
  const [problem] = document.errors;
  if (problem) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected}): yaml: ${problem.message.split('\n')[0] ?? ''}`,
    );
  }
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : 'yaml: document contains excessive aliasing');
  }
}

/** What Go's decoder says about text that is not JSON, by its first wrong character. */
export function goJsonError(text: string): string {
  const body = text.trim();
  if (body === '') return 'unexpected end of JSON input';
  const first = body[0] ?? '';
  if (first === '{') {
    const next = body.slice(1).trimStart()[0];
    if (next === undefined) return 'unexpected end of JSON input';
    if (next !== '"' && next !== '}') return `invalid character '${next}' looking for beginning of object key string`;
  } else if (!/[[\]"0-9tfn-]/.test(first)) {
    return `invalid character '${first}' looking for beginning of value`;
  }
  return 'unexpected end of JSON input';
}

/** Upstream shows long bodies in part: base16 aside, the first bytes are enough to find it again. */
function shortened(body: string): string {
  return body.length <= 64 ? body : `${body.slice(0, 64)}...`;
}
