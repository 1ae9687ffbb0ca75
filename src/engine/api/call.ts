import type { ApiRequest } from '../../kube/api.js';
import { invalidObject } from '../../kube/invalid-object.js';
import { parseBody } from './body.js';
import { unsupportedMediaType } from './errors.js';
import type { Author } from './object-writer.js';

/** One request with what every verb asks of it. */
export interface Call {
  readonly request: ApiRequest;
  readonly user: string;
  query(name: string): string | undefined;
  queryAll(name: string): readonly string[];
  header(name: string): string | undefined;
  /** The body as a JSON value. Throws `ApiError` when it cannot be read as the kind that is expected here. */
  body(expected: string): unknown;
}

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

export function createCall(request: ApiRequest, user: string): Call {
  const queryAll = (name: string) => {
    const value = request.query?.[name];
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  const header = (name: string) => request.headers?.[name];
  return {
    request,
    user,
    queryAll,
    query: (name) => queryAll(name)[0],
    header,
    body(expected) {
      const type = mediaType(header('content-type'));
      if (type !== JSON_TYPE && type !== YAML_TYPE) {
        throw unsupportedMediaType([JSON_TYPE, YAML_TYPE, 'application/vnd.kubernetes.protobuf']);
      }
      return parseBody(request.body, { isYaml: type === YAML_TYPE, expected });
    },
  };
}

export function mediaType(header: string | undefined): string {
  return (header ?? JSON_TYPE).split(';')[0]?.trim() ?? JSON_TYPE;
}

/** Who writes, from query and headers; `options` is the kind that upstream validates them as. */
export function authorOf(
  call: Call,
  options: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions',
): Author {
  const dryRun = call.queryAll('dryRun').filter((value) => value !== '');
  if (dryRun.some((value) => value !== 'All')) {
    throw optionError(options, { field: 'dryRun', value: dryRun, supported: ['All'] });
  }
  const validation = call.query('fieldValidation') ?? '';
  if (!VALIDATIONS.includes(validation)) {
    throw optionError(options, { field: 'fieldValidation', value: validation, supported: VALIDATIONS });
  }
  const agent = (call.header('user-agent') ?? '').split('/')[0] ?? '';
  return { user: call.user, manager: call.query('fieldManager') || agent || 'unknown', dryRun: dryRun.length > 0 };
}

const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];

function optionError(
  kind: string,
  {
    field,
    value,
    supported,
  }: { readonly field: string; readonly value: unknown; readonly supported: readonly string[] },
) {
  return invalidObject({ group: 'meta.k8s.io', kind }, '', [
    { type: 'NotSupported', field, value, detail: '', supported },
  ]);
}
