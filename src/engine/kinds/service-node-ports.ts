import { apiError } from '../../kube/api-error.js';
import { invalid } from '../../kube/field-error.js';
import type { ServicePort, ServiceSpec } from '../../kube/shapes/service.js';
import type { PortAllocator } from './kind.js';
import { refuse } from './service-families.js';
import { allocatesNodePorts, needsNodePort, type ServiceDraft } from './service-traits.js';

interface Context {
  readonly ports: PortAllocator;
  readonly name: string;
}

/** Node ports of a new Service: the same port number for TCP and UDP shares one node port. */
export function createNodePorts(draft: ServiceDraft, context: Context): void {
  if (!needsNodePort(draft) || !draft.ports) return;
  const given = draft.ports;
  const byPort = new Map<number, number>();
  draft.ports = given.map((port, index) => {
    if (!port.nodePort && !allocatesNodePorts(draft)) return port;
    const shared = byPort.get(port.port);
    if (shared === undefined) {
      const asked = given.find((other) => other.port === port.port && other.nodePort)?.nodePort;
      const nodePort = asked === undefined ? next(context.ports) : take(asked, index, context);
      byPort.set(port.port, nodePort);
      return { ...port, nodePort };
    }
    if (!port.nodePort) return { ...port, nodePort: shared };
    return port.nodePort === shared ? port : { ...port, nodePort: take(port.nodePort, index, context) };
  });
}

/** Node ports of a changed Service: new ones are taken, then those that are gone given back. */
export function updateNodePorts(draft: ServiceDraft, old: ServiceSpec, context: Context): void {
  const before = new Set(needsNodePort(old) ? (old.ports ?? []).flatMap(({ nodePort }) => nodePort || []) : []);
  const after = new Set<number>();
  if (needsNodePort(draft) && draft.ports) {
    draft.ports = draft.ports.map((port, index) => {
      if (!port.nodePort && !allocatesNodePorts(draft)) return port;
      if (port.nodePort && (before.has(port.nodePort) || after.has(port.nodePort))) {
        after.add(port.nodePort);
        return port;
      }
      const nodePort = port.nodePort ? take(port.nodePort, index, context) : next(context.ports);
      after.add(nodePort);
      return { ...port, nodePort };
    });
  }
  for (const port of before) if (!after.has(port)) context.ports.release(port);
}

export function releaseNodePorts(ports: readonly ServicePort[], allocator: PortAllocator): void {
  for (const { nodePort } of ports) if (nodePort) allocator.release(nodePort);
}

function take(port: number, index: number, { ports, name }: Context): number {
  const taken = ports.take(port);
  const fail = (why: string) => refuse(name, [invalid(`spec.ports[${index}].nodePort`, port, why)]);
  if (taken === 'taken') fail('provided port is already allocated');
  if (taken === 'outside') fail(`provided port is not in the valid range. The range of valid ports is ${ports.range}`);
  return port;
}

function next(ports: PortAllocator): number {
  const port = ports.next();
  if (port === undefined)
    throw apiError('InternalError', 'Internal error occurred: failed to allocate a nodePort: range is full');
  return port;
}
