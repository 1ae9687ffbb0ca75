import type { HttpGetAction } from '../../kube/shapes/pod.js';
import { endText } from '../net/address.js';
import { formatRequest } from './programs/http.js';
import type { Fetch } from './programs/http-client.js';

/** What was wrong with an HTTP probe, in the words of its event; `undefined` when it passed. */
export function httpFailure(fetch: Fetch): string | undefined {
  const path = /^\S+ (\S+)/.exec(fetch.request)?.[1] ?? '/';
  const end = endText({ ip: fetch.host, port: fetch.port });
  const get = `Get "http://${end}${path}": `;
  const dial = `${get}dial tcp ${end}: `;
  switch (fetch.result?.kind) {
    case 'response': {
      const { status } = fetch.result.response;
      return status >= 200 && status < 400 ? undefined : `HTTP probe failed with statuscode: ${status}`;
    }
    case 'refused':
      return `${dial}connect: connection refused`;
    case 'unreachable':
      return `${dial}connect: no route to host`;
    case 'reset':
      return `${get}read: connection reset by peer`;
    case 'empty':
      return `${get}EOF`;
    case 'garbage':
      return `${get}net/http: HTTP/1.x transport connection broken: malformed HTTP response`;
    case undefined:
    case 'timeout':
      return `${get}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
    default:
      return `${get}dial tcp: lookup ${fetch.host}: no such host`;
  }
}

/** The request that a kubelet sends. */
export function probeRequest({ path = '/', httpHeaders = [] }: HttpGetAction, host: string, port: number): string {
  const own = (name: string) => httpHeaders.some((header) => header.name.toLowerCase() === name);
  return formatRequest({
    method: 'GET',
    target: path.startsWith('/') ? path : `/${path}`,
    headers: [
      ...(own('host') ? [] : [{ name: 'Host', value: endText({ ip: host, port }) }]),
      ...(own('user-agent') ? [] : [{ name: 'User-Agent', value: 'kube-probe/1.36' }]),
      ...httpHeaders,
      ...(own('accept') ? [] : [{ name: 'Accept', value: '*/*' }]),
      { name: 'Connection', value: 'close' },
    ],
    body: '',
  });
}
