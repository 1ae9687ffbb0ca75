import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Status } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Why a request is not let in. Pages of other origins, and names that were bent to loopback, are refused always. Where no token is asked for, none is
 * known: like an API server, this one lets nobody in who shows a wrong one.
 */
export function refusal({ headers, method }: IncomingMessage, token: string | undefined): Status | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const isLoopback = host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
  if (!isLoopback || headers.origin !== undefined) {
    return apiError('Forbidden', 'svc-learn serves programs on this machine only, no web pages and no other host names')
      .status;
  }
  if (!isEqual(headers.authorization ?? '', token === undefined ? '' : `Bearer ${token}`))
    return apiError('Unauthorized', 'Unauthorized').status;
  if (!METHODS.has(method ?? '')) {
    return apiError('MethodNotAllowed', 'the server does not allow this method on the requested resource').status;
  }
  return undefined;
}

/** Takes as long for a near miss as for a far one. */
function isEqual(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
