import type { HTTPPathModifier, HTTPRequestRedirect, HTTPRouteFilter } from '../../../../kube/shapes/gateway.js';
import type { HttpRequest } from '../../programs/http.js';
import { changedHeaders } from '../header-changes.js';
import type { ProxyAsk } from '../proxy-options.js';
import type { GatewayRoute } from './gateway-table.js';

/** The first filter of a type; the API allows no second one of those that change something. */
export function filterOf<K extends keyof HTTPRouteFilter>(
  { rule }: GatewayRoute,
  kind: K,
): HTTPRouteFilter[K] | undefined {
  return rule.filters?.find((filter) => filter[kind] !== undefined)?.[kind];
}

/** The request as the backend gets it. */
export function rewrittenRequest(
  route: GatewayRoute,
  { request, path }: Pick<ProxyAsk, 'request' | 'path'>,
): HttpRequest {
  const headers = changedHeaders(request.headers, filterOf(route, 'requestHeaderModifier'));
  const { hostname, path: modifier } = filterOf(route, 'urlRewrite') ?? {};
  const target = modifier
    ? `${changedPath(route, modifier, path)}${request.target.slice(path.length)}`
    : request.target;
  if (hostname === undefined) return { ...request, target, headers };
  return { ...request, target, headers: changedHeaders(headers, { set: [{ name: 'Host', value: hostname }] }) };
}

interface Redirect {
  readonly status: number;
  readonly location: string;
}

/** Where a client is sent; what the filter does not say stays as it was asked. */
export function redirectOf(
  route: GatewayRoute,
  redirect: HTTPRequestRedirect,
  { host, path, request, port, isTls }: ProxyAsk,
): Redirect {
  const own = isTls ? 'https' : 'http';
  const { scheme = own, hostname = host, statusCode = 302 } = redirect;
  const wellKnown = scheme === 'https' ? 443 : 80;
  const to = redirect.port ?? (redirect.scheme === undefined ? port : wellKnown);
  const rest = request.target.slice(path.length);
  const target = redirect.path ? changedPath(route, redirect.path, path) : path;
  return { status: statusCode, location: `${scheme}://${hostname}${to === wellKnown ? '' : `:${to}`}${target}${rest}` };
}

function changedPath({ match }: GatewayRoute, modifier: HTTPPathModifier, path: string): string {
  if (modifier.type === 'ReplaceFullPath') return modifier.replaceFullPath ?? '/';
  const prefix = (match.path?.value ?? '/').replace(/\/$/, '');
  const replacement = (modifier.replacePrefixMatch ?? '').replace(/\/$/, '');
  const rest = path.slice(prefix.length);
  return `${replacement}${rest}` || '/';
}
