import type { Transport } from '../../client/transport.js';
import type { Cluster, Origin } from '../../engine/public-face.js';
import type { ApiRequest, ChannelSink, StreamSink } from '../../kube/api.js';
import type {
  ClusterPort,
  Machine,
  ProbeAnswer,
  ProbeRequest,
  ProbeResult,
  RunningProgram,
  SpawnRequest,
} from '../../port/port.js';
import type { Driver } from './driver.js';

/** What one API request takes, in ms of virtual time, so that something happens between two commands. */
const REQUEST_MS = 20;

/** The port of a cluster that lives in this process; an API request takes `requestMs` of virtual time. */
export function createEmbeddedPort(cluster: Cluster, driver: Driver, requestMs = REQUEST_MS): ClusterPort {
  return {
    api: createEmbeddedTransport(cluster, driver, requestMs),
    clock: driver,
    spawn: (request) => spawn(cluster, driver, request),
    probe: (request) => Promise.resolve(probe(cluster, request)),
    traces: { since: cluster.traces, subscribe: cluster.onTrace },
    faults: {
      inject: thenPoke(driver, cluster.fault),
      list: cluster.faults,
      clear: thenPoke(driver, cluster.clearFault),
      kill: thenPoke(driver, cluster.kill),
    },
    world: {
      snapshot: cluster.snapshot,
      restore(snapshot) {
        cluster.restore(snapshot);
        cluster.hangUp();
        driver.woke();
      },
      settle(limitMs) {
        const passed = cluster.settle(limitMs);
        driver.poke();
        return Promise.resolve(passed);
      },
    },
  };
}

function createEmbeddedTransport(cluster: Cluster, driver: Driver, requestMs: number): Transport {
  return {
    async request(request) {
      const response = cluster.api(detached(request));
      await driver.sleep(requestMs);
      return response;
    },
    async stream(request, sink) {
      const waited = driver.waiting();
      const { response, close } = cluster.watch(detached(request), waking(driver, sink, waited));
      if (response.status >= 400) waited();
      await driver.sleep(requestMs);
      return {
        response,
        close: () => {
          waited();
          close();
        },
      };
    },
    async connect(request, sink) {
      const waited = driver.waiting();
      const channels = cluster.connect(detached(request), wakingChannels(driver, sink, waited));
      if (channels.response.status >= 400) waited();
      await driver.sleep(requestMs);
      return {
        response: channels.response,
        stdin: thenPoke(driver, channels.stdin),
        closeStdin: thenPoke(driver, channels.closeStdin),
        resize: channels.resize,
        close: () => {
          waited();
          channels.close();
          driver.poke();
        },
      };
    },
  };
}

/** The body as it would arrive over a wire: nothing is shared with the client. */
function detached(request: ApiRequest): ApiRequest {
  const { body } = request;
  return typeof body === 'object' && body !== null ? { ...request, body: JSON.parse(JSON.stringify(body)) } : request;
}

function waking(driver: Driver, sink: StreamSink, waited: () => void): StreamSink {
  return {
    chunk: (chunk) => {
      sink.chunk(chunk);
      driver.woke();
    },
    end: () => {
      waited();
      sink.end();
      driver.woke();
    },
  };
}

function wakingChannels(driver: Driver, sink: ChannelSink, waited: () => void): ChannelSink {
  return {
    stdout: (text) => {
      sink.stdout(text);
      driver.woke();
    },
    stderr: (text) => {
      sink.stderr(text);
      driver.woke();
    },
    end: (status) => {
      waited();
      sink.end(status);
      driver.woke();
    },
  };
}

function thenPoke<A extends readonly unknown[], R>(driver: Driver, work: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const result = work(...args);
    driver.poke();
    return result;
  };
}

function spawn(cluster: Cluster, driver: Driver, { machine, ...rest }: SpawnRequest): RunningProgram {
  if ('pod' in machine) throw new Error('programs in Pods are started through the API (exec)');
  const waited = driver.waiting();
  let settle: (code: number) => void = () => {};
  const exit = new Promise<number>((resolve) => {
    settle = resolve;
  });
  const sink = wakingChannels(
    driver,
    { stdout: rest.stdout, stderr: rest.stderr, end: (code) => settle(Number(code)) },
    waited,
  );
  const process = cluster.spawn({ ...rest, machine, stdout: sink.stdout, stderr: sink.stderr, exit: sink.end });
  driver.poke();
  return {
    exit,
    stdin: thenPoke(driver, process.stdin),
    closeStdin: thenPoke(driver, process.closeStdin),
    signal: thenPoke(driver, process.signal),
  };
}

/** Runs the request on a fork, `count` times. */
function probe(cluster: Cluster, { from, url, count, timeoutMs }: ProbeRequest): ProbeResult {
  const target = new URL(url);
  const answers = cluster.fork((copy) =>
    Array.from({ length: count }, () =>
      target.protocol === 'dns:' ? ask(copy, from, target) : visit(copy, { from, target, timeoutMs }),
    ),
  );
  return { answers };
}

function visit(
  cluster: Cluster,
  { from, target, timeoutMs }: { readonly from: Machine; readonly target: URL; readonly timeoutMs: number | undefined },
): ProbeAnswer {
  const isHttp = target.protocol === 'http:';
  const port = target.port === '' ? 80 : Number(target.port);
  const { outcome, reply, backend, sourceSeen } = cluster.send({
    from: originOf(from),
    to: target.hostname,
    port,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(isHttp ? { http: { path: `${target.pathname}${target.search}` } } : {}),
  });
  return {
    outcome,
    ...(reply ? { httpStatus: reply.status, body: reply.body } : {}),
    ...(backend?.pod ? { pod: backend.pod } : {}),
    ...(backend ? { port: backend.port } : {}),
    ...(sourceSeen ? { sourceSeen } : {}),
  };
}

function ask(cluster: Cluster, from: Machine, target: URL): ProbeAnswer {
  const { rcode, answers } = cluster.resolve({
    from: originOf(from),
    name: target.hostname,
    type: target.searchParams.get('type') ?? 'A',
  });
  return { outcome: rcode === 'NOERROR' && answers.length > 0 ? 'reply' : 'unresolved', records: answers };
}

function originOf(machine: Machine): Origin {
  if ('workstation' in machine) return 'outside';
  return 'node' in machine ? { node: machine.node } : { pod: `${machine.namespace}/${machine.pod}` };
}
