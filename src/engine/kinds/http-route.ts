import { type FieldError, invalid } from '../../kube/field-error.js';
import type { HTTPRoute, HTTPRouteFilter, HTTPRouteMatch, HTTPRouteRule } from '../../kube/shapes/gateway.js';
import { metadataErrors } from './metadata.js';

/** What a client does not say of where it attaches. */
const PARENT = { group: 'gateway.networking.k8s.io', kind: 'Gateway' };
const ANY_PATH = [{ path: { type: 'PathPrefix', value: '/' } }];
/** Filters of which a rule may have several. */
const REPEATABLE = ['RequestMirror', 'ExtensionRef'];

export function routeDefaults(route: HTTPRoute): HTTPRoute {
  const { parentRefs, rules = [{}] } = route.spec ?? {};
  return {
    ...route,
    spec: {
      ...route.spec,
      ...(parentRefs ? { parentRefs: parentRefs.map((parent) => ({ ...PARENT, ...parent })) } : {}),
      rules: rules.map(ruleDefaults),
    },
  };
}

function ruleDefaults(rule: HTTPRouteRule): HTTPRouteRule {
  const { matches, filters, backendRefs } = rule;
  return {
    ...rule,
    ...(filters ? { filters: filters.map(filterDefaults) } : {}),
    matches: matches?.length ? matches.map(matchDefaults) : ANY_PATH,
    ...(backendRefs
      ? { backendRefs: backendRefs.map((ref) => ({ group: '', kind: 'Service', weight: 1, ...ref })) }
      : {}),
  };
}

function matchDefaults(match: HTTPRouteMatch): HTTPRouteMatch {
  const { headers, queryParams } = match;
  return {
    ...match,
    ...(headers ? { headers: headers.map((each) => ({ type: 'Exact', ...each })) } : {}),
    path: { type: 'PathPrefix', value: '/', ...match.path },
    ...(queryParams ? { queryParams: queryParams.map((each) => ({ type: 'Exact', ...each })) } : {}),
  };
}

function filterDefaults(filter: HTTPRouteFilter): HTTPRouteFilter {
  const { requestRedirect, requestMirror } = filter;
  if (requestRedirect) return { ...filter, requestRedirect: { statusCode: 302, ...requestRedirect } };
  if (requestMirror === undefined) return filter;
  const backendRef = { group: '', kind: 'Service', ...requestMirror.backendRef };
  return { ...filter, requestMirror: { ...requestMirror, backendRef } };
}

/** The rules that the schema's expressions hold (standard channel). */
export function routeErrors(route: HTTPRoute): FieldError[] {
  const rules = route.spec?.rules ?? [];
  return [...metadataErrors(route), ...rules.flatMap((rule, at) => ruleErrors(rule, `spec.rules[${at}]`))];
}

function ruleErrors({ filters = [], backendRefs = [], matches = [] }: HTTPRouteRule, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const types = filters.map(({ type }) => type);
  if (types.includes('RequestRedirect') && backendRefs.length > 0) {
    errors.push(invalid(field, 'object', 'RequestRedirect filter must not be used together with backendRefs'));
  }
  if (types.includes('RequestRedirect') && types.includes('URLRewrite')) {
    const detail = 'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both';
    errors.push(invalid(`${field}.filters`, 'array', detail));
  }
  for (const type of new Set(types)) {
    if (REPEATABLE.includes(type) || types.filter((each) => each === type).length < 2) continue;
    errors.push(invalid(`${field}.filters`, 'array', `${type} filter cannot be repeated`));
  }
  filters.forEach((filter, at) => {
    errors.push(...filterErrors(filter, `${field}.filters[${at}]`));
  });
  const isPrefix = matches.length === 1 && matches[0]?.path?.type === 'PathPrefix';
  const replaces = (filter: HTTPRouteFilter) =>
    [filter.requestRedirect?.path, filter.urlRewrite?.path].some((path) => path?.type === 'ReplacePrefixMatch');
  if (filters.some(replaces) && !isPrefix && matches.length > 0) {
    const detail =
      'When using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified';
    const isRewrite = filters.some(({ urlRewrite }) => urlRewrite !== undefined);
    errors.push(invalid(field, 'object', isRewrite ? detail.replace('RequestRedirect', 'URLRewrite') : detail));
  }
  return errors;
}

/** The field that belongs to a filter's type, and no other. */
function filterErrors(filter: HTTPRouteFilter, field: string): FieldError[] {
  return Object.entries(FIELDS).flatMap(([type, name]) => {
    const isThere = filter[name] !== undefined;
    if (isThere === (filter.type === type)) return [];
    const detail = isThere
      ? `filter.${name} must be nil if the filter.type is not ${type}`
      : `filter.${name} must be specified for ${type} filter.type`;
    return [invalid(field, 'object', detail)];
  });
}

const FIELDS = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
} as const satisfies Record<string, keyof HTTPRouteFilter>;
