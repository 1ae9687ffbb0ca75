import type { Addon } from '../kube/addon.js';
import { createSim, type Sim, type Snapshot } from '../sim/index.js';
import { addonManifests } from './addons/addons.js';
import type { ApiServer } from './api/api-server.js';
import { createApiServer } from './api/create-api-server.js';
import { createApiProxy } from './api-proxy.js';
import { applyObject, objectsOf } from './apply.js';
import { createAwaitExchange } from './await-exchange.js';
import { bootstrap } from './bootstrap.js';
import { type ControlPlane, createControlPlane } from './control/control-plane.js';
import { createEventRecorders } from './control/event-recorders.js';
import { createCloudController, createControllers } from './controllers/create-controllers.js';
import { createFaults } from './faults.js';
import { DEFAULT_EPOCH, freshWorld } from './fresh-world.js';
import { createAllocators, kinds, withGateways } from './kinds/index.js';
import { type AddressPlan, addressPlan } from './net/address-plan.js';
import { createNetwork } from './net/create-network.js';
import type { Network } from './net/network.js';
import { createL7 } from './node/l7/create-l7.js';
import { nodeSpecs } from './node/node-object.js';
import { createNodes, type Nodes } from './node/nodes.js';
import type { Cluster, ClusterOptions, ClusterSpawn } from './public-face.js';
import { createRequests } from './requests.js';
import { createStore } from './store/store.js';

/** What making a load balancer takes where nothing else is said. */
const PROVISION_SECONDS = 20;
const LONGEST_SETTLE_MS = 600_000;

/** Makes a cluster that is ready at once: nodes, DNS and kube-proxy run. */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const { seed = 1, nodes: count = 3, epoch = DEFAULT_EPOCH } = options;
  const sim = createSim({ seed, epoch: Math.floor(Date.parse(epoch) / 1000) * 1000 });
  const parts = join(sim, count, options);
  const world = (options.world as Snapshot | undefined) ?? freshWorld(options);
  if (world !== undefined) sim.restore(world);
  else
    bootstrap({
      sim,
      api: parts.server.as('system:masters'),
      nodes: parts.nodes,
      specs: parts.specs,
      plan: parts.plan,
    });
  const cluster = face({ sim, ...parts, options });
  if (options.world === undefined) install(cluster, options.addons ?? []);
  return cluster;
}

function install(cluster: Cluster, addons: readonly Addon[]): void {
  for (const addon of addons) {
    cluster.apply(addonManifests(addon));
    cluster.settle();
  }
}

interface Parts {
  readonly server: ApiServer;
  readonly control: ControlPlane;
  readonly network: Network;
  readonly nodes: Nodes;
  readonly specs: ReturnType<typeof nodeSpecs>;
  readonly faults: ReturnType<typeof createFaults>;
  readonly plan: AddressPlan;
}

/** The one place where the rooms of the engine meet. */
function join(sim: Sim, count: number, options: ClusterOptions): Parts {
  const { proxyMode, cloud, outside = [], ipFamilies, addons = [] } = options;
  const hasGateways = addons.includes('gateway-api');
  const plan = addressPlan(ipFamilies);
  const specs = nodeSpecs(count, ipFamilies);
  const store = createStore(sim);
  const control = createControlPlane(sim);
  const allocators = createAllocators(sim, { serviceCIDR: plan.ranges.services });
  let nodes: Nodes | undefined;
  const server = createApiServer({
    sim,
    store,
    kinds: hasGateways ? withGateways : kinds,
    allocators,
    nodeApi: () => {
      if (nodes === undefined) throw new Error('the nodes are not there yet');
      return nodes;
    },
    onChange: control.notify,
  });
  const recorders = createEventRecorders({ sim, api: server.as('system:masters') });
  const controllers = createControllers({
    sim,
    api: server.as,
    recorder: recorders,
    rootCertificate: rootCertificate(sim),
  });
  for (const controller of controllers) control.add(controller);
  const network = createNetwork({
    sim,
    reader: server.as('system:kube-proxy'),
    control,
    nodes: specs,
    ...(proxyMode && { proxyMode }),
    ranges: plan.ranges,
    upstreamDns: plan.upstreamDns,
    ...(cloud && { cloud: cloud.address }),
  });
  if (cloud && network.cloud) {
    const provisionMs = (cloud.provisionSeconds ?? PROVISION_SECONDS) * 1000;
    const parts = { sim, api: server.as, recorder: recorders };
    control.add(createCloudController(parts, { cloud: network.cloud, provisionMs }));
  }
  const l7 = createL7({ sim, api: server.as, recorder: recorders, hasGateways });
  for (const controller of l7.controllers) control.add(controller);
  nodes = createNodes({
    sim,
    control,
    api: server.as,
    network,
    recorder: (node) => recorders({ component: 'kubelet', host: node }),
    nodes: specs,
    plan,
    outside,
    programs: l7.programs,
    onComponent: (node, component, running) => {
      if (component === 'kube-proxy') control.setStopped(`kube-proxy/${node}`, !running);
    },
  });
  const nodeNames = specs.map(({ name }) => name);
  const faults = createFaults({ api: server.as('system:masters'), control, network, nodes, allocators, nodeNames });
  return { server, control, network, nodes, specs, faults, plan };
}

/** PEM-shaped text for `kube-root-ca.crt`: nobody checks a signature in here. */
function rootCertificate(sim: Sim): string {
  const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const lines = Array.from({ length: 16 }, () => sim.random.text(64, base64));
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function face({
  sim,
  server,
  network,
  nodes,
  specs,
  faults,
  plan,
  options,
}: Parts & { readonly sim: Sim; readonly options: ClusterOptions }): Cluster {
  let copy: Cluster | undefined;
  const api = server.as('system:masters');
  const exchange = createAwaitExchange(sim, network);
  const [{ name: first = '' } = {}] = specs;
  const proxy = createApiProxy({ sim, api, exchange, place: `node/${first}` });
  const cluster: Cluster = {
    apply: (manifests) => objectsOf(manifests).map((object) => applyObject(server, object)),
    settle(limitMs = LONGEST_SETTLE_MS) {
      const start = sim.now();
      sim.run({ until: start + limitMs, untilQuiet: true });
      return sim.now() - start;
    },
    run: sim.run,
    now: () => sim.epoch + sim.now(),
    elapsed: sim.now,
    nextAt: sim.nextAt,
    api: (request) => proxy(request) ?? server.handle(request),
    watch: (request, sink) => server.stream(request, sink),
    connect: (request, sink) => server.connect(request, sink),
    ...faults,
    ...createRequests({ sim, network, api, exchange, plan }),
    rules: ({ node }) => network.rules(node),
    spawn: (spawn) => startProgram(nodes, spawn),
    traces: network.traces,
    onTrace: network.subscribe,
    snapshot: sim.snapshot,
    restore(snapshot) {
      sim.restore(snapshot as Snapshot);
      server.endStreams();
    },
    hangUp: nodes.hangUp,
    close: () => cluster.restore(cluster.snapshot()),
    fork(work) {
      const world = cluster.snapshot();
      if (copy) copy.restore(world);
      else copy = createCluster({ ...options, world });
      return work(copy);
    },
  };
  return cluster;
}

function startProgram(nodes: Nodes, { exit, ...spawn }: ClusterSpawn): ReturnType<Cluster['spawn']> {
  const program = nodes.spawn({ ...spawn, exited: exit });
  if (program) return program;
  spawn.stderr(`${spawn.argv[0] ?? ''}: command not found\n`);
  exit(127);
  return { stdin: () => {}, closeStdin: () => {}, signal: () => {} };
}
