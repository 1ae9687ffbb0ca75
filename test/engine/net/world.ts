import { createNetwork } from '../../../src/engine/net/create-network.js';
import type { Network } from '../../../src/engine/net/network.js';
import type { Net, Sys } from '../../../src/sh/program.js';
import { createSim } from '../../../src/sim/index.js';
import { createFakeCluster } from './fake-cluster.js';

const nodes = ['svc-learn-control-plane', 'svc-learn-worker', 'svc-learn-worker2'];

const specs = nodes.map((name, at) => ({ name, ip: `172.18.0.${at + 2}` }));

const resolvConf =
  'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';

/** Three nodes, a workstation outside, cluster DNS without a Pod. */
export function createWorld(seed = 1, proxyMode: 'iptables' | 'nftables' = 'iptables') {
  const sim = createSim({ seed, epoch: Date.UTC(2026, 0, 1) });
  const cluster = createFakeCluster(sim);
  const network = createNetwork({ sim, reader: cluster.reader, control: cluster.control, nodes: specs, proxyMode });
  return { sim, cluster, network };
}

type TestWorld = ReturnType<typeof createWorld>;

export function populate({ network, cluster }: TestWorld): void {
  for (const { name, ip } of specs) network.addPlace(`node/${name}`, { kind: 'node', node: name, ips: [ip] });
  network.addPlace('outside/workstation', { kind: 'outside', name: 'workstation', ips: ['172.18.0.100'] });
  for (const name of ['default', 'kube-system']) {
    cluster.put('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, namespace: '' } });
  }
  putService(cluster, { namespace: 'kube-system', name: 'kube-dns', ip: '10.96.0.10', port: 53, protocol: 'UDP' });
}

export function addPod({ network }: TestWorld, name: string, ip: string, node = 'svc-learn-worker'): string {
  const id = `pod/${name}`;
  network.addPlace(id, { kind: 'pod', namespace: 'default', name, uid: name, ips: [ip], node, hostNetwork: false });
  return id;
}

export function attach(network: Network, place: string, pid = 1): Net {
  const read = (path: string) => (path === '/etc/resolv.conf' ? resolvConf : '127.0.0.1 localhost\n');
  return network.attach({ machine: `${place}/c`, place, pid, cause: 'program', files: { read }, privileged: true });
}

interface ServiceSketch {
  readonly namespace?: string;
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
  readonly spec?: object;
}

export function putService(cluster: TestWorld['cluster'], sketch: ServiceSketch): void {
  const { namespace = 'default', name, ip, port, protocol = 'TCP', spec = {} } = sketch;
  cluster.put('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: {
      type: 'ClusterIP',
      clusterIP: ip,
      clusterIPs: [ip],
      ports: [{ port, protocol, ...nodePortOf(spec) }],
      ...spec,
    },
  });
}

function nodePortOf(spec: object): object {
  return 'nodePort' in spec ? { nodePort: spec.nodePort } : {};
}

export function putEndpoints(
  cluster: TestWorld['cluster'],
  service: string,
  port: number,
  endpoints: readonly { readonly ip: string; readonly node?: string; readonly ready?: boolean }[],
): void {
  const [namespace = 'default', name = ''] = service.split('/');
  cluster.put('endpointslices.discovery.k8s.io', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: '', port, protocol: name === 'kube-dns' ? 'UDP' : 'TCP' }],
    endpoints: endpoints.map(({ ip, node = 'svc-learn-worker', ready = true }) => ({
      addresses: [ip],
      nodeName: node,
      conditions: { ready, serving: ready, terminating: false },
    })),
  });
}

/** A program that answers each connection with its text and the address that it sees. */
export function serve({ network }: TestWorld, place: string, port: number, ip = '0.0.0.0') {
  const net = attach(network, place, 7);
  const listener = net.listen({ ip, port });
  if (typeof listener !== 'number') throw new Error(listener);
  const open = new Set<number>();
  network.onWake((machine, pid) => {
    if (machine !== `${place}/c` || pid !== 7) return;
    for (let next = net.accept(listener); next !== undefined; next = net.accept(listener)) open.add(next);
    for (const socket of open) {
      const text = net.receive(socket);
      if (text === undefined) continue;
      if (text !== null) net.send(socket, `${place} for ${net.ends(socket)?.remote.ip}: ${text}`);
      net.close(socket);
      open.delete(socket);
    }
  });
}

const COREFILE = `.:53 {
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    forward . 172.18.0.1
    loadbalance
}
`;

/** The coredns program on a machine of its own; returns what it has logged. */
export function serveDns({ network, sim }: TestWorld, place: string, corefile = COREFILE): () => string {
  const net = attach(network, place, 9);
  const process = { pid: 9, ppid: 0, argv: ['/coredns', '-conf', '/Corefile'], env: {}, cwd: '/' };
  let log = '';
  const sys = {
    ...process,
    net,
    hostname: 'coredns',
    files: { stat: () => ({ type: 'file' }), read: () => corefile },
    now: () => sim.epoch + sim.now(),
    write(_: number, text: string) {
      log += text;
      return true;
    },
    sleepUntil: () => false,
    takeSignal: () => undefined,
  } as unknown as Sys;
  const frame = network.coredns.start(process);
  network.onWake((machine, pid) => {
    if (machine === `${place}/c` && pid === 9) network.coredns.step(frame, sys);
  });
  network.coredns.step(frame, sys);
  return () => log;
}

/** One request by hand: sends `hello`, reads to the end. */
export function request({ sim }: TestWorld, net: Net, ip: string, port: number, host?: string) {
  const socket = net.connect({ ip, port, ...(host !== undefined && { host }) });
  const start = sim.now();
  sim.run({ until: start });
  for (let step = 0; step < 500 && net.state(socket) === 'connecting'; step += 1) sim.run({ until: sim.now() + 500 });
  const state = net.state(socket);
  let text = '';
  if (state === 'open') {
    net.send(socket, 'hello');
    for (let step = 0; step < 20; step += 1) {
      sim.run({ until: sim.now() + 1 });
      const read = net.receive(socket);
      if (read === null) break;
      text += read ?? '';
    }
  }
  const state2 = net.state(socket);
  net.close(socket);
  return { state: state === 'open' ? state2 : state, text };
}
