import type { Service } from '../../kube/shapes/service.js';

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

/**
 * The Services that a Pod is told of: those of its namespace when links are wanted, and always the API server's own
 * `default/kubernetes` (its namespace's Service of that name wins).
 */
export function visibleServices(
  services: { readonly own: readonly Service[]; readonly master: Service | undefined },
  enableServiceLinks: boolean,
): Service[] {
  const usable = (service: Service) => {
    const ip = service.spec.clusterIP;
    return ip !== undefined && ip !== '' && ip !== 'None';
  };
  const byName = new Map<string, Service>();
  if (services.master && usable(services.master)) byName.set('kubernetes', services.master);
  if (enableServiceLinks)
    for (const service of services.own) if (usable(service)) byName.set(service.metadata.name ?? '', service);
  return [...byName.values()];
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}
