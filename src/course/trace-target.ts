import type { Trace } from '../kube/hop.js';
import type { ClusterPort } from '../port/port.js';
import { listOf, parseListName, parseObjectName } from './cluster-view.js';

export function isFrom(trace: Trace, from: string): boolean {
  if (from === 'any') return true;
  if (from === 'outside' || from.startsWith('node/')) return trace.from === from;
  const { kind, namespace, name } = parseObjectName(from);
  return trace.from === `${kind}/${namespace}/${name}`;
}

/** Tells the connections that went to a target of a condition; Pods chosen by labels are those of this moment. */
export async function targetOf(port: ClusterPort, to: string): Promise<(trace: Trace) => boolean> {
  const list = parseListName(to);
  if (list === undefined) return (trace) => isTo(trace, to);
  const pods = await listOf(port, list);
  const names = new Set(pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  return (trace) => trace.pod !== undefined && names.has(trace.pod);
}

function isTo(trace: Trace, to: string): boolean {
  if (to === 'any') return true;
  if (to === 'pods') return trace.service === undefined && trace.pod !== undefined;
  if (to === 'addresses') return trace.service === undefined && isAddress(trace.host);
  const [, target = to, port] = /^(.*?)(?::(\d+))?$/.exec(to) ?? [];
  if (port !== undefined && trace.port !== Number(port)) return false;
  if (target.startsWith('service/')) {
    const { namespace, name } = parseObjectName(target);
    return (
      trace.service === `${namespace}/${name}` || (trace.service === undefined && isNameOf(trace.host, namespace, name))
    );
  }
  if (target.startsWith('pod/')) {
    const { namespace, name } = parseObjectName(target);
    return trace.service === undefined && trace.pod === `${namespace}/${name}`;
  }
  return trace.host === target;
}

/** A name that means the Service, even when no rule has its port: `shop`, `shop.default`, `shop.default.svc…`. */
function isNameOf(host: string, namespace: string, name: string): boolean {
  const plain = host.replace(/\.$/, '');
  return plain === name || plain === `${name}.${namespace}` || plain.startsWith(`${name}.${namespace}.svc`);
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+(?:\.\d+){3}$/.test(host);
}
