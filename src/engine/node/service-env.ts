import type { Service } from '../../kube/shapes/service.js';

interface Links {
  readonly own: readonly Service[];
  readonly master: Service | undefined;
  readonly env: readonly (readonly [string, string])[];
}

let last: Links | undefined;

/**
 * What a Pod is told of Services: those of its namespace when links are wanted, and always the API server's own `default/kubernetes`
 * (its namespace's Service of that name wins). Lists and objects of the store never change: Pods that start together share the answer.
 */
export function linkedEnv(own: readonly Service[], master: Service | undefined): Links['env'] {
  if (last?.own !== own || last.master !== master) last = { own, master, env: serviceEnv(visible(own, master)) };
  return last.env;
}

/** Variables that the kubelet gives a container for the Services of its namespace, in upstream's order (pkg/kubelet/envvars). */
export function serviceEnv(services: readonly Service[]): [string, string][] {
  const out: [string, string][] = [];
  for (const service of services) {
    const { clusterIP: ip, ports = [] } = service.spec;
    const [first] = ports;
    if (ip === undefined || ip === '' || ip === 'None' || first === undefined) continue;
    const name = variableName(service.metadata.name ?? '');
    out.push([`${name}_SERVICE_HOST`, ip], [`${name}_SERVICE_PORT`, String(first.port)]);
    for (const port of ports) {
      if (port.name) out.push([`${name}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)]);
    }
    ports.forEach((port, at) => {
      const protocol = (port.protocol || 'TCP').toUpperCase();
      const prefix = `${name}_PORT_${port.port}_${protocol}`;
      const url = `${protocol.toLowerCase()}://${ip.includes(':') ? `[${ip}]` : ip}:${port.port}`;
      if (at === 0) out.push([`${name}_PORT`, url]);
      out.push(
        [prefix, url],
        [`${prefix}_PROTO`, protocol.toLowerCase()],
        [`${prefix}_PORT`, String(port.port)],
        [`${prefix}_ADDR`, ip],
      );
    });
  }
  return out;
}

function visible(own: readonly Service[], master: Service | undefined): readonly Service[] {
  const byName = new Map<string, Service>();
  if (master && isUsable(master)) byName.set('kubernetes', master);
  for (const service of own) if (isUsable(service)) byName.set(service.metadata.name ?? '', service);
  return [...byName.values()];
}

function isUsable({ spec: { clusterIP } }: Service): boolean {
  return clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None';
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}
