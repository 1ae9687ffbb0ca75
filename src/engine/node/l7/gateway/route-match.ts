import type { HTTPRouteMatch } from '../../../../kube/shapes/gateway.js';
import type { HttpRequest } from '../../programs/http.js';

/** What of a request matches look at. */
export interface GatewayAsk {
  /** Without the port, in small letters. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly request: HttpRequest;
}

export function isMatch(match: HTTPRouteMatch, asked: GatewayAsk): boolean {
  if (match.method !== undefined && match.method !== asked.request.method) return false;
  return isPath(match, asked.path) && isHeaders(match, asked) && isParams(match, asked.query);
}

/** The API's order of precedence: path, then method, headers, parameters; the higher figure wins. */
export function matchRanks({ path, method, headers = [], queryParams = [] }: HTTPRouteMatch): readonly number[] {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  const kind = { Exact: 2, RegularExpression: 1 }[type] ?? 0;
  return [kind, value.length, method === undefined ? 0 : 1, headers.length, queryParams.length];
}

function isPath({ path }: HTTPRouteMatch, asked: string): boolean {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  if (type === 'Exact') return asked === value;
  if (type === 'RegularExpression') return isPattern(value, asked);
  const prefix = value.replace(/\/$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

function isHeaders({ headers = [] }: HTTPRouteMatch, { request }: GatewayAsk): boolean {
  return headers.every(({ type, name, value }) => {
    const sent = request.headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
    return sent !== undefined && (type === 'RegularExpression' ? isPattern(value, sent) : sent === value);
  });
}

function isParams({ queryParams = [] }: HTTPRouteMatch, query: string): boolean {
  const pairs = query.split('&').map((pair) => pair.split('='));
  return queryParams.every(({ type, name, value }) => {
    const sent = pairs.find(([key]) => key === name)?.[1];
    return sent !== undefined && (type === 'RegularExpression' ? isPattern(value, sent) : sent === value);
  });
}

/** A pattern that is none matches nothing. */
function isPattern(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
}
