/** The Service that `expose` and `run --expose` make. */

import type { IntOrString, KubeObject } from '../../kube/shapes/meta.js';
import { CommandError } from '../failures.js';
import { SERVICE_SOURCES, type ServiceSource } from './service-source.js';

export interface ExposeWish {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  /** `80`, `80,443` or `''`. */
  readonly ports: string;
  readonly protocol?: string;
  /** Protocols of the exposed object's ports. */
  readonly protocols?: Readonly<Record<string, readonly string[]>>;
  readonly targetPort?: string;
  readonly type?: string;
  readonly externalIP?: string;
  readonly loadBalancerIP?: string;
  readonly sessionAffinity?: string;
  readonly clusterIP?: string;
}

interface Port {
  readonly name?: string;
  readonly protocol: string;
  readonly port: number;
}

/** Throws CommandError in Go's words for ports that are no numbers. */
export function exposedService(wish: ExposeWish): KubeObject {
  const { name, labels, selector, type = '', clusterIP = '', externalIP = '', sessionAffinity = '' } = wish;
  if (!['', 'None', 'ClientIP'].includes(sessionAffinity)) {
    throw new CommandError(`unknown session affinity: ${sessionAffinity}`);
  }
  const ports = portsOf(wish).map((port) => ({ ...port, targetPort: targetPort(wish.targetPort ?? '', port.port) }));
  const hasAddress = type === 'LoadBalancer' && (wish.loadBalancerIP ?? '') !== '';
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, ...(Object.keys(labels).length > 0 ? { labels } : {}) },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      selector,
      ...(clusterIP === '' ? {} : { clusterIP }),
      ...(type === '' ? {} : { type }),
      ...(externalIP === '' ? {} : { externalIPs: [externalIP] }),
      ...(sessionAffinity === '' ? {} : { sessionAffinity }),
      ...(hasAddress ? { loadBalancerIP: wish.loadBalancerIP } : {}),
    },
    status: { loadBalancer: {} },
  } as KubeObject;
}

/** How a kind of object can be exposed; `undefined` when it cannot. */
export function serviceSource(object: KubeObject): ServiceSource | undefined {
  return SERVICE_SOURCES[object.kind];
}

function portsOf({ ports, protocol = '', protocols = {} }: ExposeWish): readonly Port[] {
  const texts = ports === '' ? [] : ports.split(',');
  return texts.flatMap((text, index): Port[] => {
    const port = atoi(text);
    const name = texts.length > 1 ? { name: `port-${index + 1}` } : {};
    const known = protocol === '' ? (protocols[text] ?? []) : [protocol];
    if (known.length <= 1) return [{ ...name, protocol: known[0] ?? 'TCP', port }];
    return known.map((one) => ({ name: `port-${index + 1}-${one.toLowerCase()}`, protocol: one, port }));
  });
}

function targetPort(text: string, port: number): IntOrString {
  if (text === '') return port;
  return /^[-+]?\d+$/.test(text) ? Number(text) : text;
}

function atoi(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) {
    throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}
