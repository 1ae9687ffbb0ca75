import { type Cluster, type ClusterOptions, createCluster } from '../../src/engine/index.js';
import type { ApiRequest, ApiResponse } from '../../src/kube/api.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import type { Pod } from '../../src/kube/shapes/pod.js';
import type { EndpointSlice, Service } from '../../src/kube/shapes/service.js';

/** What a program in a container printed, and how it ended. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface ClusterUnderTest {
  readonly cluster: Cluster;
  /** Applies and waits until the world is at rest. */
  apply(...manifests: readonly string[]): void;
  request(request: ApiRequest): ApiResponse;
  /** The body; fails the test when the API server says no. */
  ask(method: ApiRequest['method'], path: string, body?: unknown, contentType?: string): KubeObject;
  items(path: string, query?: ApiRequest['query']): readonly KubeObject[];
  /** Runs a command in a Pod by the exec of the API. */
  exec(pod: string, command: string | readonly string[]): Ran;
  pod(name: string): Pod;
  service(name: string): Service;
  slices(service: string): readonly EndpointSlice[];
  wait(seconds: number): void;
}

export function clusterUnderTest(seed = 7, options: ClusterOptions = {}): ClusterUnderTest {
  const cluster = createCluster({ seed, ...options });
  const request: ClusterUnderTest['request'] = (call) => cluster.api(call);
  const ask: ClusterUnderTest['ask'] = (method, path, body, contentType) => {
    const headers = contentType === undefined ? {} : { headers: { 'content-type': contentType } };
    const response = cluster.api({ method, path, ...(body === undefined ? {} : { body }), ...headers });
    if (response.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(response.body)}`);
    return response.body as KubeObject;
  };
  const items: ClusterUnderTest['items'] = (path, query) => {
    const { body } = cluster.api({ method: 'GET', path, ...(query && { query }) });
    return (body as { readonly items: readonly KubeObject[] }).items;
  };
  return {
    cluster,
    apply(...manifests) {
      for (const text of manifests) cluster.apply(text);
      cluster.settle();
    },
    request,
    ask,
    items,
    exec: (pod, command) => execute(cluster, pod, typeof command === 'string' ? ['sh', '-c', command] : command),
    pod: (name) => ask('GET', `/api/v1/namespaces/default/pods/${name}`) as Pod,
    service: (name) => ask('GET', `/api/v1/namespaces/default/services/${name}`) as Service,
    slices: (service) =>
      items('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
        labelSelector: `kubernetes.io/service-name=${service}`,
      }) as readonly EndpointSlice[],
    wait: (seconds) => void cluster.run({ until: cluster.elapsed() + seconds * 1000 }),
  };
}

function execute(cluster: Cluster, pod: string, command: readonly string[]): Ran {
  const [namespace, name] = pod.includes('/') ? pod.split('/') : ['default', pod];
  let [stdout, stderr] = ['', ''];
  let status: Ended | undefined;
  const { response } = cluster.connect(
    {
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/pods/${name}/exec`,
      query: { command, stdout: 'true', stderr: 'true' },
    },
    {
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
      end: (ended) => (status = ended as Ended),
    },
  );
  if (response.status >= 400) throw new Error(JSON.stringify(response.body));
  const limit = cluster.elapsed() + 600_000;
  while (status === undefined && cluster.elapsed() < limit) {
    cluster.run({ until: cluster.nextAt() ?? limit });
  }
  if (status === undefined) throw new Error(`${command.join(' ')} did not end`);
  return { stdout, stderr, code: exitCode(status) };
}

interface Ended {
  readonly status?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

function exitCode({ status, details }: Ended): number {
  if (status === 'Success') return 0;
  return Number(details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message ?? 1);
}

/** A Pod of the e2e image that serves its name on TCP and UDP. */
export function netexec(name: string, { labels = '{}', node = '', port = 8080, udp = 8081, extra = '' } = {}): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: ${labels}}
spec:
  ${node === '' ? '' : `nodeName: ${node}`}
  ${extra}
  containers:
  - name: main
    image: registry.k8s.io/e2e-test-images/agnhost:2.53
    args: [netexec, --http-port=${port}, --udp-port=${udp}]
    ports: [{name: http, containerPort: ${port}}, {name: udp, containerPort: ${udp}, protocol: UDP}]
    readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
`;
}

/** A Pod in which commands are run. */
export function client(name = 'client', extra = ''): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  ${extra}
  containers:
  - name: main
    image: registry.k8s.io/e2e-test-images/agnhost:2.53
    args: [pause]
`;
}

export function addressesOf(slices: readonly EndpointSlice[]): readonly string[] {
  return slices.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses)).sort();
}
