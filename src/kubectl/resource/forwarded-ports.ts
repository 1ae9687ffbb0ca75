/** What `kubectl port-forward` makes of `8080:80`, `:80`, `http` and `8080:http`. */
import type { Pod } from '../../kube/shapes/pod.js';
import type { Service } from '../../kube/shapes/service.js';
import { CommandError } from '../failures.js';

export interface ForwardedPort {
  /** 0 for any. */
  readonly local: number;
  readonly remote: number;
}

/** The words with the Pod's port numbers in place of names and of the Service's ports. */
export function translatedPorts(specs: readonly string[], pod: Pod, service: Service | undefined): readonly string[] {
  refuseUdp(specs, service ? servicePorts(service) : podPorts(pod), (name) =>
    service ? servicePortNamed(service, name) : podPortNamed(pod, name),
  );
  return specs.map((spec) => (service ? throughService(spec, service, pod) : withNumber(spec, pod)));
}

/** The pairs behind such words, in Go's words when they are none. */
export function parsedPorts(specs: readonly string[]): readonly ForwardedPort[] {
  return specs.map((spec) => {
    const words = spec.split(':');
    if (words.length > 2) throw new CommandError(`invalid port format '${spec}'`);
    const [first = '', second = first] = words;
    const local = parsed('local', words.length === 2 && first === '' ? '0' : first);
    const remote = parsed('remote', second);
    if (remote === 0) throw new CommandError('remote port must be > 0');
    return { local, remote };
  });
}

function parsed(side: 'local' | 'remote', text: string): number {
  const problem = !/^\d+$/.test(text) ? 'invalid syntax' : Number(text) > 65_535 ? 'value out of range' : undefined;
  if (problem === undefined) return Number(text);
  const quoted = JSON.stringify(text);
  throw new CommandError(`error parsing ${side} port '${text}': strconv.ParseUint: parsing ${quoted}: ${problem}`);
}

/** Both halves; a word without a colon, or with too many, is its own second half. */
function halves(spec: string): readonly [string, string] {
  const words = spec.split(':');
  const [first = '', second = ''] = words;
  return words.length === 2 ? [first, second] : [first, first];
}

function throughService(spec: string, service: Service, pod: Pod): string {
  const [first, remote] = halves(spec);
  const isNumber = /^[-+]?\d+$/.test(remote);
  const port = isNumber ? Number(remote) : servicePortNamed(service, remote);
  const local = !isNumber && first === remote ? String(port) : first;
  const target = String(targetPort(service, pod, port));
  return local === target ? target : `${local}:${target}`;
}

function withNumber(spec: string, pod: Pod): string {
  const [local, remote] = halves(spec);
  const port = /^[-+]?\d+$/.test(remote) ? remote : String(podPortNamed(pod, remote));
  return local === remote ? port : `${local}:${port}`;
}

/** The Pod's port behind a port of the Service. */
function targetPort({ spec, metadata }: Service, pod: Pod, port: number): number {
  const found = spec.ports?.find((one) => one.port === port);
  if (!found) throw new CommandError(`Service ${metadata.name} does not have a service port ${port}`);
  if (spec.clusterIP === 'None') return port;
  const { targetPort: target = port } = found;
  return typeof target === 'number' ? target || port : podPortNamed(pod, target);
}

function servicePortNamed({ spec, metadata }: Service, name: string): number {
  const found = spec.ports?.find((port) => port.name === name);
  if (found) return found.port;
  throw new CommandError(`Service '${metadata.name}' does not have a named port '${name}'`);
}

function podPortNamed({ spec, metadata }: Pod, name: string): number {
  const found = spec.containers.flatMap(({ ports = [] }) => ports).find((port) => port.name === name);
  if (found) return found.containerPort;
  throw new CommandError(`Pod '${metadata.name}' does not have a named port '${name}'`);
}

interface DeclaredPort {
  readonly number: number;
  readonly protocol: string;
}

function servicePorts({ spec }: Service): readonly DeclaredPort[] {
  return (spec.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ number: port, protocol }));
}

function podPorts({ spec }: Pod): readonly DeclaredPort[] {
  const ports = spec.containers.flatMap(({ ports = [] }) => ports);
  return ports.map(({ containerPort, protocol = 'TCP' }) => ({ number: containerPort, protocol }));
}

function refuseUdp(specs: readonly string[], ports: readonly DeclaredPort[], named: (name: string) => number): void {
  for (const spec of specs) {
    const [, remote] = halves(spec);
    const number = /^[-+]?\d+$/.test(remote) ? Number(remote) : named(remote);
    const protocols = ports.filter((port) => port.number === number).map(({ protocol }) => protocol);
    if (protocols.includes('UDP') && !protocols.includes('TCP')) {
      throw new CommandError(`UDP protocol is not supported for ${remote}`);
    }
  }
}
